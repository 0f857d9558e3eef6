using System.Buffers.Binary;

namespace Pickling.Celery.RabbitMq;

/// <summary>
/// Bytes from RabbitMQ go in, and come out for RabbitMQ.Client: the same, but for frames with headers that it could not bear, whose
/// place a frame with the reason takes. A worker then refuses that message as it does others that are none of Celery's.
/// </summary>
internal sealed class FrameGuard
{
    // Type, channel and length; then the payload and one byte more.
    private const int HeadBytes = 7;
    private const int PropertiesFrame = 2;
    private const byte FrameEnd = 0xCE;

    // Of a frame that is too long, what is needed of it: all but its properties.
    private const int KeptBytes = 12;

    // What is more than that is refused unread, and RabbitMQ's own frames are of 128 KiB at most, unless it is told otherwise.
    private const int PropertiesBytesMax = 1 << 20;

    private const int BufferBytes = 64 << 10;

    private byte[] _bytes = new byte[BufferBytes];
    private int _start;
    private int _end;
    private long _passing;
    private long _dropping;
    private ReadOnlyMemory<byte> _replacement;

    /// <summary>Where the next bytes go; <see cref="Add"/> tells how many came.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        return _bytes.AsMemory(_end);
    }

    public void Add(int count) => _end += count;

    /// <summary>Gives what may pass.</summary>
    /// <returns>How many bytes; 0 when more have to come first.</returns>
    public int Take(Span<byte> target)
    {
        int taken = 0;
        while (taken < target.Length)
        {
            int dropped = (int)Math.Min(_dropping, _end - _start);
            _start += dropped;
            _dropping -= dropped;
            int count = Copy(_replacement.Span, target[taken..]);
            _replacement = _replacement[count..];
            if (count == 0)
            {
                count = Copy(_bytes.AsSpan(_start, (int)Math.Min(_passing, _end - _start)), target[taken..]);
                _start += count;
                _passing -= count;
            }

            taken += count;
            if (count == 0 && (_dropping > 0 || _passing > 0 || !TryBeginFrame()))
            {
                break;
            }
        }

        return taken;
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int count = Math.Min(source.Length, target.Length);
        source[..count].CopyTo(target);
        return count;
    }

    // Whether it is known what becomes of the next frame.
    private bool TryBeginFrame()
    {
        ReadOnlySpan<byte> source = _bytes.AsSpan(_start, _end - _start);
        if (source.Length < HeadBytes)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(source[3..]);
        long whole = HeadBytes + length + 1L;
        if (source[0] != PropertiesFrame || length < KeptBytes)
        {
            _passing = whole;
            return true;
        }

        bool isTooLong = length > PropertiesBytesMax;
        if (source.Length < (isTooLong ? HeadBytes + KeptBytes : whole))
        {
            return false;
        }

        string? reason = isTooLong ? $"The message's headers are longer than {PropertiesBytesMax} bytes." : AmqpHeaders.Check(source.Slice(HeadBytes, (int)length));
        if (reason is null)
        {
            _passing = whole;
            return true;
        }

        byte[] payload = AmqpHeaders.WriteRefused(source[HeadBytes..], reason);
        byte[] frame = [.. source[..3], 0, 0, 0, 0, .. payload, FrameEnd];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(3), (uint)payload.Length);
        _replacement = frame;
        _dropping = whole;
        return true;
    }
}
