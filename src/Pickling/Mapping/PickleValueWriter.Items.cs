using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Containers and what is in them: items, pairs, members.</summary>
public sealed partial class PickleValueWriter
{
    /// <summary>Begins a list. False when it was written before, and a reference to it is all there is to write.</summary>
    /// <param name="identity">The .NET object that it stands for, to be known again; null for none.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="items">The place among them.</param>
    public bool BeginList(object? identity, int count, out PickleItemBatch items)
    {
        if (_visitor is not null)
        {
            return BeginVisit(PickleValueKind.List, identity, count, out items);
        }

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
        if (_visitor is not null)
        {
            return BeginVisit(PickleValueKind.Dict, identity, count, out pairs);
        }

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
        if (_visitor is not null)
        {
            return BeginVisit(PickleValueKind.Set, identity, count, out items);
        }

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
        if (_visitor is not null)
        {
            return BeginVisit(PickleValueKind.FrozenSet, identity, count, out items);
        }

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
        if (_visitor is not null)
        {
            return BeginVisit(PickleValueKind.Tuple, identity, count, out items);
        }

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

        if (_visitor is not null)
        {
            _visitor.NextItem();
        }
        else if (!items.IsTuple && !items.IsFrozenSet)
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

        if (_visitor is not null)
        {
            _visitor.EndContainer();
            return;
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
    public void NextMember(ref PickleMemberBatch members)
    {
        if (_visitor is not null)
        {
            InstanceVisit.Next(_visitor, ref members);
        }
        else
        {
            _instances.Next(ref members);
        }
    }

    // Begins an object of a mapped class; false when it was written before.
    internal bool BeginMembers(PickleObjectInfo info, object? identity, int extras, out PickleMemberBatch members) => _visitor is not null
        ? InstanceVisit.Begin(_visitor, info, identity, extras, out members)
        : _instances.Begin(info, identity, extras, out members);

    // Further members, which the class does not have.
    internal void WriteExtension(IReadOnlyDictionary<string, object?> extension, ref PickleMemberBatch members)
    {
        foreach ((string name, object? value) in extension)
        {
            if (!members.IsKeyed)
            {
                throw new PicklingException($"{TypeNames.Of(members.Info.Type)} is written by position, which leaves no place for extension data");
            }

            if (members.Info.FindMember(name) is { } member)
            {
                throw new PicklingException(
                    $"the extension data of {TypeNames.Of(members.Info.Type)} holds '{name}', which is its member {member.MemberName}: a load would find it twice; remove it there");
            }

            if (_visitor is not null)
            {
                InstanceVisit.NextExtension(_visitor, name, ref members);
            }
            else
            {
                _instances.NextExtension(name, ref members);
            }

            WriteNatural(value);
        }
    }

    // Ends an object of a mapped class.
    internal void EndMembers(ref PickleMemberBatch members)
    {
        if (_visitor is not null)
        {
            InstanceVisit.End(_visitor, ref members);
        }
        else
        {
            _instances.End(ref members);
        }
    }

    // The items of a list of long, int or double that was begun, and its end.
    internal void WriteNumbers<T>(ReadOnlySpan<T> values, ref PickleItemBatch items)
        where T : unmanaged
    {
        if (_visitor is not null)
        {
            VisitNumbers(values, ref items);
        }
        else if (typeof(T) == typeof(double))
        {
            ReadOnlySpan<double> doubles = MemoryMarshal.Cast<T, double>(values);
            for (int at = 0; at < doubles.Length;)
            {
                at = _emitter.Batches.BatchFloats(BatchKind.List, doubles, at);
            }
        }
        else if (typeof(T) == typeof(long))
        {
            WriteIntegers(MemoryMarshal.Cast<T, long>(values));
        }
        else
        {
            WriteIntegers(MemoryMarshal.Cast<T, int>(values));
        }
    }

    private void WriteIntegers<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int at = 0; at < values.Length;)
        {
            at = _emitter.Batches.BatchIntegers(BatchKind.List, values, at);
        }
    }

    private bool BeginVisit(PickleValueKind kind, object? identity, int count, out PickleItemBatch items)
    {
        items = new PickleItemBatch { Count = count, Index = -1 };
        return _visitor!.BeginContainer(kind, identity);
    }

    private void VisitNumbers<T>(ReadOnlySpan<T> values, ref PickleItemBatch items)
        where T : unmanaged
    {
        foreach (T value in values)
        {
            NextItem(ref items);
            if (typeof(T) == typeof(double))
            {
                WriteDouble((double)(object)value);
            }
            else
            {
                WriteInt64(typeof(T) == typeof(long) ? (long)(object)value : (int)(object)value);
            }
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
}
