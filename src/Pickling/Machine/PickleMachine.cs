using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Machine;

/// <summary>The only place where opcodes have effects.</summary>
/// <remarks>
/// <para>
/// One synchronous core for bytes in memory and for streams: an opcode that is not there whole has no effect, the
/// machine returns <see cref="MachineStatus.NeedsBytes"/>, and the caller runs it again with more.
/// </para>
/// <para>
/// <see cref="Execute"/> holds the opcodes that fill real pickles, with position and stack top in locals;
/// <see cref="ExecuteRare"/> holds the others and works on the fields. The stack pictures above the cases are
/// pickletools', top to the right. Measured against a hand-written object machine the generic sink costs nothing, an
/// interface sink a third more.
/// </para>
/// </remarks>
internal struct PickleMachine<TValue, TSink>
    where TValue : struct
    where TSink : struct, IPickleSink<TValue>
{
    /// <summary>Payloads from this size on are read from a stream straight into their own array.</summary>
    public const int LargePayloadBytes = 64 * 1024;

    private const long NoFrame = -1;

    // A GET with more digits is looked at when it is executed, not before.
    private const int GetLineBytesMax = 32;

    private readonly PickleLimits _limits;
    private readonly bool _fixImports;

    /// <summary>Makes the values.</summary>
    public TSink Sink;

    private Memo<TValue, TSink> _memo;
    private TValue[]? _heapStack;

    // Stack positions below which an open MARK forbids to pop: 0 <= _fence <= _top; _marks holds the fences under it,
    // and where in the stream each MARK stood.
    private (int Fence, long Offset)[] _marks;
    private long _markOffset;
    private long _batchOffset;
    private int _markTop;
    private int _fence;
    private int _top;

    // Positions within the bytes of the current Run; _base is the stream's offset of the first of them.
    private int _at;
    private int _opcodeAt;
    private long _base;
    private readonly long _start;
    private long _needed;

    // Where the current frame ends, as an offset in the stream.
    private long _frameEnd;

    // Bytes of an unfinished text line that are known to hold no newline, and the length of the opcode up to the end of
    // the first of its two lines, once that is known: searched once, however often more bytes are needed.
    private int _lineScanned;
    private int _moduleEnd;
    private int _protocol;

    // The last opcode that was executed whole.
    private Opcode _previous;
    private Opcode _payloadOpcode;
    private bool _awaitsPayload;
    private TValue _result;
    private Array? _runScratch;

    /// <param name="sink">Makes the values.</param>
    /// <param name="options">Limits and fix_imports.</param>
    /// <param name="offset">Offset in the stream at which the pickle begins, for error messages.</param>
    /// <param name="expectedBytes">Bytes of the pickle, if known, by which the memo is sized.</param>
    public PickleMachine(TSink sink, PickleOptions options, long offset = 0, int expectedBytes = 0)
    {
        _base = offset;
        _start = offset;
        Sink = sink;
        _limits = options.Limits;
        _fixImports = options.FixImports;
        _memo = new Memo<TValue, TSink>(options.Limits, expectedBytes);
        _marks = [];
        _frameEnd = NoFrame;
    }

    /// <summary>The memo, which the loads of an unpickler hand on; Release does not touch one that was taken.</summary>
    public Memo<TValue, TSink> TakeMemo()
    {
        Memo<TValue, TSink> memo = _memo;
        _memo = new Memo<TValue, TSink>(_limits, 0);
        return memo;
    }

    /// <summary>Goes on with the memo of an earlier load.</summary>
    public void GiveMemo(in Memo<TValue, TSink> memo) => _memo = memo;

    /// <summary>What the pickle holds, once finished.</summary>
    public readonly TValue Result => _result;

    /// <summary>Bytes of the last Run that are done with; the rest must come again.</summary>
    public readonly int Consumed => _at;

    /// <summary>Bytes needed from there on, at least; or the length of the payload.</summary>
    public readonly long Needed => _needed;

    /// <summary>Offset in the stream up to which all is done.</summary>
    public readonly long Offset => _base + _at;

    /// <summary>Bytes from <see cref="Offset"/> on that a frame promises to hold; 0 outside of frames.</summary>
    public readonly long FrameBytesLeft => _frameEnd == NoFrame ? 0 : _frameEnd - Offset;

    /// <summary>Values on the stack, for tests that hold the machine to the opcode table.</summary>
    public readonly int ValueCount => _top;

    /// <summary>Open marks, for the same tests.</summary>
    public readonly int MarkCount => _markTop;

    /// <summary>Runs opcodes until STOP or until the bytes end.</summary>
    /// <param name="source">What follows <see cref="Offset"/>.</param>
    /// <param name="stack">Where the value stack begins; it moves to an array of its own when it outgrows this.</param>
    public MachineStatus Run(ReadOnlySpan<byte> source, Span<TValue> stack)
    {
        _base += _at;
        _at = 0;
        _opcodeAt = 0;
        long bytesLeft = _limits.BytesMax - (_base - _start);
        bool cut = source.Length > bytesLeft;
        if (cut)
        {
            source = source[..(int)Math.Max(0, bytesLeft)];
        }

        try
        {
            MachineStatus status = Execute(source, _heapStack is null ? stack : Bounded(_heapStack));
            if (status != MachineStatus.Finished && (cut || _needed > bytesLeft - _at))
            {
                throw new PickleLimitException($"the pickle is longer than {_limits.BytesMax} bytes (PickleLimits.BytesMax)");
            }

            return status;
        }
        catch (PickleException error)
        {
            error.Locate(_base + _opcodeAt, NameOf(source, _opcodeAt));
            throw;
        }
    }

    /// <summary>Takes the payload asked for by <see cref="MachineStatus.NeedsPayload"/>; then run on.</summary>
    public MachineStatus RunWithPayload(byte[] payload, ReadOnlySpan<byte> source, Span<TValue> stack)
    {
        try
        {
            if (_top >= (_heapStack?.Length ?? stack.Length))
            {
                GrowStack(_heapStack is null ? stack : _heapStack);
            }

            Span<TValue> values = _heapStack is null ? stack : _heapStack;
            values[_top] = Payload(payload);
            _top++;
            _previous = _payloadOpcode;
        }
        catch (PickleException error)
        {
            error.Locate(_base + _opcodeAt, NameOf(_payloadOpcode));
            throw;
        }

        _awaitsPayload = false;
        _base += payload.Length;
        return Run(source, stack);
    }

    /// <summary>The error for input that ends here.</summary>
    public readonly PickleException Truncated(ReadOnlySpan<byte> rest)
    {
        if (_awaitsPayload)
        {
            return new PickleTruncatedException($"needs {_needed} bytes, {rest.Length} remain", _base + _opcodeAt, NameOf(_payloadOpcode));
        }

        if (Offset == _start && rest.IsEmpty)
        {
            return new PickleTruncatedException("the input is empty; a pickle was expected", 0, null);
        }

        if (rest.IsEmpty)
        {
            return new PickleTruncatedException("the pickle ends without STOP", Offset, null);
        }

        return new PickleTruncatedException($"needs {_needed} bytes, {rest.Length} remain", Offset, NameOf(rest, 0));
    }

    /// <summary>Gives pooled memory back; the machine is not used after.</summary>
    public void Release()
    {
        Sink.Release();
        _memo.Release();
        if (_heapStack is not null)
        {
            Array.Clear(_heapStack);
            ArrayPool<TValue>.Shared.Return(_heapStack);
            _heapStack = null;
        }

        ReturnScratch();
        _runScratch = null;
    }

    private static string? NameOf(ReadOnlySpan<byte> source, int at) =>
        (uint)at < (uint)source.Length ? NameOf((Opcode)source[at]) : null;

    private static string? NameOf(Opcode opcode) =>
        OpcodeTable.TryGet((byte)opcode, out OpcodeInfo? info) ? info.Name : null;

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

                    top++;
                    at += 2;
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
                        Sink.Extend(stack[start - 1], stack[start..top], ExpectedItems(start, top - start, _base + at - _batchOffset, source.Length - at));
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
                        Sink.SetItems(stack[start - 1], stack[start..top], ExpectedItems(start, (top - start) / 2, _base + at - _batchOffset, source.Length - at));
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

    // The opcodes that real pickles hold few of, and the long forms of the others; null when done.
    private MachineStatus? ExecuteRare(ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int at = _at;
        var opcode = (Opcode)source[at];
        switch (opcode)
        {
            // any -> -; or the mark on top
            case Opcode.Pop:
                if (_markTop > 0 && _fence == _top)
                {
                    PopMark(opcode);
                }
                else
                {
                    Require(1);
                    TValue replacement = TSink.Unset;
                    if (Sink.MayBeReplaced(stack[_top - 1]) && !TryPeekGet(source, at + 1, limit, out replacement, out int needed))
                    {
                        return Lacks(source, needed);
                    }

                    _top--;
                    Sink.Drop(stack[_top], _top > _fence ? stack[_top - 1] : TSink.Unset);
                    if (!TSink.IsUnset(replacement))
                    {
                        Sink.Replace(stack[_top], replacement);
                    }
                }

                break;

            // mark stackslice -> -
            case Opcode.PopMark:
                _top = PopMark(opcode);
                break;

            // any -> any any
            case Opcode.Dup:
                Require(1);
                stack[_top] = stack[_top - 1];
                _top++;
                break;

            // mark stackslice -> list
            case Opcode.List:
                {
                    int start = PopMark(opcode);
                    TValue list = Sink.List(stack[start.._top]);
                    _top = start;
                    stack[_top++] = list;
                    break;
                }

            // mark stackslice -> dict
            case Opcode.Dict:
                {
                    int start = PopMark(opcode);
                    if (((_top - start) & 1) != 0)
                    {
                        throw new PickleException("a key has no value: the number of items is odd");
                    }

                    TValue dict = Sink.Dict(stack[start.._top]);
                    _top = start;
                    stack[_top++] = dict;
                    break;
                }

            // - -> set
            case Opcode.EmptySet:
                stack[_top++] = Sink.EmptySet();
                break;

            // set mark stackslice -> set
            case Opcode.AddItems:
                {
                    int start = PopMark(opcode);
                    if (start <= _fence)
                    {
                        throw Underflow();
                    }

                    Sink.AddItems(stack[start - 1], stack[start.._top]);
                    _top = start;
                    break;
                }

            // mark stackslice -> frozenset
            case Opcode.FrozenSet:
                {
                    int start = PopMark(opcode);
                    TValue set = Sink.FrozenSet(stack[start.._top]);
                    _top = start;
                    stack[_top++] = set;
                    break;
                }

            // module name -> any
            case Opcode.StackGlobal:
                {
                    Require(2);
                    string? module = Sink.TextOf(stack[_top - 2], source);
                    string? name = Sink.TextOf(stack[_top - 1], source);
                    if (module is null || name is null)
                    {
                        throw new PickleException("module and name of a global must be str");
                    }

                    stack[_top - 2] = Global(module, name);
                    _top--;
                    break;
                }

            // class tuple dict -> any
            case Opcode.NewObjEx:
                Require(3);
                stack[_top - 3] = Sink.NewObjectEx(stack[_top - 3], stack[_top - 2], stack[_top - 1], _memo.Size);
                _top -= 2;
                break;

            // mark class stackslice -> any
            case Opcode.Obj:
                {
                    int start = PopMark(opcode);
                    if (start >= _top)
                    {
                        throw Underflow();
                    }

                    TValue instance = Sink.Instance(stack[start], stack[(start + 1).._top], _memo.Size);
                    _top = start;
                    stack[_top++] = instance;
                    break;
                }

            // id -> any
            case Opcode.BinPersId:
                Require(1);
                stack[_top - 1] = Sink.PersistentLoad(stack[_top - 1]);
                break;

            // - -> buffer
            case Opcode.NextBuffer:
                stack[_top++] = Sink.NextBuffer();
                break;

            // buffer -> buffer
            case Opcode.ReadOnlyBuffer:
                Require(1);
                stack[_top - 1] = Sink.ReadOnlyBuffer(stack[_top - 1]);
                break;

            case Opcode.Proto:
                if (limit - at < 2)
                {
                    return Lacks(source, 2);
                }

                _protocol = source[at + 1];
                if (_protocol > PickleOptions.HighestProtocol)
                {
                    throw new PickleException($"protocol {_protocol} is not known; the highest is {PickleOptions.HighestProtocol}");
                }

                at++;
                break;

            case Opcode.Frame:
                if (limit - at < 9)
                {
                    return Lacks(source, 9);
                }

                EnterFrame(BinaryPrimitives.ReadUInt64LittleEndian(source[(at + 1)..]));
                at += 8;
                break;

            // - -> any
            case Opcode.Ext1:
            case Opcode.Ext2:
            case Opcode.Ext4:
                {
                    int bytes = opcode == Opcode.Ext1 ? 1 : opcode == Opcode.Ext2 ? 2 : 4;
                    if (limit - at < 1 + bytes)
                    {
                        return Lacks(source, 1 + bytes);
                    }

                    stack[_top++] = Extension(source.Slice(at + 1, bytes));
                    at += bytes;
                    break;
                }

            case Opcode.BinUnicode:
            case Opcode.BinUnicode8:
            case Opcode.BinBytes:
            case Opcode.BinBytes8:
            case Opcode.ByteArray8:
            case Opcode.BinString:
            case Opcode.ShortBinString:
            case Opcode.Long4:
                return ExecuteCounted(opcode, source, limit, stack);

            case Opcode.Float:
            case Opcode.Int:
            case Opcode.Long:
            case Opcode.String:
            case Opcode.Unicode:
            case Opcode.PersId:
            case Opcode.Get:
            case Opcode.Put:
                return ExecuteLine(opcode, source, limit, stack);

            case Opcode.Global:
            case Opcode.Inst:
                return ExecuteNames(opcode, source, limit, stack);

            default:
                throw new PickleException(char.IsAsciiLetterOrDigit((char)source[at]) || char.IsPunctuation((char)source[at])
                    ? $"byte 0x{source[at]:x2} ('{(char)source[at]}') is no opcode; the data is not a pickle, or is damaged here"
                    : $"byte 0x{source[at]:x2} is no opcode; the data is not a pickle, or is damaged here");
        }

        _at = at + 1;
        return null;
    }

    // What the GET that follows will push, Unset when another opcode follows; false when it is not there whole. STOP at
    // the latest follows a POP, so never more is asked for than the pickle is sure to hold.
    private readonly bool TryPeekGet(ReadOnlySpan<byte> source, int at, int limit, out TValue value, out int needed)
    {
        value = TSink.Unset;
        needed = 0;
        if (at >= limit)
        {
            needed = 2;
            return _frameEnd != NoFrame && _base + limit == _frameEnd;
        }

        var opcode = (Opcode)source[at];
        int argumentBytes = opcode switch
        {
            Opcode.BinGet => 1,
            Opcode.LongBinGet => 4,
            Opcode.Get => source[(at + 1)..limit].IndexOf((byte)'\n') + 1,
            _ => 0,
        };
        if (argumentBytes == 0 && opcode == Opcode.Get && limit - at <= GetLineBytesMax)
        {
            needed = limit - at + 2;
            return false;
        }

        if (argumentBytes > limit - at - 1)
        {
            needed = 2 + argumentBytes;
            return false;
        }

        // A GET that is wrong is reported when it is executed.
        ReadOnlySpan<byte> argument = source.Slice(at + 1, argumentBytes);
        _ = argumentBytes != 0 && opcode switch
        {
            Opcode.BinGet => _memo.TryGet(argument[0], out value),
            Opcode.LongBinGet => _memo.TryGet(BinaryPrimitives.ReadUInt32LittleEndian(argument), out value),
            _ => Utf8Parser.TryParse(argument, out int index, out int read) && read == argumentBytes - 1 && index >= 0 && _memo.TryGet(index, out value),
        };
        return true;
    }

    // Opcodes whose argument is preceded by its length.
    private MachineStatus? ExecuteCounted(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int at = _at;
        int lengthBytes = opcode switch
        {
            Opcode.ShortBinString => 1,
            Opcode.BinUnicode8 or Opcode.BinBytes8 or Opcode.ByteArray8 => 8,
            _ => 4,
        };
        if (limit - at < 1 + lengthBytes)
        {
            return Lacks(source, 1 + lengthBytes);
        }

        ReadOnlySpan<byte> field = source.Slice(at + 1, lengthBytes);
        long length = lengthBytes switch
        {
            1 => field[0],
            8 => BinaryPrimitives.ReadInt64LittleEndian(field),

            // pickletools: the lengths of BINSTRING and LONG4 are signed, those of BINUNICODE and BINBYTES are not.
            _ when opcode is Opcode.BinString or Opcode.Long4 => BinaryPrimitives.ReadInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(field),
        };
        if (length < 0)
        {
            throw new PickleException(lengthBytes == 8
                ? $"a length of {(ulong)length} bytes is beyond what any memory holds"
                : $"a length of {length} bytes is negative");
        }

        if (length > _limits.PayloadBytesMax)
        {
            throw new PickleLimitException($"a payload of {length} bytes is longer than {_limits.PayloadBytesMax} (PickleLimits.PayloadBytesMax)");
        }

        int start = at + 1 + lengthBytes;
        if (limit - start < length)
        {
            return LacksPayload(opcode, source, start, length);
        }

        ReadOnlySpan<byte> payload = source.Slice(start, (int)length);
        stack[_top] = opcode switch
        {
            Opcode.BinUnicode or Opcode.BinUnicode8 => Sink.Str(payload),
            Opcode.BinBytes or Opcode.BinBytes8 => Sink.Bytes(payload),
            Opcode.ByteArray8 => Sink.ByteArray(payload),
            Opcode.Long4 => Integer(payload),
            _ => Sink.ByteString(payload),
        };
        _top++;
        _at = start + (int)length;
        return null;
    }

    private MachineStatus LacksPayload(Opcode opcode, ReadOnlySpan<byte> source, int start, long length)
    {
        long total = start - _at + length;
        if (_frameEnd != NoFrame && _base + _at + total > _frameEnd)
        {
            throw Straddles();
        }

        if (length < LargePayloadBytes)
        {
            return Lacks(source, total);
        }

        if (length > Array.MaxLength)
        {
            throw new PickleException($"a payload of {length} bytes is longer than a .NET array can be ({Array.MaxLength})");
        }

        _payloadOpcode = opcode;
        _awaitsPayload = true;
        _at = start;
        _needed = length;
        return MachineStatus.NeedsPayload;
    }

    private TValue Payload(byte[] payload) => _payloadOpcode switch
    {
        Opcode.BinUnicode or Opcode.BinUnicode8 => Sink.Str(payload),
        Opcode.BinBytes or Opcode.BinBytes8 => Sink.AdoptBytes(payload),
        Opcode.ByteArray8 => Sink.AdoptByteArray(payload),
        Opcode.Long4 => Integer(payload),
        _ => Sink.ByteString(payload),
    };

    // Opcodes whose argument is the rest of a line of text.
    private MachineStatus? ExecuteLine(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int start = _at + 1;
        if (!TryReadLine(source, start, limit, out int end))
        {
            return Lacks(source, limit - _at + 1);
        }

        ReadOnlySpan<byte> line = source[start..end];
        switch (opcode)
        {
            // - -> float
            case Opcode.Float:
                stack[_top] = Sink.Float(PythonFloat.Parse(line));
                break;

            // - -> int or bool
            case Opcode.Int:
                stack[_top] = line.SequenceEqual("01"u8) ? Sink.Bool(true) // pickletools: INT "01" is True
                    : line.SequenceEqual("00"u8) ? Sink.Bool(false)
                    : TextInteger(line);
                break;

            // - -> int
            case Opcode.Long:
                stack[_top] = TextLong(line is [.., (byte)'L'] ? line[..^1] : line);
                break;

            // - -> bytes or str
            case Opcode.String:
                if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
                {
                    throw new PickleException("the text must stand in quotes");
                }

                stack[_top] = Sink.ByteString(PythonEscape.Decode(line[1..^1]));
                break;

            // - -> str
            case Opcode.Unicode:
                stack[_top] = Sink.RawUnicode(line);
                break;

            // - -> any
            case Opcode.PersId:
                if (line.ContainsAnyExceptInRange((byte)0, (byte)0x7f))
                {
                    throw new PickleException("a persistent id in protocol 0 must be ASCII text");
                }

                stack[_top] = Sink.PersistentLoad(Sink.Str(line));
                break;

            // - -> any
            case Opcode.Get:
                {
                    long index = MemoIndex(line);
                    if (!_memo.TryGet(index, out stack[_top]))
                    {
                        throw NotInMemo(index);
                    }

                    break;
                }

            // any -> any (and the memo)
            default:
                Require(1);
                _memo.Put(MemoIndex(line), stack[_top - 1]);
                _top--;
                break;
        }

        _top++;
        _at = end + 1;
        return null;
    }

    // Opcodes whose argument is two lines, module and name.
    private MachineStatus? ExecuteNames(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int moduleStart = _at + 1;
        if (_moduleEnd == 0)
        {
            if (!TryReadLine(source, moduleStart, limit, out int firstEnd))
            {
                return Lacks(source, limit - _at + 1);
            }

            _moduleEnd = firstEnd - _at;
        }

        int moduleEnd = _at + _moduleEnd;
        int nameStart = moduleEnd + 1;
        if (!TryReadLine(source, nameStart, limit, out int nameEnd))
        {
            return Lacks(source, limit - _at + 1);
        }

        _moduleEnd = 0;
        if (moduleEnd == moduleStart || nameEnd == nameStart)
        {
            throw new PickleException("neither module nor name of a global may be empty");
        }

        TValue global = Global(SurrogateUtf8.Decode(source[moduleStart..moduleEnd]), SurrogateUtf8.Decode(source[nameStart..nameEnd]));
        if (opcode == Opcode.Inst)
        {
            // mark stackslice -> any
            int start = PopMark(opcode);
            TValue instance = Sink.Instance(global, stack[start.._top], _memo.Size);
            _top = start;
            stack[_top++] = instance;
        }
        else
        {
            // - -> any
            stack[_top++] = global;
        }

        _at = nameEnd + 1;
        return null;
    }

    private bool TryReadLine(ReadOnlySpan<byte> source, int start, int limit, out int end)
    {
        // What an earlier run has searched is not searched again, or a line fed byte by byte would cost its square.
        int from = Math.Min(Math.Max(start, _at + _lineScanned), limit);
        int length = source[from..limit].IndexOf((byte)'\n');
        if ((length < 0 ? limit : from + length) - start > _limits.PayloadBytesMax)
        {
            throw new PickleLimitException($"a line is longer than {_limits.PayloadBytesMax} bytes (PickleLimits.PayloadBytesMax)");
        }

        if (length < 0)
        {
            _lineScanned = limit - _at;
            end = 0;
            return false;
        }

        _lineScanned = 0;
        end = from + length;
        return true;
    }

    private static bool BeginsRun(Opcode opcode) =>
        opcode is Opcode.BinInt1 or Opcode.BinInt2 or Opcode.BinInt or Opcode.BinFloat or Opcode.BinGet or Opcode.LongBinGet;

    private static bool MakesTuple(Opcode opcode) =>
        opcode is Opcode.Tuple1 or Opcode.Tuple2 or Opcode.Tuple3 or Opcode.EmptyTuple or Opcode.Tuple;

    // Decodes a batch of nothing but integers, floats or memo reads into the list under the MARK. Returns the bytes
    // taken, APPENDS included; 0 when the batch is of another kind or not there whole, and then nothing has happened.
    private int ExtendWithRun(ReadOnlySpan<byte> source, int top, in TValue list, int bytesAfter)
    {
        // A run does not use the stack, but the limit must not depend on how the bytes happen to come.
        if (_limits.StackDepthMax - top < BatchRuns.ItemsMax)
        {
            return 0;
        }

        if (source[0] == (byte)Opcode.BinFloat)
        {
            double[] floats = _runScratch as double[] ?? RentScratch<double>();
            int taken = BatchRuns.ReadFloats(source, floats, out int count);
            if (taken > 0)
            {
                Sink.ExtendDoubles(list, floats.AsSpan(0, count), ExpectedItems(top, count, taken, source.Length - taken + bytesAfter));
            }

            return taken;
        }
        else if (source[0] is (byte)Opcode.BinGet or (byte)Opcode.LongBinGet)
        {
            int[] indexes = _runScratch as int[] ?? RentScratch<int>();
            ReadOnlySpan<TValue> memo = _memo.Sequence;
            int taken = BatchRuns.ReadGets(source, memo.Length, indexes, out int count);
            if (taken > 0)
            {
                Sink.ExtendFrom(list, memo, indexes.AsSpan(0, count), ExpectedItems(top, count, taken, source.Length - taken + bytesAfter));
            }

            return taken;
        }
        else
        {
            long[] integers = _runScratch as long[] ?? RentScratch<long>();
            int taken = BatchRuns.ReadIntegers(source, integers, out int count);
            if (taken > 0)
            {
                Sink.ExtendInt64s(list, integers.AsSpan(0, count), ExpectedItems(top, count, taken, source.Length - taken + bytesAfter));
            }

            return taken;
        }
    }

    // A full batch added to the root says how many bytes an item takes; the rest of the input is likely to be such items.
    // Only the root, so that what a pickle can make us set aside stays in proportion to it.
    private static int ExpectedItems(int stackPosition, int items, long bytes, int bytesLeft) =>
        stackPosition == 1 && items == BatchEmitter.BatchItems
            ? (int)Math.Min(bytesLeft, (long)((double)bytesLeft / Math.Max(1, bytes) * items * 1.125) + items)
            : 0;

    private T[] RentScratch<T>()
    {
        ReturnScratch();
        T[] scratch = ArrayPool<T>.Shared.Rent(BatchRuns.ItemsMax);
        _runScratch = scratch;
        return scratch;
    }

    private readonly void ReturnScratch()
    {
        switch (_runScratch)
        {
            case long[] integers:
                ArrayPool<long>.Shared.Return(integers);
                break;
            case double[] floats:
                ArrayPool<double>.Shared.Return(floats);
                break;
            case int[] indexes:
                ArrayPool<int>.Shared.Return(indexes);
                break;
        }
    }

    private TValue Integer(ReadOnlySpan<byte> twosComplement)
    {
        if (twosComplement.Length > sizeof(long))
        {
            var big = new BigInteger(twosComplement);
            return big >= long.MinValue && big <= long.MaxValue ? Sink.Long((long)big) : Sink.BigInt(big);
        }

        // Sign-extended from the last byte; no bytes at all are 0.
        long value = twosComplement.Length > 0 && (sbyte)twosComplement[^1] < 0 ? -1 : 0;
        for (int i = twosComplement.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | twosComplement[i];
        }

        return Sink.Long(value);
    }

    private TValue TextLong(ReadOnlySpan<byte> text) =>
        PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long small, out BigInteger big)
            ? Sink.Long(small)
            : Sink.BigInt(big);

    private TValue TextInteger(ReadOnlySpan<byte> text) =>
        PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long small, out BigInteger big)
            ? Sink.Int(small)
            : Sink.BigInt(big);

    private readonly long MemoIndex(ReadOnlySpan<byte> text)
    {
        if (!PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long index, out BigInteger _))
        {
            throw new PickleException("the memo index is beyond 64 bits");
        }

        return index >= 0 ? index : throw new PickleException($"the memo index {index} is negative");
    }

    private TValue Global(string module, string name)
    {
        if (_protocol < 3 && _fixImports)
        {
            (string Module, string Name) renamed = PythonNames.ToPython3(module, name);
            return PythonNames.ToPython2(renamed.Module, renamed.Name) == (module, name)
                ? Sink.Global(renamed.Module, renamed.Name)
                : Sink.Global(renamed.Module, renamed.Name, module, name);
        }

        return Sink.Global(module, name);
    }

    private TValue Extension(ReadOnlySpan<byte> argument)
    {
        int code = argument.Length switch
        {
            1 => argument[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(argument),
            _ => BinaryPrimitives.ReadInt32LittleEndian(argument),
        };
        return code > 0 ? Sink.Extension(code) : throw new PickleException($"the extension code {code} is not positive");
    }

    private void EnterFrame(ulong length)
    {
        if (_frameEnd != NoFrame)
        {
            throw new PickleException($"a frame begins inside another, which ends at {_frameEnd}");
        }

        if (length > long.MaxValue - (ulong)(_base + _at) - 9)
        {
            throw new PickleException($"a frame of {length} bytes is beyond what any memory holds");
        }

        _frameEnd = _base + _at + 9 + (long)length;
    }

    private readonly int LimitOf(ReadOnlySpan<byte> source) =>
        _frameEnd == NoFrame ? source.Length : (int)Math.Min(source.Length, _frameEnd - _base);

    // There are fewer than the needed bytes: the input ends, or the frame does.
    private MachineStatus Lacks(ReadOnlySpan<byte> source, long needed)
    {
        if (_frameEnd != NoFrame && _base + _at + needed > _frameEnd)
        {
            throw Straddles();
        }

        _needed = needed;
        return MachineStatus.NeedsBytes;
    }

    private readonly PickleException Straddles() =>
        new($"the opcode goes on beyond the end of its frame, which is at {_frameEnd}");

    private void PushMark(int top, long offset)
    {
        if (_markTop == _marks.Length)
        {
            Array.Resize(ref _marks, Math.Max(16, _marks.Length * 2));
        }

        _marks[_markTop++] = (_fence, _markOffset);
        _fence = top;
        _markOffset = offset;
    }

    // Returns where the items above the mark begin.
    private int PopMark(Opcode opcode)
    {
        if (_markTop == 0)
        {
            throw new PickleException($"{NameOf(opcode)} finds no MARK on the stack");
        }

        int start = _fence;
        _batchOffset = _markOffset;
        (_fence, _markOffset) = _marks[--_markTop];
        return start;
    }

    private readonly void Require(int count)
    {
        if (_top - count < _fence)
        {
            throw Underflow();
        }
    }

    private readonly PickleException Underflow() => new(_markTop > 0
        ? "too few values on the stack above the MARK"
        : "too few values on the stack");

    private static PickleException NotInMemo(long index) => new($"memo index {index} was never stored");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<TValue> GrowStack(Span<TValue> stack)
    {
        if (_top > _limits.StackDepthMax)
        {
            throw new PickleLimitException($"more than {_limits.StackDepthMax} values wait on the stack (PickleLimits.StackDepthMax)");
        }

        TValue[] larger = ArrayPool<TValue>.Shared.Rent(Math.Max(256, stack.Length * 2));
        stack.CopyTo(larger);
        if (_heapStack is not null)
        {
            Array.Clear(_heapStack);
            ArrayPool<TValue>.Shared.Return(_heapStack);
        }

        _heapStack = larger;
        return Bounded(larger);
    }

    private readonly Span<TValue> Bounded(TValue[] stack) => stack.AsSpan(0, (int)Math.Min(stack.Length, _limits.StackDepthMax + 1L));
}
