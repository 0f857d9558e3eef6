using System.Buffers.Binary;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <content>The opcodes that fill real pickles, with position and stack top in locals.</content>
internal partial struct PickleMachine<TValue, TSink>
{
    private MachineStatus Execute(ReadOnlySpan<byte> source, Span<TValue> stack)
    {
        int at = _at;
        int top = _top;
        int limit = LimitOf(source);
        int needed;
        Opcode previous;
        Opcode opcode = _previous;
        while (true)
        {
            if (at >= limit)
            {
                _opcodeAt = at;
                if (limit == source.Length && _base + at != _frameEnd)
                {
                    needed = 1;
                    previous = opcode;
                    goto Short;
                }

                _frameEnd = NoFrame;
                limit = source.Length;
                continue;
            }

            if (top >= stack.Length)
            {
                _top = top;
                stack = GrowStack(stack);
            }

            _opcodeAt = at;
            previous = opcode;
            opcode = (Opcode)source[at];
            if (TSink.KeepsPlaces)
            {
                Sink.At(_base + at, opcode);
            }

            switch (opcode)
            {
                // - -> int
                case Opcode.BinInt1:
                    if (limit - at < 2)
                    {
                        needed = 2;
                        goto Short;
                    }

                    stack[top++] = Sink.Int(source[at + 1]);
                    at += 2;
                    continue;

                // - -> int
                case Opcode.BinInt2:
                    if (limit - at < 3)
                    {
                        needed = 3;
                        goto Short;
                    }

                    stack[top++] = Sink.Int(BinaryPrimitives.ReadUInt16LittleEndian(source[(at + 1)..]));
                    at += 3;
                    continue;

                // - -> int
                case Opcode.BinInt:
                    if (limit - at < 5)
                    {
                        needed = 5;
                        goto Short;
                    }

                    stack[top++] = Sink.Int(BinaryPrimitives.ReadInt32LittleEndian(source[(at + 1)..]));
                    at += 5;
                    continue;

                // - -> float
                case Opcode.BinFloat:
                    if (limit - at < 9)
                    {
                        needed = 9;
                        goto Short;
                    }

                    stack[top++] = Sink.Float(BinaryPrimitives.ReadDoubleBigEndian(source[(at + 1)..]));
                    at += 9;
                    continue;

                // - -> None
                case Opcode.None:
                    stack[top++] = Sink.None();
                    at++;
                    continue;

                // - -> bool
                case Opcode.NewTrue:
                    stack[top++] = Sink.Bool(true);
                    at++;
                    continue;

                // - -> bool
                case Opcode.NewFalse:
                    stack[top++] = Sink.Bool(false);
                    at++;
                    continue;

                // - -> str
                case Opcode.ShortBinUnicode:
                    {
                        if (limit - at < 2)
                        {
                            needed = 2;
                            goto Short;
                        }

                        int length = source[at + 1];
                        if (limit - at < 2 + length)
                        {
                            needed = 2 + length;
                            goto Short;
                        }

                        stack[top++] = Sink.Str(source.Slice(at + 2, length));
                        at += 2 + length;
                        continue;
                    }

                // - -> str
                case Opcode.BinUnicode:
                    {
                        if (limit - at < 5)
                        {
                            needed = 5;
                            goto Short;
                        }

                        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source[(at + 1)..]);
                        if (limit - at - 5 < length || length > _limits.PayloadBytesMax)
                        {
                            goto default;
                        }

                        stack[top++] = Sink.Str(source.Slice(at + 5, (int)length));
                        at += 5 + (int)length;
                        continue;
                    }

                // - -> bytes
                case Opcode.ShortBinBytes:
                    {
                        if (limit - at < 2)
                        {
                            needed = 2;
                            goto Short;
                        }

                        int length = source[at + 1];
                        if (limit - at < 2 + length)
                        {
                            needed = 2 + length;
                            goto Short;
                        }

                        stack[top++] = Sink.Bytes(source.Slice(at + 2, length));
                        at += 2 + length;
                        continue;
                    }

                // - -> int
                case Opcode.Long1:
                    {
                        if (limit - at < 2)
                        {
                            needed = 2;
                            goto Short;
                        }

                        int length = source[at + 1];
                        if (limit - at < 2 + length)
                        {
                            needed = 2 + length;
                            goto Short;
                        }

                        stack[top++] = Integer(source.Slice(at + 2, length));
                        at += 2 + length;
                        continue;
                    }

                // any -> any (and the memo)
                case Opcode.Memoize:
                    if (top <= _fence)
                    {
                        throw Underflow();
                    }

                    _memo.Memoize(stack[top - 1]);
                    at++;
                    continue;

                // any -> any (and the memo)
                case Opcode.BinPut:
                    if (limit - at < 2)
                    {
                        needed = 2;
                        goto Short;
                    }

                    if (top <= _fence)
                    {
                        throw Underflow();
                    }

                    _memo.Put(source[at + 1], stack[top - 1]);
                    at += 2;
                    continue;

                // any -> any (and the memo)
                case Opcode.LongBinPut:
                    if (limit - at < 5)
                    {
                        needed = 5;
                        goto Short;
                    }

                    if (top <= _fence)
                    {
                        throw Underflow();
                    }

                    _memo.Put(BinaryPrimitives.ReadUInt32LittleEndian(source[(at + 1)..]), stack[top - 1]);
                    at += 5;
                    continue;

                // - -> any
                case Opcode.BinGet:
                    if (limit - at < 2)
                    {
                        needed = 2;
                        goto Short;
                    }

                    if (!_memo.TryGet(source[at + 1], out stack[top]))
                    {
                        throw NotInMemo(source[at + 1]);
                    }

                    Sink.Reused(ref stack[top]);
                    top++;
                    at += 2;
                    if (TSink.TakesRows && limit - at >= InstanceBytesMin && source[at] == (byte)Opcode.EmptyTuple)
                    {
                        ReadInstance(source[..limit], ref at, ref top, stack);
                    }

                    continue;

                // - -> any
                case Opcode.LongBinGet:
                    {
                        if (limit - at < 5)
                        {
                            needed = 5;
                            goto Short;
                        }

                        uint index = BinaryPrimitives.ReadUInt32LittleEndian(source[(at + 1)..]);
                        if (!_memo.TryGet(index, out stack[top]))
                        {
                            throw NotInMemo(index);
                        }

                        Sink.Reused(ref stack[top]);
                        top++;
                        at += 5;
                        continue;
                    }

                // - -> mark
                case Opcode.Mark:
                    {
                        at++;
                        if (limit - at > 1 && top > _fence && BeginsRun((Opcode)source[at]) && Sink.TakesRuns(stack[top - 1]))
                        {
                            // The whole batch at once, when all its items are of one kind; else as any other.
                            at += ExtendWithRun(source[at..limit], top, stack[top - 1], source.Length - limit);
                            if (source[at - 1] == (byte)Opcode.Appends)
                            {
                                continue;
                            }
                        }
                        else if (TSink.TakesRows && limit - at > 1 && top > _fence && Sink.TakesRow(stack[top - 1]))
                        {
                            ReadRow(source[..limit], ref at, ref top, stack);
                            continue;
                        }

                        PushMark(top, _base + at);
                        continue;
                    }

                // - -> list
                case Opcode.EmptyList:
                    stack[top++] = Sink.EmptyList();
                    at++;
                    continue;

                // - -> dict
                case Opcode.EmptyDict:
                    stack[top++] = Sink.EmptyDict();
                    at++;
                    continue;

                // - -> tuple
                case Opcode.EmptyTuple:
                    stack[top++] = Sink.EmptyTuple();
                    at++;
                    continue;

                // list any -> list
                case Opcode.Append:
                    if (top - 2 < _fence)
                    {
                        throw Underflow();
                    }

                    Sink.Append(stack[top - 2], stack[top - 1]);
                    top--;
                    at++;
                    continue;

                // list mark stackslice -> list
                case Opcode.Appends:
                    {
                        int start = PopMark(Opcode.Appends);
                        if (start <= _fence)
                        {
                            throw Underflow();
                        }

                        at++;
                        Sink.Extend(stack[start - 1], stack[start..top], ExpectedItems(start, top - start, _base + at - _batchOffset, BytesAfter(source.Length - at)));
                        top = start;
                        continue;
                    }

                // dict any any -> dict
                case Opcode.SetItem:
                    if (top - 3 < _fence)
                    {
                        throw Underflow();
                    }

                    Sink.SetItem(stack[top - 3], stack[top - 2], stack[top - 1]);
                    top -= 2;
                    at++;
                    continue;

                // dict mark stackslice -> dict
                case Opcode.SetItems:
                    {
                        int start = PopMark(Opcode.SetItems);
                        if (start <= _fence)
                        {
                            throw Underflow();
                        }

                        if (((top - start) & 1) != 0)
                        {
                            throw new PickleException("a key has no value: the number of items is odd");
                        }

                        at++;
                        Sink.SetItems(stack[start - 1], stack[start..top], ExpectedItems(start, (top - start) / 2, _base + at - _batchOffset, BytesAfter(source.Length - at)));
                        top = start;
                        continue;
                    }

                // any -> tuple
                case Opcode.Tuple1:
                    if (top - 1 < _fence)
                    {
                        throw Underflow();
                    }

                    stack[top - 1] = Sink.Tuple(stack[top - 1]);
                    at++;
                    continue;

                // any any -> tuple
                case Opcode.Tuple2:
                    if (top - 2 < _fence)
                    {
                        throw Underflow();
                    }

                    stack[top - 2] = Sink.Tuple(stack[top - 2], stack[top - 1]);
                    top--;
                    at++;
                    continue;

                // any any any -> tuple
                case Opcode.Tuple3:
                    if (top - 3 < _fence)
                    {
                        throw Underflow();
                    }

                    stack[top - 3] = Sink.Tuple(stack[top - 3], stack[top - 2], stack[top - 1]);
                    top -= 2;
                    at++;
                    continue;

                // mark stackslice -> tuple
                case Opcode.Tuple:
                    {
                        int start = PopMark(Opcode.Tuple);
                        TValue tuple = Sink.Tuple(stack[start..top]);
                        top = start;
                        stack[top++] = tuple;
                        at++;
                        continue;
                    }

                // class tuple -> any
                case Opcode.NewObj:
                    if (top - 2 < _fence)
                    {
                        throw Underflow();
                    }

                    stack[top - 2] = Sink.NewObject(stack[top - 2], stack[top - 1], _memo.Size);
                    top--;
                    at++;
                    continue;

                // any any -> any
                case Opcode.Build:
                    if (top - 2 < _fence)
                    {
                        throw Underflow();
                    }

                    if (Sink.Build(stack[top - 2], stack[top - 1], out TValue replacement, out int memoIndex))
                    {
                        _memo.Replace(memoIndex, stack[top - 2], replacement);
                        stack[top - 2] = replacement;
                    }

                    top--;
                    at++;
                    continue;

                // callable tuple -> any
                case Opcode.Reduce:
                    if (top - 2 < _fence)
                    {
                        throw Underflow();
                    }

                    stack[top - 2] = Sink.Reduce(stack[top - 2], stack[top - 1], MakesTuple(previous), _protocol, _memo.Size);
                    top--;
                    at++;
                    continue;

                // any -> - (the result)
                case Opcode.Stop:
                    if (top - 1 < _fence)
                    {
                        throw Underflow();
                    }

                    // As CPython does, a frame is there whole or the pickle is truncated, wherever in it STOP stands.
                    if (_frameEnd != NoFrame && _frameEnd - _base > source.Length)
                    {
                        _at = at;
                        _top = top;
                        _previous = previous;
                        _needed = _frameEnd - _base - at;
                        _isFollowed = false;
                        return MachineStatus.NeedsBytes;
                    }

                    Sink.Complete(_memo.EntriesFrom1);
                    _result = stack[top - 1];
                    _at = _frameEnd == NoFrame ? at + 1 : limit;
                    _top = top - 1;
                    return MachineStatus.Finished;

                default:
                    _at = at;
                    _top = top;
                    MachineStatus? stopped = ExecuteRare(source, limit, stack);
                    if (stopped is not null)
                    {
                        _previous = previous;
                        return stopped.Value;
                    }

                    at = _at;
                    top = _top;
                    limit = LimitOf(source);
                    continue;
            }
        }

    Short:
        _at = at;
        _top = top;
        _previous = previous;
        return Lacks(source, needed);
    }
}
