using System.Collections;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <content>Lists, dicts, tuples and sets, item by item.</content>
internal sealed partial class GraphWalker
{
    private bool SaveList(PyList list)
    {
        if (list.Count == 0 && !_leaves.HasEntry(list))
        {
            _emitter.EmptyList();
            return true;
        }

        if (!BeginMutable(list))
        {
            return true;
        }

        _emitter.EmptyList();
        _emitter.Memoize(_memo.Count - 1);
        return PushList(list, BatchKind.List);
    }

    private bool PushList(PyList list, BatchKind batch)
    {
        if (list.Count == 0)
        {
            return true;
        }

        if (_isHooked && list.Storage != ListStorage.Object)
        {
            // The hooks see each number.
            Push(WalkKind.ForeignList, list, list.Count, list).Batch = batch;
            return false;
        }

        Push(list.Storage switch
        {
            ListStorage.Int64 => WalkKind.Int64s,
            ListStorage.Double => WalkKind.Doubles,
            _ => WalkKind.Objects,
        }, list, list.Count).Batch = batch;
        return false;
    }

    private bool SaveDict(PyDict dict)
    {
        if (dict.LiveCount == 0 && !_leaves.HasEntry(dict))
        {
            _emitter.EmptyDict();
            return true;
        }

        if (!BeginMutable(dict))
        {
            return true;
        }

        _emitter.EmptyDict();
        _emitter.Memoize(_memo.Count - 1);
        return PushDict(dict, BatchKind.Dict);
    }

    private bool PushDict(PyDict dict, BatchKind batch)
    {
        int count = dict.LiveCount;
        if (count == 0)
        {
            return true;
        }

        Push(WalkKind.Dict, dict, count).Batch = batch;
        return false;
    }

    // Writes a GET when the value is in the memo; else gives it an entry, which lists, dicts and sets get before their items.
    private bool BeginMutable(object value)
    {
        if (_memo.TryAdd(value, out int index))
        {
            return true;
        }

        _emitter.Get(index);
        return false;
    }

    private bool SaveTuple(PyTuple tuple, WalkKind kind = WalkKind.Tuple)
    {
        if (tuple.Count == 0)
        {
            _emitter.EmptyTuple();
            return true;
        }

        int index = _memo.Find(tuple);
        if (index >= 0)
        {
            _emitter.Get(index);
            return true;
        }

        _emitter.BeginTuple(tuple.Count);
        Push(kind, tuple, tuple.Count);
        return false;
    }

    private bool SaveSet(PySet set)
    {
        if (_emitter.Protocol < 4)
        {
            return SaveBuiltin(set, BuiltinForms.Set);
        }

        if (!BeginMutable(set))
        {
            return true;
        }

        _emitter.EmptySet();
        _emitter.Memoize(_memo.Count - 1);
        return PushSet(set);
    }

    private bool PushSet(PySet set)
    {
        if (set.Count == 0)
        {
            return true;
        }

        Push(WalkKind.Set, set, set.Count);
        return false;
    }

    private bool SaveFrozenSet(PyFrozenSet set)
    {
        if (_emitter.Protocol < 4)
        {
            return SaveBuiltin(set, BuiltinForms.FrozenSet);
        }

        int index = _memo.Find(set);
        if (index >= 0)
        {
            _emitter.Get(index);
            return true;
        }

        _emitter.Mark();
        Push(WalkKind.FrozenSet, set, set.Count);
        return false;
    }

    private void WalkObjects(ref WalkFrame frame)
    {
        BatchKind kind = frame.Batch;
        ReadOnlySpan<object?> items = ((PyList)frame.Container).ObjectSpan[..frame.Count];
        int index = frame.Index;
        int batchEnd = index > 0 ? _emitter.Batches.BatchEnd(index - 1, items.Length) : 0;
        while (true)
        {
            if (index == batchEnd)
            {
                if (index > 0)
                {
                    _emitter.Batches.EndBatch(kind, index - 1, items.Length);
                }

                if (index == items.Length)
                {
                    _depth--;
                    return;
                }

                _emitter.Batches.BeginBatch(kind, index, items.Length);
                batchEnd = _emitter.Batches.BatchEnd(index, items.Length);
            }

            object? item = items[index++];
            if (!TrySaveAtom(item))
            {
                frame.Index = index;
                if (!SaveOther(item))
                {
                    return;
                }
            }
        }
    }

    private void WalkInt64s(ref WalkFrame frame)
    {
        frame.Index = ((PyList)(frame.Form ?? frame.Container)).Integers switch
        {
            byte[] bytes => _emitter.Batches.BatchIntegers<byte>(frame.Batch, bytes.AsSpan(0, frame.Count), frame.Index),
            int[] narrow => _emitter.Batches.BatchIntegers<int>(frame.Batch, narrow.AsSpan(0, frame.Count), frame.Index),
            var wide => _emitter.Batches.BatchIntegers<long>(frame.Batch, ((long[])wide).AsSpan(0, frame.Count), frame.Index),
        };
        if (frame.Index == frame.Count)
        {
            _depth--;
        }
    }

    private void WalkDoubles(ref WalkFrame frame)
    {
        ReadOnlySpan<double> items = ((PyList)(frame.Form ?? frame.Container)).DoubleSpan;
        frame.Index = _emitter.Batches.BatchFloats(frame.Batch, items[..frame.Count], frame.Index);
        if (frame.Index == frame.Count)
        {
            _depth--;
        }
    }

    private void WalkForeignList(ref WalkFrame frame)
    {
        var items = (IList)frame.Form!;
        while (true)
        {
            int index = frame.Index;
            if (index > 0)
            {
                _emitter.Batches.EndItem(frame.Batch, index - 1, frame.Count);
            }

            if (index == frame.Count)
            {
                _depth--;
                return;
            }

            _emitter.Batches.BeginItem(frame.Batch, index, frame.Count);
            frame.Index++;
            if (!Save(items[index]))
            {
                return;
            }
        }
    }

    private void WalkTuple(ref WalkFrame frame)
    {
        var tuple = (PyTuple)frame.Container;
        ReadOnlySpan<object?> items = tuple.Items;
        int index = frame.Index;
        while (index < items.Length)
        {
            object? item = items[index++];
            if (!TrySaveAtom(item))
            {
                frame.Index = index;
                if (!SaveOther(item))
                {
                    return;
                }
            }
        }

        // Only now is it known whether an item of the tuple led back to it, and so wrote it.
        if (_lateEntries != frame.LateEntries && _memo.Find(tuple) is >= 0 and int known)
        {
            if (frame.Kind == WalkKind.CallArguments)
            {
                // The call led back to its own object, so Python asked that twice how it is made, and got two tuples.
                _emitter.EndTuple(items.Length);
                _emitter.Memoize(_memo.Count);
                _memo.AddUnreachable();
            }
            else
            {
                _emitter.DropTuple(items.Length);
                _emitter.Get(known);
            }
        }
        else
        {
            _emitter.EndTuple(items.Length);
            if (_leaves.HasEntry(tuple))
            {
                _memo.TryAdd(tuple, out int entry);
                _lateEntries++;
                _emitter.Memoize(entry);
            }
        }

        _depth--;
    }

    private void WalkDict(ref WalkFrame frame)
    {
        var dict = (PyDict)frame.Container;
        BatchKind kind = frame.Batch;
        ReadOnlySpan<object?> values = dict.ValueSlots;
        ReadOnlySpan<object?> keys = dict.KeySlots;
        int count = frame.Count;
        int slot = frame.Position;
        int pair = frame.Index >> 1;
        bool valueIsDue = (frame.Index & 1) != 0;
        int begun = pair + (frame.Index & 1);
        int batchEnd = begun > 0 ? _emitter.Batches.BatchEnd(begun - 1, count) : 0;
        while (true)
        {
            if (!valueIsDue)
            {
                if (pair == batchEnd)
                {
                    if (pair > 0)
                    {
                        _emitter.Batches.EndBatch(kind, pair - 1, count);
                    }

                    if (pair == count)
                    {
                        _depth--;
                        return;
                    }

                    _emitter.Batches.BeginBatch(kind, pair, count);
                    batchEnd = _emitter.Batches.BatchEnd(pair, count);
                }

                object? key = keys[slot++];
                while (KeyTable.IsRemoved(key))
                {
                    key = keys[slot++];
                }

                if (!TrySaveAtom(key))
                {
                    frame.Index = (2 * pair) + 1;
                    frame.Position = slot;
                    if (!SaveOther(key))
                    {
                        return;
                    }
                }
            }

            valueIsDue = false;
            pair++;
            object? value = values[slot - 1];
            if (!TrySaveAtom(value))
            {
                frame.Index = 2 * pair;
                frame.Position = slot;
                if (!SaveOther(value))
                {
                    return;
                }
            }
        }
    }

    private void WalkForeignDict(ref WalkFrame frame)
    {
        object?[] pairs = (object?[])frame.Form!;
        while (true)
        {
            int half = frame.Index;
            if ((half & 1) == 0)
            {
                if (half > 0)
                {
                    _emitter.Batches.EndItem(BatchKind.Dict, (half >> 1) - 1, frame.Count);
                }

                if (half >> 1 == frame.Count)
                {
                    _depth--;
                    return;
                }

                _emitter.Batches.BeginItem(BatchKind.Dict, half >> 1, frame.Count);
            }

            frame.Index++;
            if (!Save(pairs[half]))
            {
                return;
            }
        }
    }

    private void WalkSet(ref WalkFrame frame)
    {
        var set = (PySet)frame.Container;
        while (true)
        {
            int index = frame.Index;
            if (index > 0)
            {
                _emitter.Batches.EndItem(BatchKind.Set, index - 1, frame.Count);
            }

            if (index == frame.Count)
            {
                _depth--;
                return;
            }

            set.TryGetEntry(ref frame.Position, out object? item);
            _emitter.Batches.BeginItem(BatchKind.Set, index, frame.Count);
            frame.Index++;
            if (!Save(item))
            {
                return;
            }
        }
    }

    private void WalkFrozenSet(ref WalkFrame frame)
    {
        var set = (PyFrozenSet)frame.Container;
        while (set.TryGetEntry(ref frame.Position, out object? item))
        {
            if (!Save(item))
            {
                return;
            }
        }

        if (_lateEntries != frame.LateEntries && _memo.Find(set) is >= 0 and int known)
        {
            _emitter.PopMark();
            _emitter.Get(known);
        }
        else
        {
            _emitter.FrozenSet();
            _memo.TryAdd(set, out int entry);
            _lateEntries++;
            _emitter.Memoize(entry);
        }

        _depth--;
    }
}
