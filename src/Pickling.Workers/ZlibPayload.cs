using System.Buffers.Binary;
using System.IO.Compression;

namespace Pickling.Workers;

/// <summary>zlib data of a message, read under a bound: a few bytes of it may stand for gigabytes.</summary>
internal static class ZlibPayload
{
    // Deflate makes such short data no smaller, and setting it up costs more than everything else of a message.
    private const int StoredBytesMax = 512;

    private const int AdlerModulus = 65521;

    /// <summary>Compresses, as <c>zlib.compress</c> does for whoever decompresses it.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        if (data.Length <= StoredBytesMax)
        {
            return Store(data);
        }

        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return target.ToArray();
    }

    /// <summary>Decompresses; what is no zlib data is given back as it is, as RQ does with payloads of old versions.</summary>
    /// <param name="data">The data.</param>
    /// <param name="bytesMax">How long the result may be.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="WorkerCallException">It is longer, or broken.</exception>
    public static byte[] Decompress(byte[] data, long bytesMax, string what)
    {
        if (data.Length < 2 || (data[0] & 0x0f) != 8 || BinaryPrimitives.ReadUInt16BigEndian(data) % 31 != 0)
        {
            return data.Length <= bytesMax ? data : throw TooLong(what, bytesMax);
        }

        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var buffer = new byte[Math.Clamp(data.Length * 4, 256, 65536)];
        try
        {
            for (int count = zlib.Read(buffer); count > 0; count = zlib.Read(buffer))
            {
                if (target.Length + count > bytesMax)
                {
                    throw TooLong(what, bytesMax);
                }

                target.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException error)
        {
            throw new WorkerCallException($"The {what} is broken zlib data: {error.Message}", error);
        }

        return target.ToArray();
    }

    private static WorkerCallException TooLong(string what, long bytesMax) => new($"The {what} is longer than {bytesMax} bytes, which is the limit here.");

    // RFC 1950 and 1951: header, one stored block, Adler-32.
    private static byte[] Store(ReadOnlySpan<byte> data)
    {
        var stored = new byte[data.Length + 11];
        (stored[0], stored[1], stored[2]) = (0x78, 0x01, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(3), (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(5), (ushort)~data.Length);
        data.CopyTo(stored.AsSpan(7));
        uint low = 1;
        uint high = 0;
        foreach (byte value in data)
        {
            low = (low + value) % AdlerModulus;
            high = (high + low) % AdlerModulus;
        }

        BinaryPrimitives.WriteUInt32BigEndian(stored.AsSpan(7 + data.Length), (high << 16) | low);
        return stored;
    }
}
