using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Model;
using Pickling.Opcodes;

namespace Pickling.Mapping;

/// <summary>
/// One pickle's values as a row of nodes, after all opcodes have had their effects: memo reads are resolved, late
/// appends joined, states attached. Converters and documents read it; nothing is made before they ask.
/// </summary>
/// <remarks>
/// A container is a header and, elsewhere on the tape, its items: in one stretch as long as nothing else was written
/// between its batches, else in a chain of blocks of a batch each. So reading goes forward through memory, whatever
/// was nested in between. Batches of nothing but integers or floats are kept as 8 bytes an item.
/// </remarks>
internal sealed class ValueTape : IDisposable
{
    // Header of the one empty tuple, which is never shared: nothing can be done to it.
    public const int EmptyTuple = 1;

    // Header, then arguments and state.
    public const int ObjectNodes = 3;

    // Of an object, where they are needed: callable, keyword arguments, list items, dict items, set items.
    public const int ExtraNodes = 5;

    private const int NodesMax = 0x7fff_ffc7 / 16 * 2;

    // Room at first, by the bytes of a pickle that a node comes with, about.
    private const int BytesANode = 6;
    private const int NodesFirstMin = 16;
    private const int NodesFirstMax = 16 * 1024;

    // As far the tape grows at once because of what the pickle held so far; from there on fourfold at most.
    private const int NodesExpectedMax = 1024 * 1024;

    // Before each text that was copied: where its opcode stands.
    private const int OffsetBytes = sizeof(long);

    private readonly int _sourceBytes;

    private HashSet<long>? _reused;
    private TapeValue[] _nodes;
    private int _count;
    private byte[] _copied = [];
    private int _copiedCount;
    private List<BigInteger>? _bigIntegers;
    private List<byte[]>? _payloads;
    private List<PickleBuffer>? _buffers;
    private List<PyGlobal>? _globals;
    private DictKeys _keys;

    /// <param name="sourceBytes">Bytes of the pickle and what follows it; 0 when not known.</param>
    public ValueTape(int sourceBytes)
    {
        _sourceBytes = sourceBytes;
        _nodes = ArrayPool<TapeValue>.Shared.Rent(sourceBytes == 0 ? NodesFirstMin : Math.Clamp(sourceBytes / BytesANode, NodesFirstMin, NodesFirstMax));

        // Index 0 is nothing's, so that 0 can stand for none.
        _nodes[0] = default;
        _nodes[EmptyTuple] = new TapeValue(TapeKind.Tuple, 0, 0);
        _count = EmptyTuple + 1;
    }

    public ReadOnlySpan<TapeValue> Nodes => _nodes.AsSpan(0, _count);

    public int Count => _count;

    /// <summary>Bytes of the pickle that the nodes so far came with, about.</summary>
    public long BytesDone { private get; set; }

    /// <summary>Protocol the pickle declares.</summary>
    public int Protocol { get; set; }

    public ReadOnlySpan<byte> Copied => _copied.AsSpan(0, _copiedCount);

    public IReadOnlyList<PyGlobal> Globals => _globals ?? [];

    public BigInteger BigInteger(int index) => _bigIntegers![index];

    public byte[] Payload(int index) => _payloads![index];

    public PickleBuffer Buffer(int index) => _buffers![index];

    public PyGlobal Global(int index) => _globals![index];

    public ref TapeValue this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _nodes[index];
    }

    public int Add(BigInteger value) => Add(ref _bigIntegers, value);

    public int Add(byte[] payload) => Add(ref _payloads, payload);

    public int Add(PickleBuffer buffer) => Add(ref _buffers, buffer);

    public int Add(PyGlobal global)
    {
        // The same class may be named twice; picklers memoize it, so there are few.
        int known = _globals is { Count: < 64 } ? _globals.IndexOf(global) : -1;
        return known >= 0 ? known : Add(ref _globals, global);
    }

    /// <summary>
    /// Keeps bytes whose source will not stay, behind the offset of their opcode; returns where they lie in <see cref="Copied"/>.
    /// </summary>
    public int Copy(ReadOnlySpan<byte> bytes, long offset)
    {
        // With the offset before it, an empty text too has a place of its own.
        int taken = checked(OffsetBytes + bytes.Length);
        if (_copied.Length - _copiedCount < taken)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256, _copied.Length * 2L), _copiedCount + (long)taken))));
            Copied.CopyTo(larger);
            ReturnCopied();
            _copied = larger;
        }

        Span<byte> target = _copied.AsSpan(_copiedCount, taken);
        BinaryPrimitives.WriteInt64LittleEndian(target, offset);
        bytes.CopyTo(target[OffsetBytes..]);
        _copiedCount += taken;
        return _copiedCount - bytes.Length;
    }

    /// <summary>Offset in the pickle of the opcode that gave a node; -1 when it is not known.</summary>
    /// <param name="value">The node.</param>
    /// <param name="source">The pickle, where its texts were not copied.</param>
    public long OffsetOf(in TapeValue value, ReadOnlySpan<byte> source)
    {
        if (!value.IsText)
        {
            return value.Offset;
        }

        return (value.Flags & TapeFlags.Copied) != 0
            ? BinaryPrimitives.ReadInt64LittleEndian(_copied.AsSpan((int)value.High - OffsetBytes))
            : value.High - HeaderBytes(source[..(int)value.High], value.Low);
    }

    // Bytes of the opcode that ends with the length of what follows it.
    private static int HeaderBytes(ReadOnlySpan<byte> source, int length) => source.Length switch
    {
        >= 2 when source[^1] == length && (Opcode)source[^2] is Opcode.ShortBinUnicode or Opcode.ShortBinBytes or Opcode.ShortBinString => 2,
        >= 5 when BinaryPrimitives.ReadInt32LittleEndian(source[^4..]) == length
            && (Opcode)source[^5] is Opcode.BinUnicode or Opcode.BinBytes or Opcode.BinString => 5,
        >= 9 when BinaryPrimitives.ReadInt64LittleEndian(source[^8..]) == length => 9,
        _ => 0,
    };

    /// <summary>Writes one node; returns its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(in TapeValue node)
    {
        TapeValue[] nodes = _nodes;
        int index = _count;
        if ((uint)index >= (uint)nodes.Length)
        {
            nodes = Grow(1);
        }

        nodes[index] = node;
        _count = index + 1;
        return index;
    }

    /// <summary>Writes nodes; returns the index of the first.</summary>
    public int WriteItems(ReadOnlySpan<TapeValue> items)
    {
        int first = _count;
        items.CopyTo(Room(items.Length));
        return first;
    }

    /// <summary>Notes that a container was read from the memo.</summary>
    public void Share(int header)
    {
        if (header != EmptyTuple)
        {
            _nodes[header] = _nodes[header].With(TapeFlags.Shared);
        }
    }

    /// <summary>Notes bytes that were read from the memo, so that several things may refer to them.</summary>
    public void NoteReused(in TapeValue value) => (_reused ??= []).Add(value.Place);

    /// <summary>Whether bytes were ever read from the memo.</summary>
    public bool IsReused(in TapeValue value) => _reused is not null && _reused.Contains(value.Place);

    /// <summary>Writes the first of two nodes, the third and so on; returns the index of the first.</summary>
    public int WriteEverySecond(ReadOnlySpan<TapeValue> items)
    {
        int first = _count;
        Span<TapeValue> room = Room((items.Length + 1) / 2);
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = items[2 * i];
        }

        return first;
    }

    /// <summary>Adds items to the container of a header.</summary>
    public void Extend(int header, ReadOnlySpan<TapeValue> items, int countEach)
    {
        if (!items.IsEmpty)
        {
            items.CopyTo(BeginExtension(header, items.Length, countEach));
        }
    }

    /// <summary>Room for items that are added to the container of a header, to be filled at once.</summary>
    public Span<TapeValue> BeginExtension(int header, int nodes, int countEach = 1)
    {
        GiveKeys(header);
        TapeValue before = _nodes[header];
        bool joins = before.Low > 0 && !before.IsChained && !before.IsPacked && before.First + (before.Low * countEach) == _count;
        int first = _count;
        Room(nodes);
        Link(header, before, nodes / countEach, first, TapeFlags.None, joins);
        return _nodes.AsSpan(first, nodes);
    }

    /// <summary>Adds pairs to the dict of a header: values alone, where other dicts have the same keys.</summary>
    public void ExtendPairs(int header, ReadOnlySpan<TapeValue> pairs)
    {
        TapeValue before = _nodes[header];
        if (before.Low > 0 || pairs.IsEmpty || !_keys.TryFind(this, pairs, out int keys))
        {
            Extend(header, pairs, 2);
            return;
        }

        int first = WriteEverySecond(pairs[1..]);
        _nodes[header] = new TapeValue(TapeKind.Dict, pairs.Length / 2, TapeValue.Halves(first, keys), before.Flags);
    }

    /// <summary>Where the keys of pairs lie for dicts that have no more than values of their own; -1 when they are no such keys.</summary>
    public int KeysOf(ReadOnlySpan<TapeValue> pairs) => _keys.TryFind(this, pairs, out int first) ? first : -1;

    /// <summary>Gives an empty dict keys that lie elsewhere, and its values.</summary>
    public void SetRow(int header, int keys, ReadOnlySpan<TapeValue> values)
    {
        int first = WriteItems(values);
        _nodes[header] = new TapeValue(TapeKind.Dict, values.Length, TapeValue.Halves(first, keys), _nodes[header].Flags);
    }

    /// <summary>Adds floats to the list of a header: 8 bytes each, in whole nodes.</summary>
    public void ExtendPacked(int header, ReadOnlySpan<double> items)
    {
        if (!items.IsEmpty)
        {
            TapeValue before = _nodes[header];
            bool joins = JoinsPacked(before, TapeFlags.Doubles);
            int first = _count;
            items.CopyTo(MemoryMarshal.Cast<TapeValue, double>(Room((items.Length + 1) / 2)));
            Link(header, before, items.Length, first, TapeFlags.Doubles, joins);
        }
    }

    /// <summary>Adds integers to the list of a header: 8 bytes each, in whole nodes.</summary>
    public void ExtendPacked(int header, ReadOnlySpan<int> items)
    {
        if (!items.IsEmpty)
        {
            TapeValue before = _nodes[header];
            bool joins = JoinsPacked(before, TapeFlags.Int64s);
            int first = _count;
            IntegerItems.Widen(items, MemoryMarshal.Cast<TapeValue, long>(Room((items.Length + 1) / 2)));
            Link(header, before, items.Length, first, TapeFlags.Int64s, joins);
        }
    }

    /// <summary>The numbers of a packed stretch.</summary>
    public static ReadOnlySpan<long> Packed(ReadOnlySpan<TapeValue> nodes, int first, int count) =>
        MemoryMarshal.Cast<TapeValue, long>(nodes.Slice(first, (count + 1) / 2))[..count];

    public void Dispose()
    {
        if (_nodes.Length > 0)
        {
            ArrayPool<TapeValue>.Shared.Return(_nodes);
            _nodes = [];
            _count = 0;
        }

        ReturnCopied();
        _copied = [];
        _copiedCount = 0;
    }

    private static int Add<T>(ref List<T>? list, T item)
    {
        list ??= [];
        list.Add(item);
        return list.Count - 1;
    }

    // Whether numbers that are written next lie right behind those of the list, in nodes that are full.
    private bool JoinsPacked(in TapeValue header, TapeFlags packing) =>
        header.Low > 0 && !header.IsChained && (header.Flags & packing) != 0
        && (header.Low & 1) == 0 && header.First + (header.Low / 2) == _count;

    private Span<TapeValue> Room(int nodes)
    {
        if (_nodes.Length - _count < nodes)
        {
            Grow(nodes);
        }

        Span<TapeValue> room = _nodes.AsSpan(_count, nodes);
        _count += nodes;
        return room;
    }

    // A dict that others shared keys with gets pairs of its own, before more are added.
    private void GiveKeys(int header)
    {
        TapeValue dict = _nodes[header];
        if (!dict.IsKeyed)
        {
            return;
        }

        int first = _count;
        Span<TapeValue> room = Room(2 * dict.Low);
        for (int i = 0; i < dict.Low; i++)
        {
            room[2 * i] = _nodes[dict.Last + i];
            room[(2 * i) + 1] = _nodes[dict.First + i];
        }

        _nodes[header] = new TapeValue(TapeKind.Dict, dict.Low, TapeValue.Halves(first, 0), dict.Flags);
    }

    // The items were written from first on: they join the stretch that ends there, or become a block of the chain.
    private void Link(int header, TapeValue before, int count, int first, TapeFlags packing, bool joins)
    {
        TapeFlags flags = before.Flags;
        int total = checked(before.Low + count);
        if (before.Low == 0)
        {
            _nodes[header] = new TapeValue(before.Kind, total, TapeValue.Halves(first, 0), flags | packing, before.Extra);
            return;
        }

        if (joins)
        {
            _nodes[header] = new TapeValue(before.Kind, total, before.High, flags, before.Extra);
            return;
        }

        const TapeFlags Packings = TapeFlags.Int64s | TapeFlags.Doubles;
        int firstBlock = before.First;
        int lastBlock = before.Last;
        if (!before.IsChained)
        {
            firstBlock = Write(new TapeValue(TapeKind.Block, before.Low, TapeValue.Halves(before.First, 0), before.Flags & Packings));
            lastBlock = firstBlock;
        }

        int block = Write(new TapeValue(TapeKind.Block, count, TapeValue.Halves(first, 0), packing));
        TapeValue last = _nodes[lastBlock];
        _nodes[lastBlock] = new TapeValue(TapeKind.Block, last.Low, TapeValue.Halves(last.First, block), last.Flags);
        _nodes[header] = new TapeValue(
            before.Kind, total, TapeValue.Halves(firstBlock, block), (flags & ~Packings) | TapeFlags.Chained, before.Extra);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TapeValue[] Grow(int needed)
    {
        long wanted = _count + (long)needed;
        if (wanted > NodesMax)
        {
            throw new PickleLimitException($"the pickle holds more than {NodesMax} values, which is all that typed loads take");
        }

        // As many nodes a byte as up to here, and a twentieth more.
        long expected = BytesDone > 0 ? (long)(1.05 * _count / BytesDone * _sourceBytes) : 0;
        long larger = Math.Clamp(expected, _nodes.Length * 2L, Math.Max(NodesExpectedMax, _nodes.Length * 4L));
        TapeValue[] nodes = ArrayPool<TapeValue>.Shared.Rent((int)Math.Min(NodesMax, Math.Max(wanted, larger)));
        _nodes.AsSpan(0, _count).CopyTo(nodes);
        ArrayPool<TapeValue>.Shared.Return(_nodes);
        return _nodes = nodes;
    }

    private void ReturnCopied()
    {
        if (_copied.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_copied);
        }
    }
}
