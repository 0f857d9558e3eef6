using System.Buffers;
using Pickling.Opcodes;
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
internal partial struct PickleMachine<TValue, TSink>
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
    private bool _isFollowed;

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

    // By the memo index of the first key; what falls on a slot that is taken replaces it.
    private RowSlot?[]? _rows;

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

    /// <summary>
    /// Bytes needed from there on, and one more where another opcode is sure to follow: STOP at the latest.
    /// </summary>
    public readonly long NeededAndSure => _isFollowed ? _needed + 1 : _needed;

    /// <summary>Bytes of the input behind those of the next Run; -1 when not known.</summary>
    public long BytesBehind { get; set; }

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
}
