using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Reads one value of a pickle into .NET types: what converters are given.</summary>
/// <remarks>
/// It stands on one value at a time. The Get methods read it; <see cref="BeginItems"/> and <see cref="NextItem"/> go
/// through the items of a container, <see cref="BeginPairs"/>, <see cref="NextKey"/> and <see cref="NextValue"/> through a
/// dict; <see cref="Read{T}"/> lets another converter read it, with what sharing and depth need. The pickle was
/// resolved before: a value that is referred to many times reads like any other.
/// </remarks>
public ref partial struct PickleValueReader
{
    // How often the thread's stack is looked at.
    private const int DepthStep = 16;

    private readonly ReadOnlySpan<byte> _source;
    private readonly ReadOnlySpan<TapeValue> _nodes;
    private TapeValue _current;

    internal PickleValueReader(LoadSession session, ReadOnlySpan<byte> source, scoped in TapeValue value)
    {
        Session = session;
        _source = source;
        _nodes = session.Tape.Nodes;
        _current = value;
    }

    internal LoadSession Session { get; }

    internal readonly TapeValue Current => _current;

    // Of the opcode in the pickle, for errors; -1 when it is not known.
    internal readonly long Offset => Session.Tape.OffsetOf(_current, _source);

    internal readonly ReadOnlySpan<byte> Source => _source;

    internal readonly ReadOnlySpan<TapeValue> Nodes => _nodes;

    /// <summary>What the value is.</summary>
    public readonly PickleValueKind Kind => TapeNames.KindOf(_current.Kind);

    /// <summary>Whether the value is None.</summary>
    public readonly bool IsNone => _current.Kind == TapeKind.None;

    /// <summary>The converters of this load.</summary>
    public readonly PickleContext Context => Session.Context;

    /// <summary>The options of this load.</summary>
    public readonly PickleOptions Options => Session.Options;

    /// <summary>The bool.</summary>
    /// <exception cref="PickleException">The value is no bool.</exception>
    public readonly bool GetBoolean() => _current.Kind == TapeKind.Bool ? _current.Low != 0 : throw Mismatch("bool");

    /// <summary>The int, when 64 bits hold it; a bool is 0 or 1, as in Python.</summary>
    /// <exception cref="PickleException">The value is no int, or too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long GetInt64() => _current.Kind == TapeKind.Int ? _current.High : GetInt64Slow("long");

    /// <summary>The int, when 32 bits hold it.</summary>
    /// <exception cref="PickleException">The value is no int, or too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int GetInt32()
    {
        long value = _current.Kind == TapeKind.Int ? _current.High : GetInt64Slow("int");
        return value == (int)value ? (int)value : throw OutOfRange("int");
    }

    /// <summary>The int as any integer type, range-checked.</summary>
    /// <typeparam name="T">An integer type, such as <see cref="byte"/> or <see cref="Int128"/>.</typeparam>
    /// <exception cref="PickleException">The value is no int, or does not fit.</exception>
    public readonly T GetInteger<T>()
        where T : struct, IBinaryInteger<T>
    {
        try
        {
            return _current.Kind switch
            {
                TapeKind.Int => T.CreateChecked(_current.High),
                TapeKind.BigInt => T.CreateChecked(Session.Tape.BigInteger(_current.Low)),
                TapeKind.Bool => T.CreateChecked(_current.Low),
                TapeKind.Object when TryNumber(out BigInteger value) => T.CreateChecked(value),
                _ => throw Mismatch(TypeNames.Of(typeof(T))),
            };
        }
        catch (OverflowException)
        {
            throw OutOfRange(TypeNames.Of(typeof(T)));
        }
    }

    /// <summary>The int, of any size.</summary>
    /// <exception cref="PickleException">The value is no int.</exception>
    public readonly BigInteger GetBigInteger() => _current.Kind switch
    {
        TapeKind.Int => _current.High,
        TapeKind.BigInt => Session.Tape.BigInteger(_current.Low),
        TapeKind.Bool => _current.Low,
        TapeKind.Object when TryNumber(out BigInteger value) => value,
        _ => throw Mismatch("BigInteger"),
    };

    /// <summary>The float; an int is converted where nothing is lost.</summary>
    /// <exception cref="PickleException">The value is no number, or an int that a double does not hold exactly.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double GetDouble() => _current.Kind == TapeKind.Float ? _current.Float : GetDoubleSlow();

    /// <summary>The float with 32 bits: rounded, but never made infinite.</summary>
    /// <exception cref="PickleException">The value is no number, or too large.</exception>
    public readonly float GetSingle()
    {
        double wide = GetDouble();
        float value = (float)wide;
        return float.IsInfinity(value) && double.IsFinite(wide) ? throw OutOfRange("float") : value;
    }

    /// <summary>The str.</summary>
    /// <exception cref="PickleException">The value is no str.</exception>
    public readonly string GetString() => _current.Kind == TapeKind.Str ? Session.Text(_current, _source) : GetStringSlow();

    /// <summary>The str, or null for None.</summary>
    /// <exception cref="PickleException">The value is neither.</exception>
    public readonly string? GetStringOrNull() => _current.Kind == TapeKind.None ? null : GetString();

    /// <summary>The str as it lies in the pickle: UTF-8, in which lone surrogates take three bytes.</summary>
    /// <exception cref="PickleException">The value is no str.</exception>
    public readonly ReadOnlySpan<byte> GetUtf8() => _current.Kind == TapeKind.Str ? Session.Bytes(_current, _source) : throw Mismatch("string");

    /// <summary>A copy of the bytes, bytearray or buffer.</summary>
    /// <exception cref="PickleException">The value is none of these.</exception>
    public readonly byte[] GetBytes() => _current.Kind switch
    {
        // An array that was made for this value alone needs no copy.
        TapeKind.Bytes or TapeKind.ByteArray when (_current.Flags & TapeFlags.Adopted) != 0 => Session.Tape.Payload(_current.Low),
        TapeKind.Bytes or TapeKind.ByteArray => Session.Array(_current, _source),
        TapeKind.Buffer => Session.Tape.Buffer(_current.Low).ReadOnlyMemory.ToArray(),
        _ => GetBytesSlow(),
    };

    /// <summary>The bytes where they lie, without a copy; valid until the converter returns.</summary>
    /// <exception cref="PickleException">The value is no bytes, bytearray or buffer.</exception>
    public readonly ReadOnlySpan<byte> GetBytesSpan() => _current.Kind switch
    {
        TapeKind.Bytes or TapeKind.ByteArray or TapeKind.ByteString => Session.Bytes(_current, _source),
        TapeKind.Buffer => Session.Tape.Buffer(_current.Low).ReadOnlyMemory.Span,
        _ => GetBytesSlow(),
    };

    /// <summary>The class or function that the value is, by its name.</summary>
    /// <exception cref="PickleException">The value is no class or function.</exception>
    public readonly PyGlobal GetGlobal() => _current.Kind == TapeKind.Global ? Session.Tape.Global(_current.Low) : throw Mismatch("class");

    /// <summary>The class of which the value is an instance (or the function whose result it is); null for values of builtin types.</summary>
    public readonly PyGlobal? GetClass() => _current.Kind == TapeKind.Object ? ObjectParts.Of(this).Class : null;

    /// <summary>The value as a natural object, as loads without a type give it.</summary>
    public readonly object? GetNatural() => Session.Natural.Read(Session, _current, _source);

    /// <summary>Begins to go through a list, tuple, set or frozenset.</summary>
    /// <exception cref="PickleException">The value is none of these.</exception>
    public readonly PickleItems BeginItems() => _current.Kind is TapeKind.List or TapeKind.Tuple or TapeKind.Set or TapeKind.FrozenSet
        ? Begin(_current.Low, 1)
        : BeginItemsSlow();

    /// <summary>Steps to the next item; false after the last.</summary>
    /// <param name="items">The place, from <see cref="BeginItems"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextItem(ref PickleItems items)
    {
        if (items.At == items.End && !NextBlock(ref items))
        {
            return false;
        }

        int at = items.At++;
        items.Index++;
        if (items.Packing == TapeFlags.None)
        {
            _current = _nodes[at];
        }
        else
        {
            _current = PackedItem(items, at);
        }

        return true;
    }

    /// <summary>Begins to go through a dict.</summary>
    /// <exception cref="PickleException">The value is no dict.</exception>
    public readonly PickleItems BeginPairs() => _current.Kind == TapeKind.Dict ? Begin(_current.Low, 2) : BeginPairsSlow();

    /// <summary>Steps to the key of the next pair; false after the last.</summary>
    /// <param name="pairs">The place, from <see cref="BeginPairs"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextKey(ref PickleItems pairs)
    {
        if (pairs.At == pairs.End && !NextBlock(ref pairs))
        {
            return false;
        }

        _current = _nodes[pairs.KeyAt];
        pairs.KeyAt += pairs.Stride;
        pairs.At += pairs.Stride;
        pairs.Index++;
        return true;
    }

    /// <summary>Steps from the key to its value.</summary>
    /// <param name="pairs">The place, from <see cref="BeginPairs"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NextValue(in PickleItems pairs) => _current = _nodes[pairs.At - 1];

    /// <summary>
    /// Says which object a container becomes, before its items are read, so that items may refer back to it.
    /// </summary>
    /// <param name="items">The container's items.</param>
    /// <param name="made">The object, which may still be empty.</param>
    /// <typeparam name="T">The type it is made for.</typeparam>
    public readonly void Created<T>(in PickleItems items, T made)
        where T : class => Created(items.Header, made);

    /// <summary>Says which object the members belong to, before they are read, so that they may refer back to it.</summary>
    /// <param name="members">The object's members.</param>
    /// <param name="made">The object, which may still be empty.</param>
    /// <typeparam name="T">The type it is made for.</typeparam>
    public readonly void Created<T>(in PickleMembers members, T made)
        where T : class => Created(members.Header, made);

    /// <summary>Steps to the value of the next member, in the order of the pickle; false after the last.</summary>
    /// <param name="members">The place, which <see cref="PickleObjectConverter{T}"/> gives.</param>
    /// <param name="member">The member's number among <see cref="PickleObjectInfo.Members"/>; -1 at the end.</param>
    /// <exception cref="PickleException">A member is there twice; at the end: one is missing that must not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextMember(ref PickleMembers members, out int member)
    {
        int[]? known = members.Known;
        int index = members.Items.Index + 1;
        if (known is not null && (uint)index < (uint)known.Length)
        {
            _current = _nodes[members.Items.At++];
            members.Items.Index = index;
            member = known[index];
            members.Member = member;
            return true;
        }

        return MemberSteps.NextSlow(ref this, ref members, out member);
    }

    /// <summary>Lets a converter read the value: None, sharing, cycles and depth are seen to here.</summary>
    /// <typeparam name="T">The type to make.</typeparam>
    /// <param name="converter">What reads it.</param>
    /// <returns>Null for None where T allows it; the same object again for a value that was read before.</returns>
    /// <exception cref="PickleException">The value is no T; the message names the path.</exception>
    public T? Read<T>(PickleConverter<T> converter)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (_current.Kind == TapeKind.None && default(T) is null && !converter.HandlesNone)
        {
            return default;
        }

        if (!_current.IsContainer)
        {
            return converter.Read(ref this);
        }

        if (_current.Kind == TapeKind.Persistent && !converter.HandlesNone)
        {
            return GetNatural() is T found ? found : throw Mismatch(TypeNames.Of(typeof(T)));
        }

        if (!typeof(T).IsValueType && _nodes[_current.Low].IsShared)
        {
            return ReadShared(converter);
        }

        if (++Session.Depth % DepthStep == 0 && NeedsFreshStack())
        {
            return ReadOnFreshStack(converter);
        }

        T value = converter.Read(ref this);
        Session.Depth--;
        return value;
    }

    /// <summary>The error for a value that the converter does not take: says where it stands.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <returns>The error, to be thrown.</returns>
    public readonly PickleException Error(string message) => new(message, Offset, null);

    /// <summary>The error for a value of another kind than asked for.</summary>
    /// <param name="wanted">What was asked for, such as the name of a .NET type.</param>
    /// <returns>The error, to be thrown.</returns>
    public readonly PickleException Mismatch(string wanted) =>
        Error($"the pickle holds {Description()} where {TypeNames.WithArticle(wanted)} is expected");

    internal readonly bool TryBeginMembers(PickleObjectInfo info, ref PickleMembers members) =>
        MemberSteps.TryBegin(this, info, ref members);

    internal readonly bool TryBeginMembersSlow(PickleObjectInfo info, ref PickleMembers members, out PyGlobal? type) =>
        MemberSteps.TryBeginSlow(this, info, ref members, out type);

    internal readonly PickleLoadInfo InfoOf(in PickleMembers members) => MemberSteps.InfoOf(this, members);

    internal readonly void Created(int header, object made)
    {
        // No header: an object that got no items, such as OrderedDict().
        if (header > 0 && _nodes[header].IsShared)
        {
            Session.Made(header, made.GetType(), made);
        }
    }

    internal readonly PickleItems Begin(int header, int stride)
    {
        var items = new PickleItems { Index = -1, Stride = stride, Header = header };
        if (header < 0)
        {
            return items;
        }

        TapeValue node = _nodes[header];
        items.Count = node.Low;
        if (node.IsChained)
        {
            items.NextBlock = node.First;
        }
        else
        {
            Enter(ref items, node);
        }

        return items;
    }

    // Numbers that lie packed and were not gone through: the rest of the present stretch, or the next.
    internal readonly ReadOnlySpan<long> TakePacked(ref PickleItems items, TapeFlags packing)
    {
        if (items.At == items.End && (items.NextBlock == 0 || !NextBlock(ref items)))
        {
            return default;
        }

        if (items.Packing != packing)
        {
            return default;
        }

        ReadOnlySpan<long> rest = ValueTape.Packed(_nodes, items.PackedFirst, items.End)[items.At..];
        items.At = items.End;
        items.Index += rest.Length;
        return rest;
    }

    internal void MoveTo(in TapeValue value) => _current = value;

    internal readonly PickleException OutOfRange(string wanted) =>
        Error($"{Description()} does not fit {TypeNames.WithArticle(wanted)}; ask for a wider type");

    // The kind, and the value where it is short.
    internal readonly string Description()
    {
        switch (_current.Kind)
        {
            case TapeKind.Int:
                return $"the int {_current.High}";
            case TapeKind.BigInt:
                return "an int of more than 64 bits";
            case TapeKind.Float:
                return $"the float {Pickling.Text.PythonRepr.Float(_current.Float)}";
            case TapeKind.Object:
                return ObjectParts.Of(this).Class is { } type ? $"an object of {type.FullName}" : "an object";
            case TapeKind.Global:
                return $"the class or function {Session.Tape.Global(_current.Low).FullName}";
            default:
                return TapeNames.WithArticle(_current.Kind);
        }
    }

    private static void Enter(ref PickleItems items, in TapeValue stretch)
    {
        items.Packing = stretch.Flags & (TapeFlags.Int64s | TapeFlags.Doubles);
        if (items.Packing == TapeFlags.None)
        {
            items.At = stretch.First;
            items.KeyAt = stretch.First;
            if (stretch.IsKeyed)
            {
                items.KeyAt = stretch.Last;
                items.Stride = 1;
            }

            items.End = stretch.First + (stretch.Low * items.Stride);
        }
        else
        {
            items.PackedFirst = stretch.First;
            items.At = 0;
            items.End = stretch.Low;
        }
    }

    private readonly bool NextBlock(ref PickleItems items)
    {
        if (items.NextBlock <= 0)
        {
            return items.NextBlock != 0 && NextPair(ref items);
        }

        TapeValue block = _nodes[items.NextBlock];
        items.NextBlock = block.Last;
        Enter(ref items, block);
        return true;
    }

    private readonly TapeValue PackedItem(in PickleItems items, int at)
    {
        long bits = MemoryMarshal.Cast<TapeValue, long>(_nodes[items.PackedFirst..])[at];
        return new TapeValue(items.Packing == TapeFlags.Int64s ? TapeKind.Int : TapeKind.Float, -1, bits);
    }

    private T? ReadShared<T>(PickleConverter<T> converter)
    {
        int header = _current.Low;
        if (Session.TryGetMade(header, out T? made))
        {
            return made;
        }

        if (!Session.BeginMaking(header, typeof(T)))
        {
            throw Error($"the {TypeNames.Of(typeof(T))} refers to itself before it is made; give it a constructor without parameters and members that can be set");
        }

        if (++Session.Depth % DepthStep == 0 && NeedsFreshStack())
        {
            made = ReadOnFreshStack(converter);
        }
        else
        {
            made = converter.Read(ref this);
            Session.Depth--;
        }

        Session.Finished(header, typeof(T), made);
        return made;
    }

    private readonly bool NeedsFreshStack() => Session.Depth > Options.Limits.TypedDepthMax
        ? throw new PickleLimitException($"objects nest deeper than {Options.Limits.TypedDepthMax} (PickleLimits.TypedDepthMax)", Offset, null)
        : !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    private T ReadOnFreshStack<T>(PickleConverter<T> converter)
    {
        LoadSession session = Session;
        session.SourceCopy ??= _source.ToArray();
        TapeValue value = _current;
        T result = FreshStack.Run(() =>
        {
            var reader = new PickleValueReader(session, session.SourceCopy, value);
            return converter.Read(ref reader);
        });
        session.Depth--;
        return result;
    }
}
