using System.IO.Compression;
using ZstdSharp;

namespace Pickling.Persistence.Files;

/// <summary>Compresses by choice and decompresses by the first bytes; the same two formats both ways.</summary>
internal static class Compression
{
    private const int MagicBytesMax = 10;
    private const int BufferBytes = 128 * 1024;

    // No pickle starts like these: 0x1f is no opcode, and 0xb5 (after MARK, 0x28) is none either.
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> ZstandardMagic => [0x28, 0xb5, 0x2f, 0xfd];

    // Formats that Python's programs write pickles in and that are not read here.
    private static readonly (byte[] Magic, string Name)[] Others =
    [
        ([0xfd, (byte)'7', (byte)'z', (byte)'X'], "xz"), ([0x5d, 0, 0], "lzma"), ("PK\u0003\u0004"u8.ToArray(), "zip"),
        ([0x04, 0x22, 0x4d, 0x18], "lz4"), ([0x78, 0x01], "zlib"), ([0x78, 0x5e], "zlib"), ([0x78, 0x9c], "zlib"), ([0x78, 0xda], "zlib"),
    ];

    public static PickleCompression Resolve(PickleCompression compression, string path) => compression switch
    {
        PickleCompression.ByName when path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) => PickleCompression.Gzip,
        PickleCompression.ByName when path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) => PickleCompression.Zstandard,
        PickleCompression.ByName => PickleCompression.None,
        _ => compression,
    };

    /// <summary>A stream to write to; closing it ends the compressed data and leaves the target open.</summary>
    public static Stream Compress(Stream target, PickleCompression compression) => compression switch
    {
        PickleCompression.Gzip => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true),
        PickleCompression.Zstandard => Zstandard(target),
        _ => new CancellableStream(target, CancellationToken.None),
    };

    /// <summary>A stream to read from: the source itself, or what it decompresses to. Closing it leaves the source open.</summary>
    public static Stream Decompress(Stream source)
    {
        if (!source.CanSeek)
        {
            // A pipe that has a name, such as /dev/stdin.
            MemoryStream content = new();
            source.CopyTo(content);
            content.Position = 0;
            source = content;
        }

        Span<byte> magic = stackalloc byte[MagicBytesMax];
        int length = source.ReadAtLeast(magic, MagicBytesMax, throwOnEndOfStream: false);
        source.Position = 0;
        magic = magic[..length];
        if (magic.StartsWith(GzipMagic))
        {
            return new BufferedStream(new GZipStream(source, CompressionMode.Decompress, leaveOpen: true), BufferBytes);
        }

        if (OtherFormat(magic) is { } name)
        {
            throw new PickleException($"the file is compressed by {name}, which is not read here (gzip and Zstandard are): decompress it first");
        }

        return magic.StartsWith(ZstandardMagic)
            ? new BufferedStream(new DecompressionStream(source, leaveOpen: true), BufferBytes)
            : new CancellableStream(source, CancellationToken.None);
    }

    /// <summary>Reads a file; whatever is wrong with its content becomes one error that names it.</summary>
    public static TResult Reading<TResult>(string path, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is PickleException and not PersistedDataException or EndOfStreamException)
        {
            throw new PersistedDataException(error.Message, path, key: null, error);
        }
        catch (Exception error) when (error is InvalidDataException or ZstdException)
        {
            // What .NET says of a wrong checksum is that it does not know the method of an archive's entry.
            throw new PersistedDataException($"the compressed data is damaged or cut off ({error.Message})", path, key: null, error);
        }
    }

    private static string? OtherFormat(ReadOnlySpan<byte> magic)
    {
        // After three letters and a digit; they alone could begin a pickle of a very long bytes.
        if (magic.Length == MagicBytesMax && magic.StartsWith("BZh"u8) && magic[4..].SequenceEqual<byte>([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]))
        {
            return "bzip2";
        }

        foreach ((byte[] other, string name) in Others)
        {
            if (magic.StartsWith(other))
            {
                return name;
            }
        }

        return null;
    }

    private static CompressionStream Zstandard(Stream target)
    {
        CompressionStream stream = new(target, leaveOpen: true);
        stream.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return stream;
    }
}
