using System.Buffers;

namespace Pickling.Multiprocessing.Channels;

/// <summary>One message on its way out, in pieces, with room for its header in front of the first.</summary>
/// <remarks>Small parts are written into rented buffers; large payloads are pieces of their own, as they lie in the caller's memory.</remarks>
internal sealed class FrameBuffer : IPickleBufferWriter, IDisposable
{
    private const int FirstBufferBytes = 4 * 1024;
    private const int BufferBytesMax = 4 * 1024 * 1024;

    // Each piece is one call of the system: better few of them.
    private const long GrowthFactor = 16;

    private readonly FrameFormat _format;
    private readonly long _lengthMax;
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly List<byte[]> _fullBuffers = [];
    private readonly byte[] _first;

    // What is written to _buffer and not yet a piece lies between _start and _end; the first buffer begins with room for the header.
    private byte[] _buffer;
    private int _start = FrameFormat.HeaderBytesMax;
    private int _end = FrameFormat.HeaderBytesMax;
    private long _lengthOfPieces;

    public FrameBuffer(FrameFormat format, long lengthMax)
    {
        _format = format;
        _lengthMax = lengthMax;
        _first = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        _buffer = _first;
    }

    /// <summary>Bytes of the message without its header.</summary>
    public long Length => _lengthOfPieces + (_end - _start);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
        if (Length > _lengthMax)
        {
            throw TooLong();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _end < Math.Max(sizeHint, 1))
        {
            AddBuffer(sizeHint);
        }

        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void WritePayload(ReadOnlyMemory<byte> payload)
    {
        if (Length + payload.Length > _lengthMax)
        {
            throw TooLong();
        }

        EndPiece();
        _pieces.Add(payload);
        _lengthOfPieces += payload.Length;
    }

    /// <summary>The message as it goes over the wire, in order; the first piece begins with the header.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> WirePieces()
    {
        int headerBytes = _format.WriteBefore(_first.AsSpan(0, FrameFormat.HeaderBytesMax), Length);
        EndPiece();
        int firstBytes = headerBytes + _pieces[0].Length;
        _pieces[0] = _first.AsMemory(FrameFormat.HeaderBytesMax - headerBytes, firstBytes);
        return _pieces;
    }

    /// <summary>Forgets the message and keeps its first buffer for the next one.</summary>
    public void Reset()
    {
        if (_fullBuffers.Count > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            foreach (byte[] buffer in _fullBuffers.Skip(1))
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            _fullBuffers.Clear();
            _buffer = _first;
        }

        _pieces.Clear();
        (_start, _end, _lengthOfPieces) = (FrameFormat.HeaderBytesMax, FrameFormat.HeaderBytesMax, 0);
    }

    public void Dispose()
    {
        Reset();
        ArrayPool<byte>.Shared.Return(_first);
        _buffer = [];
    }

    // The first piece is there even when nothing is in it: it will have the header.
    private void EndPiece()
    {
        if (_end > _start || _pieces.Count == 0)
        {
            _pieces.Add(_buffer.AsMemory(_start, _end - _start));
            _lengthOfPieces += _end - _start;
            _start = _end;
        }
    }

    private void AddBuffer(int sizeHint)
    {
        if (Length + sizeHint > _lengthMax)
        {
            throw TooLong();
        }

        EndPiece();
        _fullBuffers.Add(_buffer);
        int size = (int)Math.Min(BufferBytesMax, _buffer.Length * GrowthFactor);
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, size));
        (_start, _end) = (0, 0);
    }

    private PickleConnectionException TooLong() =>
        new($"The message has more than {_lengthMax} bytes, the most that FrameBytesMax lets through. Nothing was sent.");
}
