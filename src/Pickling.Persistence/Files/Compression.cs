using System.IO.Compression;
using ZstdSharp;

namespace Pickling.Persistence.Files;

/// <summary>Compresses by choice and decompresses by the first bytes; the same two formats both ways.</summary>
internal static class Compression
{
    private const int MagicBytesMax = 4;
    private const int BufferBytes = 128 * 1024;

    // No pickle starts like these: 0x1f is no opcode, and 0xb5 (after MARK, 0x28) is none either.
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> ZstandardMagic => [0x28, 0xb5, 0x2f, 0xfd];

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
        Span<byte> magic = stackalloc byte[MagicBytesMax];
        int length = source.ReadAtLeast(magic, MagicBytesMax, throwOnEndOfStream: false);
        source.Position = 0;
        magic = magic[..length];
        if (magic.StartsWith(GzipMagic))
        {
            return new BufferedStream(new GZipStream(source, CompressionMode.Decompress, leaveOpen: true), BufferBytes);
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
        catch (Exception error) when (error is PickleException and not PersistedDataException or InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new PersistedDataException(error.Message, path, key: null, error);
        }
    }

    private static CompressionStream Zstandard(Stream target)
    {
        CompressionStream stream = new(target, leaveOpen: true);
        stream.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return stream;
    }
}
