using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <content>
/// Rows: batches of pairs with the same keys, read from the memo, and plain values. Their opcodes are always the same, so they
/// are compared instead of executed, for sinks that keep such keys once.
/// </content>
internal partial struct PickleMachine<TValue, TSink>
{
    private const int RowSlots = 16;

    // Bytes of the longest key and the longest plain value that is no text, and one opcode more.
    private const int PairBytesMax = 16;

    // Bytes of an instance up to its first key, with the longest memo opcodes.
    private const int InstanceBytesMin = 1 + 1 + 5 + 1 + 5 + 1;

    // Reads the batch after a MARK into the new dict on top of the stack. True when it was a row, SETITEMS included; else
    // what was read of it is on the stack behind the MARK, nothing perhaps, and the batch goes on as any other.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadRow(ReadOnlySpan<byte> source, ref int at, ref int top, Span<TValue> stack)
    {
        ReadOnlySpan<byte> batch = source[at..];
        long start = _base + at;
        RowSlot? slot = SlotOf(batch);
        if (slot is null || slot.IsHopeless)
        {
            PushMark(top, start);
            return false;
        }

        // The stack has room for the keys as well, whose limit must not depend on how the bytes happen to come.
        Span<TValue> values = stack[top..];
        RowKeys? row = slot.Rows;
        int read = 0;
        int done = 0;
        while (row is not null && batch.Length - done >= PairBytesMax && 2 * (read + 1) < values.Length)
        {
            int keyBytes = read < row.Indexes.Length ? row.Match(read, batch[done..]) : 0;
            if (keyBytes > 0)
            {
                if (!ReadPlain(batch, done + keyBytes, start, ref values[read], out int end))
                {
                    break;
                }

                done = end;
                read++;
            }
            else if (read == row.Indexes.Length && batch[done] == (byte)Opcode.SetItems)
            {
                Sink.SetRow(stack[top - 1], row.Handle, values[..read]);
                slot.Succeeded();
                at += done + 1;
                return true;
            }
            else if (row.GoingOn(read, batch[done..]) is { } other)
            {
                row = other;
            }
            else
            {
                break;
            }
        }

        slot.Failed();
        if (slot.Learns)
        {
            Learn(slot, batch, values[read..]);
        }

        at += done;
        PushMark(top, start);
        if (read > 0)
        {
            Interleave(row!.Indexes[..read], values);
            top += 2 * read;
        }

        return false;
    }

    // class -> obj, and on through all that picklers write of an instance without arguments: EMPTY_TUPLE, NEWOBJ, EMPTY_DICT,
    // each but the first with its memo opcode, MARK, a row, BUILD. What goes another way is left to the loop, from where it does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadInstance(ReadOnlySpan<byte> source, ref int at, ref int top, Span<TValue> stack)
    {
        int newObject = at + 1;
        int dict = newObject + 1 + MemoBytes(source[(newObject + 1)..], _memo.Size);
        int mark = dict + 1 + MemoBytes(source[(dict + 1)..], _memo.Size + 1);
        if (source[newObject] != (byte)Opcode.NewObj || source[dict] != (byte)Opcode.EmptyDict || source[mark] != (byte)Opcode.Mark
            || stack.Length - top < 2)
        {
            return;
        }

        TellPlace(at, Opcode.EmptyTuple);
        TValue arguments = Sink.EmptyTuple();
        TellPlace(newObject, Opcode.NewObj);
        stack[top - 1] = Sink.NewObject(stack[top - 1], arguments, _memo.Size);
        if (dict > newObject + 1)
        {
            _memo.Memoize(stack[top - 1]);
        }

        TellPlace(dict, Opcode.EmptyDict);
        stack[top++] = Sink.EmptyDict();
        if (mark > dict + 1)
        {
            _memo.Memoize(stack[top - 1]);
        }

        _opcodeAt = mark;
        at = mark + 1;
        if (!ReadRow(source, ref at, ref top, stack) || at == source.Length || source[at] != (byte)Opcode.Build)
        {
            return;
        }

        TellPlace(at, Opcode.Build);
        if (Sink.Build(stack[top - 2], stack[top - 1], out TValue replacement, out int memoIndex))
        {
            _memo.Replace(memoIndex, stack[top - 2], replacement);
            stack[top - 2] = replacement;
        }

        top--;
        at++;
    }

    private void TellPlace(int at, Opcode opcode)
    {
        _opcodeAt = at;
        Sink.At(_base + at, opcode);
    }

    // Bytes of the opcode that gives the next memo entry to the value on top; 0 when another opcode stands there.
    private readonly int MemoBytes(ReadOnlySpan<byte> source, int next) => (Opcode)source[0] switch
    {
        Opcode.Memoize when _memo.IsSequence => 1,
        Opcode.BinPut when _memo.IsSequence && source[1] == next => 2,
        Opcode.LongBinPut when _memo.IsSequence && BinaryPrimitives.ReadUInt32LittleEndian(source[1..]) == next => 5,
        _ => 0,
    };

    private RowSlot? SlotOf(ReadOnlySpan<byte> batch)
    {
        int first = RowKeys.FirstIndex(batch);
        if (first < 0)
        {
            return null;
        }

        _rows ??= new RowSlot?[RowSlots];
        ref RowSlot? slot = ref _rows[first % RowSlots];
        if (slot is null || slot.First != first || slot.Overwritten != _memo.Overwritten)
        {
            slot = new RowSlot { First = first, Overwritten = _memo.Overwritten };
        }

        return slot;
    }

    // The next row with these keys is known.
    private void Learn(RowSlot slot, ReadOnlySpan<byte> batch, Span<TValue> room)
    {
        int[]? indexes = RowKeys.Read(batch);
        if (indexes is null || room.Length < 2 * indexes.Length || !AreInMemo(indexes))
        {
            return;
        }

        Interleave(indexes, room);
        int handle = Sink.KeysOf(room[..(2 * indexes.Length)]);
        if (handle >= 0)
        {
            slot.Add(indexes, handle);
        }
    }

    private readonly bool AreInMemo(ReadOnlySpan<int> indexes)
    {
        foreach (int index in indexes)
        {
            if (!_memo.TryGet(index, out _))
            {
                return false;
            }
        }

        return true;
    }

    // Values that lie one after the other get their keys before them.
    private void Interleave(ReadOnlySpan<int> indexes, Span<TValue> pairs)
    {
        for (int i = indexes.Length - 1; i >= 0; i--)
        {
            pairs[(2 * i) + 1] = pairs[i];
            _memo.TryGet(indexes[i], out pairs[2 * i]);
            Sink.Reused(ref pairs[2 * i]);
        }
    }

    // A value that consists of nothing else, with its memo opcode; false when another opcode stands there, and then nothing
    // has happened. There are bytes for any but a text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadPlain(ReadOnlySpan<byte> batch, int at, long start, ref TValue value, out int end)
    {
        end = at;
        var opcode = (Opcode)batch[at];
        if (TSink.KeepsPlaces)
        {
            Sink.At(start + at, opcode);
        }

        switch (opcode)
        {
            case Opcode.BinInt1:
                value = Sink.Int(batch[at + 1]);
                end = at + 2;
                return true;
            case Opcode.BinInt2:
                value = Sink.Int(BinaryPrimitives.ReadUInt16LittleEndian(batch[(at + 1)..]));
                end = at + 3;
                return true;
            case Opcode.BinInt:
                value = Sink.Int(BinaryPrimitives.ReadInt32LittleEndian(batch[(at + 1)..]));
                end = at + 5;
                return true;
            case Opcode.BinFloat:
                value = Sink.Float(BinaryPrimitives.ReadDoubleBigEndian(batch[(at + 1)..]));
                end = at + 9;
                return true;
            case Opcode.None:
                value = Sink.None();
                end = at + 1;
                return true;
            case Opcode.NewTrue:
                value = Sink.Bool(true);
                end = at + 1;
                return true;
            case Opcode.NewFalse:
                value = Sink.Bool(false);
                end = at + 1;
                return true;
            case Opcode.BinGet:
                end = at + 2;
                return ReadGet(batch[at + 1], ref value);
            case Opcode.LongBinGet:
                end = at + 5;
                return ReadGet(BinaryPrimitives.ReadUInt32LittleEndian(batch[(at + 1)..]), ref value);
            case Opcode.ShortBinUnicode:
                return ReadText(batch, at + 2, batch[at + 1], ref value, ref end);
            case Opcode.BinUnicode:
                return ReadText(batch, at + 5, BinaryPrimitives.ReadUInt32LittleEndian(batch[(at + 1)..]), ref value, ref end);
            default:
                return false;
        }
    }

    private bool ReadGet(long index, ref TValue value)
    {
        if (!_memo.TryGet(index, out TValue found))
        {
            return false;
        }

        Sink.Reused(ref found);
        value = found;
        return true;
    }

    private bool ReadText(ReadOnlySpan<byte> batch, int at, uint length, ref TValue value, ref int end)
    {
        // Room for the longest memo opcode as well, so that it is there whole.
        const int MemoBytesMax = 5;
        if (batch.Length - at - MemoBytesMax < length || length > _limits.PayloadBytesMax)
        {
            return false;
        }

        // A key of the row must not change meanwhile.
        end = at + (int)length;
        var memoOpcode = (Opcode)batch[end];
        long index = memoOpcode switch
        {
            Opcode.Memoize => _memo.Size,
            Opcode.BinPut => batch[end + 1],
            Opcode.LongBinPut => BinaryPrimitives.ReadUInt32LittleEndian(batch[(end + 1)..]),
            _ => -1,
        };
        if (index >= 0 && !_memo.IsNext(index))
        {
            return false;
        }

        value = Sink.Str(batch.Slice(at, (int)length));
        if (index >= 0)
        {
            _memo.Put(index, value);
            end += memoOpcode switch
            {
                Opcode.Memoize => 1,
                Opcode.BinPut => 2,
                _ => 5,
            };
        }

        return true;
    }
}
