using System.Buffers;

namespace Pickling.Machine;

/// <summary>
/// Brings a stream's bytes to the machine: keeps what an opcode lacks until it is whole, and reads large payloads
/// straight into their own array. Knows nothing of streams or tasks, so that they all share it.
/// </summary>
/// <remarks>
/// The caller turns: <see cref="TryAdvance"/>, and while that is false, puts bytes into <see cref="Target"/> and reports
/// them with <see cref="Filled"/>.
/// </remarks>
internal sealed class PickleFeeder<TValue, TSink> : IDisposable
    where TValue : struct
    where TSink : struct, IPickleSink<TValue>
{
    private const int BufferBytesFirst = 4 * 1024;
    private const int AheadBytes = 64 * 1024;

    // A payload whose length only the pickle vouches for is read in growing steps.
    private const int PayloadBytesFirst = 1024 * 1024;

    private readonly PickleOptions _options;
    private readonly bool _readsAhead;
    private readonly long? _totalBytes;
    private PickleMachine<TValue, TSink> _machine;

    // What is read and not done with: _buffer[_start.._end].
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _needed = 1;
    private long _wanted = 1;

    private byte[]? _payload;
    private int _payloadFilled;
    private long _readBytes;

    /// <param name="options">How to load.</param>
    /// <param name="readsAhead">
    /// Whether bytes beyond the pickle may be read, to be given back as <see cref="Unused"/>; else never more is asked
    /// for than the pickle is sure to hold.
    /// </param>
    /// <param name="totalBytes">Bytes of the whole input, when known.</param>
    /// <param name="offset">Bytes of it that were read before.</param>
    public PickleFeeder(PickleOptions options, bool readsAhead, long? totalBytes, long offset = 0)
    {
        _readBytes = offset;
        _options = options;
        _readsAhead = readsAhead;
        _totalBytes = totalBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(readsAhead ? AheadBytes : BufferBytesFirst);
    }

    /// <summary>Bytes read but not part of the pickle.</summary>
    public int Unused => _end - _start;

    /// <summary>What the pickle holds, once <see cref="TryAdvance"/> was true.</summary>
    public TValue Result => _machine.Result;

    /// <summary>Where the next bytes go; never empty.</summary>
    public ArraySegment<byte> Target
    {
        get
        {
            if (_payload is not null)
            {
                return new ArraySegment<byte>(_payload, _payloadFilled, _payload.Length - _payloadFilled);
            }

            int wanted = WantedBytes();
            MakeRoom(wanted);
            return new ArraySegment<byte>(_buffer, _end, _readsAhead ? _buffer.Length - _end : wanted);
        }
    }

    /// <summary>Begins the next pickle; bytes left over from the last are its first.</summary>
    public void Begin(TSink sink)
    {
        _machine = new PickleMachine<TValue, TSink>(sink, _options, _readBytes - Unused);
        _needed = 1;
        _wanted = 1;
    }

    /// <summary>Goes on with the memo of an earlier load.</summary>
    public void GiveMemo(in Memo<TValue, TSink> memo) => _machine.GiveMemo(memo);

    /// <summary>The memo after the load, for the next.</summary>
    public Memo<TValue, TSink> TakeMemo() => _machine.TakeMemo();

    /// <summary>Runs the machine on what is there. False when it needs more.</summary>
    public bool TryAdvance()
    {
        while (true)
        {
            if (_payload is not null && !PayloadIsWhole())
            {
                return false;
            }

            ReadOnlySpan<byte> source = _buffer.AsSpan(_start, _end - _start);
            MachineStatus status;
            _machine.BytesBehind = _totalBytes is { } total ? Math.Max(0, total - _readBytes) : -1;
            if (_payload is not null)
            {
                byte[] payload = _payload;
                _payload = null;
                status = _machine.RunWithPayload(payload, source, default);
            }
            else
            {
                status = _machine.Run(source, default);
            }

            _start += _machine.Consumed;
            _needed = _machine.Needed;
            _wanted = _machine.NeededAndSure;
            if (status == MachineStatus.Finished)
            {
                _options.Progress?.Report(new PickleProgress(_readBytes - Unused, _totalBytes));
                return true;
            }

            if (status == MachineStatus.NeedsBytes)
            {
                return false;
            }

            BeginPayload();
        }
    }

    /// <summary>Reports bytes put into <see cref="Target"/>.</summary>
    public void Filled(int bytes)
    {
        const long ReportBytes = 1024 * 1024;
        if (_payload is not null)
        {
            _payloadFilled += bytes;
        }
        else
        {
            _end += bytes;
        }

        long before = _readBytes;
        _readBytes += bytes;
        if (_options.Progress is not null && before / ReportBytes != _readBytes / ReportBytes)
        {
            _options.Progress.Report(new PickleProgress(_readBytes, _totalBytes));
        }
    }

    /// <summary>Forgets the bytes that are not part of the pickle, for a source that keeps them; says how many.</summary>
    public int TakeBackUnused()
    {
        int unused = Unused;
        _end = _start;
        _readBytes -= unused;
        return unused;
    }

    /// <summary>The error for input that ends here.</summary>
    public PickleException Ended() => _machine.Truncated(_payload is null
        ? _buffer.AsSpan(_start, _end - _start)
        : _payload.AsSpan(0, _payloadFilled));

    /// <summary>Gives the machine's pooled memory back, between two pickles or at the end.</summary>
    public void Finish()
    {
        _machine.Release();
        _payload = null;
    }

    public void Dispose()
    {
        Finish();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = 0;
        _end = 0;
    }

    // Bytes to ask for: what the opcode lacks, or what the frame still promises.
    private int WantedBytes()
    {
        long wanted = _wanted;
        if (!_readsAhead && _machine.FrameBytesLeft > wanted)
        {
            wanted = Math.Min(_machine.FrameBytesLeft, Math.Max(wanted, AheadBytes));
        }

        // In steps, should the number be a lie.
        int present = _end - _start;
        return (int)Math.Clamp(wanted - present, 1, Math.Max(AheadBytes, present));
    }

    private void MakeRoom(int bytes)
    {
        int present = _end - _start;
        if (_buffer.Length - _end >= bytes && (_start == 0 || !_readsAhead || _buffer.Length - _end >= AheadBytes / 2))
        {
            return;
        }

        if (_buffer.Length - present >= bytes)
        {
            _buffer.AsSpan(_start, present).CopyTo(_buffer);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(_buffer.Length * 2L, present + (long)bytes)));
            _buffer.AsSpan(_start, present).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = 0;
        _end = present;
    }

    private void BeginPayload()
    {
        int present = _end - _start;
        long vouched = _totalBytes is { } total ? total - _readBytes + present : PayloadBytesFirst;
        _payload = GC.AllocateUninitializedArray<byte>((int)Math.Min(_needed, Math.Max(vouched, present + 1L)));
        _payloadFilled = Math.Min(present, _payload.Length);
        _buffer.AsSpan(_start, _payloadFilled).CopyTo(_payload);
        _start += _payloadFilled;
    }

    // Whether all of it is there; makes room for more of it when the array is full before.
    private bool PayloadIsWhole()
    {
        if (_payloadFilled < _payload!.Length)
        {
            return false;
        }

        if (_payload.Length == _needed)
        {
            return true;
        }

        byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(_needed, _payload.Length * 4L));
        _payload.CopyTo(larger, 0);
        _payload = larger;
        return false;
    }
}
