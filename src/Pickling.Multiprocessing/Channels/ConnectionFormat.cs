using System.Buffers.Binary;

namespace Pickling.Multiprocessing.Channels;

/// <summary>The length in front of a message of multiprocessing.connection.</summary>
/// <remarks>
/// <c>!i</c>, and from 0x80000000 bytes on -1 followed by <c>!Q</c>
/// (<c>Connection._send_bytes</c>).
/// </remarks>
internal sealed class ConnectionFormat : FrameFormat
{
    private const int ShortBytes = 4;
    private const int LongBytes = 12;

    public static ConnectionFormat Instance { get; } = new();

    public override int WriteBefore(Span<byte> target, long length)
    {
        if (length <= ShortLengthMax)
        {
            BinaryPrimitives.WriteInt32BigEndian(target[^ShortBytes..], (int)length);
            return ShortBytes;
        }

        BinaryPrimitives.WriteInt32BigEndian(target[^LongBytes..], -1);
        BinaryPrimitives.WriteInt64BigEndian(target[^8..], length);
        return LongBytes;
    }

    public override bool TryRead(ReadOnlySpan<byte> source, out long length, out int headerBytes)
    {
        (length, headerBytes) = (0, ShortBytes);
        if (source.Length < ShortBytes)
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(source);
        if (length >= 0)
        {
            return true;
        }

        if (length != -1)
        {
            throw new PickleConnectionException($"The peer sent a message of {length} bytes. It does not speak multiprocessing.connection.");
        }

        headerBytes = LongBytes;
        if (source.Length < LongBytes)
        {
            return false;
        }

        ulong longLength = BinaryPrimitives.ReadUInt64BigEndian(source[ShortBytes..]);
        length = longLength <= long.MaxValue
            ? (long)longLength
            : throw new PickleConnectionException($"The peer announced a message of {longLength} bytes, more than any can have.");
        return true;
    }
}
