using System.Buffers;

namespace Pickling.Multiprocessing.Channels;

/// <summary>One message on its way out, in pieces, with room for its header in front of the first.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstPieceBytes = 4 * 1024;
    private const int PieceBytesMax = 4 * 1024 * 1024;

    // Each piece is one call of the system: better few of them.
    private const long GrowthFactor = 16;

    private readonly FrameFormat _format;
    private readonly long _lengthMax;
    private readonly List<ArraySegment<byte>> _fullPieces = [];
    private byte[] _piece;

    // The unsent part of _piece: the first piece starts behind the room for the header.
    private int _start = FrameFormat.HeaderBytesMax;
    private int _end = FrameFormat.HeaderBytesMax;
    private long _lengthOfFullPieces;

    public FrameBuffer(FrameFormat format, long lengthMax)
    {
        _format = format;
        _lengthMax = lengthMax;
        _piece = ArrayPool<byte>.Shared.Rent(FirstPieceBytes);
    }

    /// <summary>Bytes of the message without its header.</summary>
    public long Length => _lengthOfFullPieces + (_end - _start);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _piece.Length - _end);
        _end += count;
        if (Length > _lengthMax)
        {
            throw TooLong();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Length - _end < Math.Max(sizeHint, 1))
        {
            AddPiece(sizeHint);
        }

        return _piece.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The message as it goes over the wire, in order; the first piece begins with the header.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> WirePieces()
    {
        ArraySegment<byte> first = _fullPieces.Count > 0 ? _fullPieces[0] : new ArraySegment<byte>(_piece, _start, _end - _start);
        int headerBytes = _format.WriteBefore(first.Array.AsSpan(0, FrameFormat.HeaderBytesMax), Length);
        yield return first.Array.AsMemory(FrameFormat.HeaderBytesMax - headerBytes, headerBytes + first.Count);
        for (int index = 1; index < _fullPieces.Count; index++)
        {
            yield return _fullPieces[index];
        }

        if (_fullPieces.Count > 0 && _end > _start)
        {
            yield return _piece.AsMemory(_start, _end - _start);
        }
    }

    /// <summary>Forgets the message and keeps its first piece for the next one.</summary>
    public void Reset()
    {
        if (_fullPieces.Count > 0)
        {
            ArrayPool<byte>.Shared.Return(_piece);
            _piece = _fullPieces[0].Array!;
            foreach (ArraySegment<byte> piece in _fullPieces.Skip(1))
            {
                ArrayPool<byte>.Shared.Return(piece.Array!);
            }

            _fullPieces.Clear();
        }

        (_start, _end, _lengthOfFullPieces) = (FrameFormat.HeaderBytesMax, FrameFormat.HeaderBytesMax, 0);
    }

    public void Dispose()
    {
        Reset();
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
    }

    private void AddPiece(int sizeHint)
    {
        if (Length + sizeHint > _lengthMax)
        {
            throw TooLong();
        }

        _lengthOfFullPieces += _end - _start;
        _fullPieces.Add(new ArraySegment<byte>(_piece, _start, _end - _start));
        int size = (int)Math.Min(PieceBytesMax, _piece.Length * GrowthFactor);
        _piece = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, size));
        (_start, _end) = (0, 0);
    }

    private PickleConnectionException TooLong() =>
        new($"The message has more than {_lengthMax} bytes, the most that FrameBytesMax lets through. Nothing was sent.");
}
