using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Model;

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
    // Header, then arguments and state.
    public const int ObjectNodes = 3;

    // Of an object, where they are needed: callable, keyword arguments, list items, dict items, set items.
    public const int ExtraNodes = 5;

    private const int NodesMax = 0x7fff_ffc7 / 16 * 2;

    private TapeValue[] _nodes;
    private int _count;
    private byte[] _copied = [];
    private int _copiedCount;
    private List<BigInteger>? _bigIntegers;
    private List<byte[]>? _payloads;
    private List<PickleBuffer>? _buffers;
    private List<PyGlobal>? _globals;

    /// <param name="expectedNodes">How many nodes are likely to come.</param>
    public ValueTape(int expectedNodes)
    {
        _nodes = ArrayPool<TapeValue>.Shared.Rent(Math.Max(16, expectedNodes));

        // Index 0 is nothing's, so that 0 can stand for none.
        _count = 1;
        _nodes[0] = default;
    }

    public ReadOnlySpan<TapeValue> Nodes => _nodes.AsSpan(0, _count);

    public int Count => _count;

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

    /// <summary>Keeps bytes whose source will not stay; returns where they lie in <see cref="Copied"/>.</summary>
    public int Copy(ReadOnlySpan<byte> bytes)
    {
        if (_copied.Length - _copiedCount < bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256, _copied.Length * 2L), _copiedCount + (long)bytes.Length))));
            Copied.CopyTo(larger);
            ReturnCopied();
            _copied = larger;
        }

        bytes.CopyTo(_copied.AsSpan(_copiedCount));
        int start = _copiedCount;
        _copiedCount += bytes.Length;
        return start;
    }

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

    /// <summary>Writes nodes that refer to others; returns the index of the first.</summary>
    public int WriteItems(ReadOnlySpan<TapeValue> items)
    {
        int first = _count;
        Span<TapeValue> room = Room(items.Length);
        items.CopyTo(room);
        for (int i = 0; i < items.Length; i++)
        {
            if (room[i].IsContainer)
            {
                Own(room[i]);
            }
        }

        return first;
    }

    /// <summary>Notes that something refers to a container, the second time that it is shared.</summary>
    public void Own(in TapeValue value)
    {
        if (value.IsContainer)
        {
            ref TapeValue header = ref _nodes[value.Low];
            header = header.With((header.Flags & TapeFlags.Referenced) != 0 ? TapeFlags.Shared : TapeFlags.Referenced);
        }
    }

    /// <summary>Adds items to the container of a header.</summary>
    public void Extend(int header, ReadOnlySpan<TapeValue> items, int countEach)
    {
        if (items.IsEmpty)
        {
            return;
        }

        TapeValue before = _nodes[header];
        bool joins = before.Low > 0 && !before.IsChained && !before.IsPacked && before.First + (before.Low * countEach) == _count;
        int first = WriteItems(items);
        Link(header, before, items.Length / countEach, first, TapeFlags.None, joins);
    }

    /// <summary>Adds numbers to the list of a header: 8 bytes each, in whole nodes.</summary>
    public void ExtendPacked(int header, ReadOnlySpan<long> bits, TapeFlags packing)
    {
        if (bits.IsEmpty)
        {
            return;
        }

        TapeValue before = _nodes[header];
        bool joins = before.Low > 0 && !before.IsChained && (before.Flags & packing) != 0
            && (before.Low & 1) == 0 && before.First + (before.Low / 2) == _count;
        int first = _count;
        Span<TapeValue> room = Room((bits.Length + 1) / 2);
        bits.CopyTo(MemoryMarshal.Cast<TapeValue, long>(room));
        Link(header, before, bits.Length, first, packing, joins);
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

    // The items were written from first on: they join the stretch that ends there, or become a block of the chain.
    private void Link(int header, TapeValue before, int count, int first, TapeFlags packing, bool joins)
    {
        // Flags may have changed meanwhile: a list may hold itself.
        TapeFlags flags = _nodes[header].Flags;
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
    private TapeValue[] Grow(int nodes)
    {
        long wanted = _count + (long)nodes;
        if (wanted > NodesMax)
        {
            throw new PickleLimitException($"the pickle holds more than {NodesMax} values, which is all that typed loads take");
        }

        TapeValue[] larger = ArrayPool<TapeValue>.Shared.Rent((int)Math.Min(NodesMax, Math.Max(wanted, _nodes.Length * 2L)));
        _nodes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<TapeValue>.Shared.Return(_nodes);
        return _nodes = larger;
    }

    private void ReturnCopied()
    {
        if (_copied.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_copied);
        }
    }
}
