using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Writes one value after the other into a pickle: what converters are given.</summary>
/// <remarks>
/// The mirror of <see cref="PickleValueReader"/>. What it writes is what CPython writes for the same values; objects that were
/// written before become a reference, so that shared stays shared and cycles end.
/// </remarks>
public sealed class PickleValueWriter
{
    private const int DepthStep = 16;

    private readonly PickleEmitter _emitter;
    private readonly NaturalValues _natural;
    private NaturalWriter? _naturalWriter;
    private readonly TypedMemo _memo;
    private readonly InstanceWriter _instances;
    private int _depth;

    private Dictionary<object, object>? _singletons;

    internal PickleValueWriter(PickleEmitter emitter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        _emitter = emitter;
        _natural = natural;
        Context = context;
        Options = options;
        LeavesObjectsToGraph = options.TypeMap.HasClasses || options.ReducerOverride is not null || options.PersistentId is not null
            || options.Profile.MemoIsSparse;
        _memo = new TypedMemo(emitter, options.Fast);
        _instances = new InstanceWriter(this, emitter, _memo);
    }

    /// <summary>The converters of this dump.</summary>
    public PickleContext Context { get; }

    /// <summary>The options of this dump.</summary>
    public PickleOptions Options { get; }

    /// <summary>The protocol that is written, 0 to 5.</summary>
    public int Protocol => _emitter.Protocol;

    /// <summary>Writes None.</summary>
    public void WriteNone()
    {
        _emitter.Boundary();
        _emitter.None();
    }

    /// <summary>Writes a bool.</summary>
    public void WriteBoolean(bool value)
    {
        _emitter.Boundary();
        _emitter.Bool(value);
    }

    /// <summary>Writes an int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value)
    {
        _emitter.Boundary();
        _emitter.Int(value);
    }

    /// <summary>Writes an int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(long value)
    {
        _emitter.Boundary();
        _emitter.Int(value);
    }

    /// <summary>Writes an int of any size.</summary>
    public void WriteBigInteger(BigInteger value)
    {
        _emitter.Boundary();
        _emitter.BigInt(value);
    }

    /// <summary>Writes any integer type as an int.</summary>
    /// <typeparam name="T">An integer type, such as <see cref="byte"/> or <see cref="Int128"/>.</typeparam>
    public void WriteInteger<T>(T value)
        where T : struct, IBinaryInteger<T>
    {
        _emitter.Boundary();
        if (value >= T.CreateSaturating(long.MinValue) && value <= T.CreateSaturating(long.MaxValue))
        {
            _emitter.Int(long.CreateTruncating(value));
        }
        else
        {
            _emitter.BigInt(BigInteger.CreateChecked(value));
        }
    }

    /// <summary>Writes a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteDouble(double value)
    {
        _emitter.Boundary();
        _emitter.Float(value);
    }

    /// <summary>Writes a str, or None for null.</summary>
    public void WriteString(string? value)
    {
        _emitter.Boundary();
        if (value is null)
        {
            _emitter.None();
        }
        else
        {
            _memo.Str(value);
        }
    }

    /// <summary>Writes a bytes, or None for null.</summary>
    public void WriteBytes(byte[]? value)
    {
        if (value is null)
        {
            WriteNone();
        }
        else if (Protocol < 3 || value.Length == 0)
        {
            WriteNatural(value);
        }
        else
        {
            _emitter.Boundary();
            if (_memo.Entries.TryAdd(value, out int index))
            {
                _emitter.Bytes(value);
                _emitter.Memoize(index);
            }
            else
            {
                _emitter.Get(index);
            }
        }
    }

    /// <summary>Writes a bytes from memory, which is not remembered: the same memory again is written again.</summary>
    public void WriteBytes(ReadOnlyMemory<byte> value)
    {
        if (Protocol < 3 || value.Length == 0)
        {
            WriteNatural(value.ToArray());
            return;
        }

        _emitter.Boundary();
        _emitter.Bytes(value);
        _memo.MemoizeNothing();
    }

    /// <summary>Writes a value of the natural graph: what dumps without a type take.</summary>
    /// <param name="value">Such as a <see cref="PyObject"/>, or null.</param>
    /// <exception cref="PicklingException">It has no counterpart in Python.</exception>
    public void WriteNatural(object? value)
    {
        _naturalWriter ??= _natural.CreateWriter(_emitter, Options);
        _naturalWriter.Write(value, ref _memo.Entries);
    }

    /// <summary>Writes a class or function by its name.</summary>
    public void WriteGlobal(PyGlobal value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int index = _memo.Entries.Find(value);
        if (index >= 0)
        {
            _emitter.Boundary();
            _emitter.Get(index);
            return;
        }

        WriteNatural(value);
    }

    /// <summary>
    /// Lets a converter write the value: null, what was written before, and depth are seen to here.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="converter">What writes it.</param>
    /// <param name="value">The value.</param>
    public void Write<T>(PickleConverter<T> converter, T? value)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (value is null && !converter.HandlesNone)
        {
            WriteNone();
            return;
        }

        if (Options.PersistentId is { } persistentId && persistentId(value) is { } id)
        {
            WriteNatural(new PersistentReference(id));
            return;
        }

        if (++_depth % DepthStep == 0 && NeedsFreshStack())
        {
            FreshStack.Run(() =>
            {
                converter.Write(this, value!);
                return true;
            });
        }
        else
        {
            converter.Write(this, value!);
        }

        _depth--;
    }

    /// <summary>Begins a list. False when it was written before, and a reference to it is all there is to write.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="items">The place among them.</param>
    public bool BeginList(object? identity, int count, out PickleItemBatch items)
    {
        items = new PickleItemBatch { Kind = BatchKind.List, Count = count, Index = -1 };
        _emitter.Boundary();
        if (!_memo.TryTake(identity, out int index))
        {
            return false;
        }

        _emitter.EmptyList();
        _emitter.Memoize(index);
        return true;
    }

    /// <summary>Begins a dict. False when it was written before, and a reference to it is all there is to write.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many pairs follow.</param>
    /// <param name="pairs">The place among them: key and value of each are written after <see cref="NextItem"/>.</param>
    public bool BeginDict(object? identity, int count, out PickleItemBatch pairs)
    {
        pairs = new PickleItemBatch { Kind = BatchKind.Dict, Count = count, Index = -1 };
        _emitter.Boundary();
        if (!_memo.TryTake(identity, out int index))
        {
            return false;
        }

        _emitter.EmptyDict();
        _emitter.Memoize(index);
        return true;
    }

    /// <summary>Begins a set. False when it was written before, and a reference to it is all there is to write.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="items">The place among them.</param>
    public bool BeginSet(object? identity, int count, out PickleItemBatch items)
    {
        if (Protocol < 4)
        {
            return BeginSetCall(OldForms.Set, identity, count, out items);
        }

        items = new PickleItemBatch { Kind = BatchKind.Set, Count = count, Index = -1 };
        _emitter.Boundary();
        if (!_memo.TryTake(identity, out int index))
        {
            return false;
        }

        _emitter.EmptySet();
        _emitter.Memoize(index);
        return true;
    }

    /// <summary>Begins a frozenset. False when it was written before, and a reference to it is all there is to write.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="items">The place among them.</param>
    public bool BeginFrozenSet(object? identity, int count, out PickleItemBatch items)
    {
        if (Protocol < 4)
        {
            return BeginSetCall(OldForms.FrozenSet, identity, count, out items);
        }

        items = new PickleItemBatch { IsFrozenSet = true, Count = count, Index = -1, Identity = identity };
        _emitter.Boundary();
        if (!_memo.TryBeginLate(identity))
        {
            return false;
        }

        _emitter.Mark();
        return true;
    }

    /// <summary>Begins a tuple. False when it was written before or is empty: then it is written.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="items">The place among them.</param>
    public bool BeginTuple(object? identity, int count, out PickleItemBatch items)
    {
        items = new PickleItemBatch { IsTuple = true, Count = count, Index = -1, Identity = identity };
        _emitter.Boundary();
        if (count == 0)
        {
            _emitter.EmptyTuple();
            return false;
        }

        if (!_memo.TryBeginLate(identity))
        {
            return false;
        }

        _emitter.BeginTuple(count);
        return true;
    }

    /// <summary>To be called before each item, or before the key of each pair.</summary>
    /// <param name="items">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NextItem(ref PickleItemBatch items)
    {
        int index = ++items.Index;
        if (index >= items.Count)
        {
            ThrowTooMany(items);
        }

        if (!items.IsTuple && !items.IsFrozenSet)
        {
            NextInBatch(items, index);
        }
    }

    /// <summary>To be called after the last item.</summary>
    /// <param name="items">The place.</param>
    /// <exception cref="InvalidOperationException">Fewer items were written than the container was begun for.</exception>
    public void EndItems(ref PickleItemBatch items)
    {
        if (items.Index + 1 != items.Count)
        {
            throw new InvalidOperationException($"{items.Index + 1} items were written of {items.Count}; a collection must not change during a dump");
        }

        if (items.IsTuple)
        {
            _emitter.EndTuple(items.Count);
            _memo.EndLate(items.Identity);
            return;
        }

        if (items.IsFrozenSet)
        {
            _emitter.FrozenSet();
            _memo.EndLate(items.Identity);
            return;
        }

        if (items.Count > 0)
        {
            _emitter.Batches.EndItem(items.Kind, items.Index, items.Count);
        }

        if (items.IsCall)
        {
            _emitter.EndTuple(1);
            _memo.MemoizeNothing();
            _emitter.Reduce();
            _memo.EndLate(items.Identity);
        }
    }

    /// <summary>To be called before the value of each member, in order.</summary>
    /// <param name="members">The place, which <see cref="PickleObjectConverter{T}"/> gives.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NextMember(ref PickleMemberBatch members) => _instances.Next(ref members);

    // The items of a list of long, int or double that was begun, and its end.
    internal void WriteNumbers<T>(ReadOnlySpan<T> values, ref PickleItemBatch items)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            ReadOnlySpan<double> doubles = MemoryMarshal.Cast<T, double>(values);
            for (int at = 0; at < doubles.Length;)
            {
                at = _emitter.Batches.Batch(BatchKind.List, doubles, at);
            }
        }
        else if (typeof(T) == typeof(long))
        {
            ReadOnlySpan<long> integers = MemoryMarshal.Cast<T, long>(values);
            for (int at = 0; at < integers.Length;)
            {
                at = _emitter.Batches.Batch(BatchKind.List, integers, at);
            }
        }
        else
        {
            WriteInt32s(MemoryMarshal.Cast<T, int>(values), ref items);
        }
    }

    // One object for equal values: what is one object in Python, such as a member of an enum.
    internal object Singleton<T>(T value)
        where T : struct
    {
        object boxed = value;
        if (!(_singletons ??= []).TryGetValue(boxed, out object? known))
        {
            _singletons.Add(boxed, boxed);
            known = boxed;
        }

        return known;
    }

    internal void Begin() => _emitter.Begin();

    internal void End() => _emitter.End();

    internal void Release() => _memo.Entries.Release();

    internal PickleEmitter Emitter => _emitter;

    // Hooks of the options see every object of a natural graph; a typed writer does not ask them.
    internal bool LeavesObjectsToGraph { get; }

    internal InstanceWriter Instances => _instances;

    private void WriteInt32s(ReadOnlySpan<int> values, ref PickleItemBatch items)
    {
        foreach (int value in values)
        {
            NextItem(ref items);
            WriteInt32(value);
        }

        EndItems(ref items);
    }

    private static void ThrowTooMany(in PickleItemBatch items) =>
        throw new InvalidOperationException($"more items are written than the {items.Count} that the container was begun for; a collection must not change during a dump");

    private bool BeginSetCall(PyGlobal type, object? identity, int count, out PickleItemBatch items)
    {
        items = new PickleItemBatch { Kind = BatchKind.List, IsCall = true, Count = count, Index = -1, Identity = identity };
        _emitter.Boundary();
        if (!_memo.TryBeginLate(identity))
        {
            return false;
        }

        WriteGlobal(type);
        _emitter.Boundary();
        _emitter.BeginTuple(1);
        _emitter.Boundary();
        _emitter.EmptyList();
        _memo.MemoizeNothing();
        return true;
    }

    private void NextInBatch(in PickleItemBatch items, int index)
    {
        if (index > 0)
        {
            _emitter.Batches.EndItem(items.Kind, index - 1, items.Count);
        }

        _emitter.Batches.BeginItem(items.Kind, index, items.Count);
    }

    private bool NeedsFreshStack() => _depth > Options.Limits.TypedDepthMax
        ? throw new PicklingException($"objects nest deeper than {Options.Limits.TypedDepthMax} (PickleLimits.TypedDepthMax)")
        : !RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
