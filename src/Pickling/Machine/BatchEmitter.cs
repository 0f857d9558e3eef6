using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;
using Pickling.Wire;

namespace Pickling.Machine;

/// <summary>
/// The batches in which items are added to a list, dict or set: the part of <see cref="PickleEmitter"/> that knows how
/// many go into one and how the last one ends.
/// </summary>
internal readonly struct BatchEmitter
{
    /// <summary>Items of one batch, as in CPython.</summary>
    public const int BatchItems = 1000;

    private readonly PickleWriter _writer;
    private readonly NumberEmitter _numbers;
    private readonly int _protocol;
    private readonly bool _marksListTails;
    private readonly bool _marksDictTails;

    public BatchEmitter(PickleWriter writer, NumberEmitter numbers, int protocol, CPythonProfile profile)
    {
        _writer = writer;
        _numbers = numbers;
        _protocol = protocol;
        _marksListTails = profile.ExactListTailsAreMarked;
        _marksDictTails = profile.ExactDictTailsAreMarked;
    }

    /// <summary>Where the batch of this item ends: the number of the item after its last. Protocol 0 adds every item by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BatchEnd(int index, int count) =>
        _protocol == 0 ? index + 1 : (int)Math.Min(count, ((index / BatchItems) + 1L) * BatchItems);

    /// <summary>Before the first item of a batch.</summary>
    public void BeginBatch(BatchKind kind, int index, int count)
    {
        // Items of a set have no opcode for a single one. CPython writes none below protocol 4; an object may have some all the same.
        if (_protocol == 0 ? kind == BatchKind.Set : !IsSingle(kind, index, count))
        {
            _writer.Opcode(Opcode.Mark);
        }
    }

    /// <summary>After the last item of a batch, whose number is given.</summary>
    public void EndBatch(BatchKind kind, int index, int count)
    {
        bool single = _protocol == 0 || ((uint)index % BatchItems == 0 && IsSingle(kind, index, count));
        _writer.Opcode(kind switch
        {
            BatchKind.Set => Opcode.AddItems,
            BatchKind.List or BatchKind.ListItems => single ? Opcode.Append : Opcode.Appends,
            _ => single ? Opcode.SetItem : Opcode.SetItems,
        });

        // The C picklers up to 3.14 learn only from an empty batch that a full one was the last.
        if (_marksDictTails && !single && index + 1 == count && count % BatchItems == 0 && kind is BatchKind.Dict or BatchKind.Set)
        {
            _writer.Opcode(Opcode.Mark);
            _writer.Opcode(kind == BatchKind.Dict ? Opcode.SetItems : Opcode.AddItems);
        }
    }

    /// <summary>Before the item of this number: begins a batch where one is due.</summary>
    public void BeginItem(BatchKind kind, int index, int count)
    {
        if (index == 0 || BatchEnd(index - 1, count) == index)
        {
            BeginBatch(kind, index, count);
        }
    }

    /// <summary>After the item of this number: ends a batch where one is full or the items are through.</summary>
    public void EndItem(BatchKind kind, int index, int count)
    {
        if (BatchEnd(index, count) == index + 1)
        {
            EndBatch(kind, index, count);
        }
    }

    /// <summary>Writes one batch of integers, from an index on; returns the index after it.</summary>
    public int BatchIntegers<T>(BatchKind kind, ReadOnlySpan<T> items, int index)
        where T : unmanaged, IBinaryInteger<T>
    {
        int end = (int)Math.Min(items.Length, (long)index + BatchItems);
        BeginItem(kind, index, items.Length);
        while (index < end)
        {
            if (_protocol > 0)
            {
                // As many as no frame can end in go out in one tight loop.
                int safe = Math.Min(end - index, _writer.ItemsBeforeBoundary(BatchRuns.IntegerBytesMax));
                _writer.Advance(BatchRuns.WriteIntegers(items.Slice(index, safe), _writer.Room(safe * BatchRuns.IntegerBytesMax), out int written));
                index += written;
                if (index == end)
                {
                    break;
                }
            }

            _writer.Boundary();
            _numbers.Int(long.CreateTruncating(items[index]));
            EndUnbatched(kind, index++, items.Length);
        }

        EndBatched(kind, end - 1, items.Length);
        return end;
    }

    /// <summary>Writes one batch of floats, from an index on; returns the index after it.</summary>
    public int BatchFloats(BatchKind kind, ReadOnlySpan<double> items, int index)
    {
        int end = (int)Math.Min(items.Length, (long)index + BatchItems);
        BeginItem(kind, index, items.Length);
        while (index < end)
        {
            if (_protocol > 0)
            {
                int safe = Math.Min(end - index, _writer.ItemsBeforeBoundary(BatchRuns.FloatBytes));
                _writer.Advance(BatchRuns.WriteFloats(items.Slice(index, safe), _writer.Room(safe * BatchRuns.FloatBytes)));
                index += safe;
                if (index == end)
                {
                    break;
                }
            }

            _writer.Boundary();
            _numbers.Float(items[index]);
            EndUnbatched(kind, index++, items.Length);
        }

        EndBatched(kind, end - 1, items.Length);
        return end;
    }

    // Protocol 0 has no batches: every item is added by itself.
    private void EndUnbatched(BatchKind kind, int index, int count)
    {
        if (_protocol == 0)
        {
            EndBatch(kind, index, count);
        }
    }

    private void EndBatched(BatchKind kind, int index, int count)
    {
        if (_protocol > 0)
        {
            EndBatch(kind, index, count);
        }
    }

    // An item that stands alone needs no MARK. The C picklers up to 3.14 know that only for a container of one.
    private bool IsSingle(BatchKind kind, int index, int count) => kind switch
    {
        BatchKind.Set => false,
        BatchKind.List when _marksListTails => count == 1,
        BatchKind.Dict when _marksDictTails => count == 1,
        _ => index + 1 == count,
    };
}
