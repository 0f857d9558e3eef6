namespace Pickling.Cli.Input;

/// <summary>Knows compressed files and archives by how they begin, for what to do about a file that is no pickle.</summary>
internal static class PackedFormat
{
    private static readonly (byte[] Magic, string Advice)[] Formats =
    [
        ([0x1f, 0x8b], "it is compressed by gzip: decompress it first, such as by gunzip -c"),
        ([0x28, 0xb5, 0x2f, 0xfd], "it is compressed by Zstandard: decompress it first, such as by zstd -dc"),
        ([0xfd, .. "7zXZ"u8], "it is compressed by xz: decompress it first, such as by xz -dc"),
        ([.. "BZh"u8], "it is compressed by bzip2: decompress it first, such as by bunzip2 -c"),
        ([0x04, 0x22, 0x4d, 0x18], "it is compressed by lz4: decompress it first, such as by lz4 -dc"),
        ([.. "PK\u0003\u0004"u8], "it is a zip archive: unpack it first; in one of PyTorch's, the pickle is data.pkl"),
        ([0x78, 0x9c], "it is compressed by zlib: decompress it first"),
    ];

    /// <summary>How many bytes of a file tell.</summary>
    internal static int MagicBytesMax { get; } = Formats.Max(static format => format.Magic.Length);

    /// <summary>What to do about content that begins so; null where nothing is known.</summary>
    internal static string? Advice(ReadOnlySpan<byte> start)
    {
        foreach (var (magic, advice) in Formats)
        {
            if (start.StartsWith(magic))
                return advice;
        }

        return null;
    }
}
