using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Opcodes;
using Pickling.Text;

namespace Pickling.Mapping;

/// <summary>Writes the tape that typed loads and documents read.</summary>
/// <remarks>
/// From bytes in memory, texts stay where they are and nodes hold their places. A stream's bytes do not stay, so texts
/// are copied to the tape. Nothing is decoded or checked here that a reader may never ask for.
/// </remarks>
internal struct TapeSink : IPickleSink<TapeValue>
{
    // A class has no name that long, but a pickle can give one of a megabyte to each of its classes with two bytes.
    private const int NameBytesMax = 1024;

    private readonly ValueTape _tape;
    private readonly PickleOptions _options;
    private readonly bool _copies;
    private Dictionary<long, string>? _longNames;
    private IEnumerator<PickleBuffer>? _buffers;
    private Opcode _opcode;
    private long _offset;

    /// <param name="tape">What is written.</param>
    /// <param name="options">How to load.</param>
    /// <param name="copies">Whether the source goes away: texts are copied then.</param>
    public TapeSink(ValueTape tape, PickleOptions options, bool copies)
    {
        _tape = tape;
        _options = options;
        _copies = copies;
    }

    public static TapeValue Unset => default;

    public static bool KeepsPlaces => true;

    public static bool IsUnset(in TapeValue value) => value.Kind == TapeKind.Unset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void At(long offset, Opcode opcode)
    {
        _offset = offset;
        _opcode = opcode;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Reused(ref TapeValue value)
    {
        if (value.Kind == TapeKind.Str)
        {
            value = value.With(TapeFlags.Repeated);
        }
        else if (value.IsContainer)
        {
            _tape.Share(value.Low);
        }
        else if (value.Kind is TapeKind.Bytes or TapeKind.ByteArray or TapeKind.ByteString)
        {
            _tape.NoteReused(value);
        }
    }

    public readonly TapeValue None() => new(TapeKind.None, 0, _offset);

    public readonly TapeValue Bool(bool value) => new(TapeKind.Bool, value ? 1 : 0, _offset);

    public readonly TapeValue Int(long value) => new(TapeKind.Int, Offset32(), value);

    public readonly TapeValue Long(long value) => Int(value);

    public readonly TapeValue BigInt(BigInteger value) => new(TapeKind.BigInt, _tape.Add(value), _offset);

    public readonly TapeValue Float(double value) => new(TapeKind.Float, Offset32(), BitConverter.DoubleToInt64Bits(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TapeValue Str(ReadOnlySpan<byte> utf8) => Slice(TapeKind.Str, utf8);

    public readonly TapeValue RawUnicode(ReadOnlySpan<byte> escaped)
    {
        string text = RawUnicodeEscape.Decode(escaped, out _);
        byte[] utf8 = new byte[SurrogateUtf8.ByteCount(text)];
        SurrogateUtf8.Encode(text, utf8);
        return Copied(TapeKind.Str, utf8);
    }

    public readonly TapeValue Bytes(ReadOnlySpan<byte> value) => Slice(TapeKind.Bytes, value);

    public readonly TapeValue AdoptBytes(byte[] value) => new(TapeKind.Bytes, _tape.Add(value), _offset, TapeFlags.Adopted);

    public readonly TapeValue ByteArray(ReadOnlySpan<byte> value) => Slice(TapeKind.ByteArray, value);

    public readonly TapeValue AdoptByteArray(byte[] value) => new(TapeKind.ByteArray, _tape.Add(value), _offset, TapeFlags.Adopted);

    // STRING is unescaped before it comes here, so its bytes are not the source's.
    public readonly TapeValue ByteString(ReadOnlySpan<byte> value) => _opcode == Opcode.String
        ? Copied(TapeKind.ByteString, value)
        : Slice(TapeKind.ByteString, value);

    public readonly TapeValue EmptyList() => Container(TapeKind.List);

    public readonly TapeValue EmptyDict() => Container(TapeKind.Dict);

    public readonly TapeValue EmptySet() => Container(TapeKind.Set);

    public readonly TapeValue EmptyTuple() => Ref(TapeKind.Tuple, ValueTape.EmptyTuple);

    public readonly TapeValue List(ReadOnlySpan<TapeValue> items) => Filled(TapeKind.List, items, 1);

    public readonly TapeValue Dict(ReadOnlySpan<TapeValue> pairs) => Filled(TapeKind.Dict, pairs, 2);

    public readonly TapeValue FrozenSet(ReadOnlySpan<TapeValue> items) => Filled(TapeKind.FrozenSet, items, 1);

    public readonly TapeValue Tuple(in TapeValue item) => Filled(TapeKind.Tuple, [item], 1);

    public readonly TapeValue Tuple(in TapeValue first, in TapeValue second) => Filled(TapeKind.Tuple, [first, second], 1);

    public readonly TapeValue Tuple(in TapeValue first, in TapeValue second, in TapeValue third) =>
        Filled(TapeKind.Tuple, [first, second, third], 1);

    public readonly TapeValue Tuple(ReadOnlySpan<TapeValue> items) => Filled(TapeKind.Tuple, items, 1);

    public readonly void Append(in TapeValue list, in TapeValue item) => _tape.Extend(ListOf(list), [item], 1);

    public readonly void Extend(in TapeValue list, ReadOnlySpan<TapeValue> items, int expectedItems)
    {
        _tape.BytesDone = _offset;
        _tape.Extend(ListOf(list), items, 1);
    }

    public readonly bool TakesRuns(in TapeValue list) => list.Kind == TapeKind.List;

    public readonly void ExtendInt32s(in TapeValue list, ReadOnlySpan<int> items, int expectedItems)
    {
        _tape.BytesDone = _offset;
        _tape.ExtendPacked(list.Low, items);
    }

    public readonly void ExtendDoubles(in TapeValue list, ReadOnlySpan<double> items, int expectedItems)
    {
        _tape.BytesDone = _offset;
        _tape.ExtendPacked(list.Low, items);
    }

    public readonly void ExtendFrom(in TapeValue list, ReadOnlySpan<TapeValue> memo, ReadOnlySpan<int> indexes, int expectedItems)
    {
        Span<TapeValue> items = _tape.BeginExtension(list.Low, indexes.Length);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = memo[indexes[i]];
            Reused(ref items[i]);
        }
    }

    public readonly void SetItem(in TapeValue dict, in TapeValue key, in TapeValue value) =>
        _tape.Extend(DictOf(dict), [key, value], 2);

    public readonly void SetItems(in TapeValue dict, ReadOnlySpan<TapeValue> pairs, int expectedPairs)
    {
        _tape.BytesDone = _offset;
        _tape.ExtendPairs(DictOf(dict), pairs);
    }

    public static bool TakesRows => true;

    public readonly bool TakesRow(in TapeValue dict) => dict.Kind == TapeKind.Dict && _tape[dict.Low].Low == 0;

    public readonly int KeysOf(ReadOnlySpan<TapeValue> pairs) => _tape.KeysOf(pairs);

    public readonly void SetRow(in TapeValue dict, int keys, ReadOnlySpan<TapeValue> values) => _tape.SetRow(dict.Low, keys, values);

    public readonly void AddItems(in TapeValue set, ReadOnlySpan<TapeValue> items) => _tape.Extend(
        set.Kind switch
        {
            TapeKind.Set => set.Low,
            TapeKind.Object => ExtraContainer(set, 4, TapeKind.Set),
            _ => throw NotA("set", set),
        },
        items,
        1);

    public readonly TapeValue Global(string module, string name) => Found(new PyGlobal(module, name, fromPickle: true));

    public readonly TapeValue Global(string module, string name, string module2, string name2) =>
        Found(new PyGlobal(module, name, fromPickle: true) { Python2 = new PyGlobal(module2, name2, fromPickle: true) });

    public string? TextOf(in TapeValue value, ReadOnlySpan<byte> source)
    {
        if (value.Kind != TapeKind.Str)
        {
            return null;
        }

        if (value.Low > NameBytesMax && _longNames is not null && _longNames.TryGetValue(value.Place, out string? known))
        {
            return known;
        }

        ReadOnlySpan<byte> bytes = (value.Flags & TapeFlags.Copied) != 0 ? _tape.Copied : source;
        string text = SurrogateUtf8.Decode(bytes.Slice((int)value.High, value.Low));
        if (value.Low > NameBytesMax)
        {
            (_longNames ??= []).Add(value.Place, text);
        }

        return text;
    }

    public readonly TapeValue Extension(int code) => _options.Extensions.TryGetValue(code, out PyGlobal? global)
        ? Found(global)
        : throw new PickleException($"extension code {code} is not registered; add it to PickleOptions.Extensions");

    public readonly TapeValue Reduce(in TapeValue callable, in TapeValue arguments, bool argumentsAreFresh, int protocol, int memoIndex)
    {
        _tape.Protocol = protocol;
        CheckCall(callable, arguments);

        // set([..]) and frozenset([..]) below protocol 4, which have no opcode there.
        if (callable.Kind == TapeKind.Global && protocol < 4 && _tape.Global(callable.Low) is { Module: "builtins", Name: "set" or "frozenset" } type
            && _tape[arguments.Low] is { Low: 1 } tuple && _tape[tuple.First] is { Kind: TapeKind.List } list)
        {
            TapeKind kind = type.Name == "set" ? TapeKind.Set : TapeKind.FrozenSet;
            TapeValue items = _tape[list.Low];
            return Ref(kind, _tape.Write(new TapeValue(kind, items.Low, items.High, items.Flags & ~TapeFlags.Shared)));
        }

        return Make(callable, arguments, PyConstruction.Reduce, argumentsAreFresh ? TapeFlags.FreshArguments : TapeFlags.None);
    }

    public readonly TapeValue NewObject(in TapeValue type, in TapeValue arguments, int memoIndex)
    {
        CheckCall(type, arguments);
        return Make(type, arguments, PyConstruction.NewObject, TapeFlags.None);
    }

    public readonly TapeValue NewObjectEx(in TapeValue type, in TapeValue arguments, in TapeValue keywordArguments, int memoIndex)
    {
        CheckCall(type, arguments);
        if (keywordArguments.Kind != TapeKind.Dict)
        {
            throw NotA("dict of keyword arguments", keywordArguments);
        }

        TapeValue made = Make(type, arguments, PyConstruction.NewObjectEx, TapeFlags.None);
        _tape[Extras(made) + 1] = keywordArguments;
        return made;
    }

    public readonly TapeValue Instance(in TapeValue type, ReadOnlySpan<TapeValue> arguments, int memoIndex)
    {
        CheckCallable(type);
        return Make(type, Tuple(arguments), PyConstruction.Instance, TapeFlags.None);
    }

    public readonly bool Build(in TapeValue target, in TapeValue state, out TapeValue replacement, out int memoIndex)
    {
        replacement = default;
        memoIndex = 0;
        if (target.Kind != TapeKind.Object)
        {
            throw NotA("constructed object, which alone has a state", target);
        }

        // CPython never writes two.
        if (_tape[target.Low + 2].Kind != TapeKind.Unset)
        {
            throw new PickleException("the object gets a second state, which typed loads do not take; load it without a type");
        }

        _tape[target.Low + 2] = state;
        return false;
    }

    public static bool AreSame(in TapeValue a, in TapeValue b) => a.IsContainer && a.Kind == b.Kind && a.Low == b.Low;

    public readonly void Drop(in TapeValue dropped, in TapeValue below)
    {
        // obj setter (obj, state) REDUCE POP: the sixth item of a reduce value; what it sets is the state.
        if (dropped.Kind != TapeKind.Object || below.Kind != TapeKind.Object)
        {
            return;
        }

        TapeValue call = _tape[dropped.Low];
        TapeValue arguments = _tape[_tape[dropped.Low + 1].Low];
        if (call.Extra == (short)PyConstruction.Reduce && (call.Flags & TapeFlags.FreshArguments) != 0 && arguments.Low == 2
            && _tape[arguments.First] is { Kind: TapeKind.Object } first && first.Low == below.Low
            && _tape[below.Low + 2].Kind == TapeKind.Unset)
        {
            _tape[below.Low + 2] = _tape[arguments.First + 1];
        }
    }

    public readonly TapeValue PersistentLoad(in TapeValue id)
    {
        int header = _tape.Write(new TapeValue(TapeKind.Persistent, 1, TapeValue.Halves(_tape.Count + 1, 0)));
        _tape.Write(id);
        return Ref(TapeKind.Persistent, header);
    }

    public TapeValue NextBuffer()
    {
        _buffers ??= _options.Buffers?.GetEnumerator();
        if (_buffers is null)
        {
            throw new PickleException("the pickle refers to out-of-band buffers; give them in PickleOptions.Buffers");
        }

        return _buffers.MoveNext()
            ? new TapeValue(TapeKind.Buffer, _tape.Add(_buffers.Current), _offset)
            : throw new PickleException("the pickle refers to more out-of-band buffers than PickleOptions.Buffers holds");
    }

    public readonly TapeValue ReadOnlyBuffer(in TapeValue buffer) => buffer.Kind == TapeKind.Buffer
        ? new TapeValue(TapeKind.Buffer, _tape.Add(_tape.Buffer(buffer.Low).AsReadOnly()), _offset)
        : throw NotA("buffer", buffer);

    public readonly void Complete(ReadOnlySpan<TapeValue> memo)
    {
    }

    public readonly void Release() => _buffers?.Dispose();

    private readonly TapeValue Found(PyGlobal global)
    {
        if (_options.TypeMap.HasRenames)
        {
            global = _options.TypeMap.Renamed(global);
        }

        if (_options.FindClass is { } findClass)
        {
            global = findClass(global) ?? throw new PickleException($"PickleOptions.FindClass gave nothing for {global.FullName}; it must give a PyGlobal or throw");
        }

        return new TapeValue(TapeKind.Global, _tape.Add(global), _offset);
    }

    private readonly int Offset32() => _offset < uint.MaxValue ? (int)(uint)_offset : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TapeValue Slice(TapeKind kind, ReadOnlySpan<byte> bytes) => _copies
        ? Copied(kind, bytes)
        : new TapeValue(kind, bytes.Length, _offset + HeaderBytes(_opcode));

    private readonly TapeValue Copied(TapeKind kind, ReadOnlySpan<byte> bytes) =>
        new(kind, bytes.Length, _tape.Copy(bytes, _offset), TapeFlags.Copied);

    // Bytes of an opcode before its payload.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HeaderBytes(Opcode opcode) => opcode switch
    {
        Opcode.ShortBinUnicode or Opcode.ShortBinBytes or Opcode.ShortBinString => 2,
        Opcode.BinUnicode8 or Opcode.BinBytes8 or Opcode.ByteArray8 => 9,
        Opcode.PersId => 1,
        _ => 5,
    };

    private readonly TapeValue Ref(TapeKind kind, int header) => new(kind, header, _offset);

    private readonly TapeValue Container(TapeKind kind) => Ref(kind, _tape.Write(new TapeValue(kind, 0, 0)));

    private readonly TapeValue Filled(TapeKind kind, ReadOnlySpan<TapeValue> items, int countEach)
    {
        int header = _tape.Write(new TapeValue(kind, items.Length / countEach, TapeValue.Halves(_tape.Count + 1, 0)));
        _tape.WriteItems(items);
        return Ref(kind, header);
    }

    // The header's High: the global's index + 1 (0 when the callable is something else), and where the extras are.
    private readonly TapeValue Make(in TapeValue callable, in TapeValue arguments, PyConstruction how, TapeFlags flags)
    {
        int global = callable.Kind == TapeKind.Global ? callable.Low + 1 : 0;
        int header = _tape.Write(new TapeValue(TapeKind.Object, 0, TapeValue.Halves(global, 0), flags, (short)how));
        _tape.Write(arguments);
        _tape.Write(default);
        TapeValue made = Ref(TapeKind.Object, header);
        if (global == 0)
        {
            _tape[Extras(made)] = callable;
        }

        return made;
    }

    private readonly int Extras(in TapeValue target)
    {
        TapeValue header = _tape[target.Low];
        if (header.Last != 0)
        {
            return header.Last;
        }

        int extras = _tape.Count;
        for (int i = 0; i < ValueTape.ExtraNodes; i++)
        {
            _tape.Write(default);
        }

        _tape[target.Low] = new TapeValue(header.Kind, header.Low, TapeValue.Halves(header.First, extras), header.Flags, header.Extra);
        return extras;
    }

    private readonly int ExtraContainer(in TapeValue target, int place, TapeKind kind)
    {
        int at = Extras(target) + place;
        if (_tape[at].Kind == TapeKind.Unset)
        {
            TapeValue items = Container(kind);
            _tape[at] = items;
        }

        return _tape[at].Low;
    }

    private readonly int ListOf(in TapeValue value) => value.Kind switch
    {
        TapeKind.List => value.Low,
        TapeKind.Object => ExtraContainer(value, 2, TapeKind.List),
        _ => throw NotA("list", value),
    };

    private readonly int DictOf(in TapeValue value) => value.Kind switch
    {
        TapeKind.Dict => value.Low,
        TapeKind.Object => ExtraContainer(value, 3, TapeKind.Dict),
        _ => throw NotA("dict", value),
    };

    private static void CheckCall(in TapeValue callable, in TapeValue arguments)
    {
        CheckCallable(callable);
        if (arguments.Kind != TapeKind.Tuple)
        {
            throw NotA("tuple of arguments", arguments);
        }
    }

    private static void CheckCallable(in TapeValue callable)
    {
        if (callable.Kind is not (TapeKind.Global or TapeKind.Object or TapeKind.Persistent))
        {
            throw NotA("class or function", callable);
        }
    }

    private static PickleException NotA(string needed, in TapeValue value) =>
        new($"needs a {needed}, finds {TapeNames.WithArticle(value.Kind)}");
}
