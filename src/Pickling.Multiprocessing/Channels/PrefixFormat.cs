using System.Buffers.Binary;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A length of fixed size in front of a message: <c>struct.pack(">I", len(data)) + data</c> and its like.</summary>
internal sealed class PrefixFormat(int headerBytes, bool isLittleEndian) : FrameFormat
{
    public override int WriteBefore(Span<byte> target, long length)
    {
        Span<byte> header = target[^headerBytes..];
        if (headerBytes == sizeof(uint) && length > uint.MaxValue)
        {
            throw new PickleConnectionException($"The message has {length} bytes, more than a length of 32 bits says.");
        }

        switch (headerBytes, isLittleEndian)
        {
            case (sizeof(uint), false):
                BinaryPrimitives.WriteUInt32BigEndian(header, (uint)length);
                break;
            case (sizeof(uint), true):
                BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)length);
                break;
            case (_, false):
                BinaryPrimitives.WriteInt64BigEndian(header, length);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(header, length);
                break;
        }

        return headerBytes;
    }

    public override bool TryRead(ReadOnlySpan<byte> source, out long length, out int readBytes)
    {
        (length, readBytes) = (0, headerBytes);
        if (source.Length < headerBytes)
        {
            return false;
        }

        length = (headerBytes, isLittleEndian) switch
        {
            (sizeof(uint), false) => BinaryPrimitives.ReadUInt32BigEndian(source),
            (sizeof(uint), true) => BinaryPrimitives.ReadUInt32LittleEndian(source),
            (_, false) => BinaryPrimitives.ReadInt64BigEndian(source),
            _ => BinaryPrimitives.ReadInt64LittleEndian(source),
        };
        return length >= 0
            ? true
            : throw new PickleConnectionException($"The peer announced a message of {(ulong)length} bytes, more than any can have.");
    }
}
