using System.Buffers.Binary;
using System.IO.Hashing;
using Pickling.Persistence.Files;

namespace Pickling.Persistence.Checkpoints;

/// <summary>The format of a checkpoint: the pickle, then 32 bytes: magic, length of the pickle, its XxHash128.</summary>
/// <remarks>
/// The checksum stands behind the pickle, because Python's <c>pickle.load</c> ignores what follows STOP. When the file is
/// compressed, pickle and checksum are compressed together.
/// </remarks>
internal static class CheckpointFile
{
    private const int TrailerBytes = 32;
    private const int LengthOffset = 8;
    private const int HashOffset = 16;
    private const int BufferBytes = 1024 * 1024;

    // As PNG's, the magic notices files that were copied as text.
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'C', (byte)'K', (byte)'P', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public static void Write(Stream target, PickleCompression compression, Action<Stream> write)
    {
        using Stream compressed = Compression.Compress(target, compression);
        using ChecksumStream hashed = new(compressed);
        using (WriteBehind writing = new(hashed))
        {
            write(writing);
            writing.Complete();
        }

        Span<byte> trailer = stackalloc byte[TrailerBytes];
        Magic.CopyTo(trailer);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[LengthOffset..], hashed.Count);
        hashed.FinishHash(trailer[HashOffset..]);
        compressed.Write(trailer);
    }

    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Reads a checkpoint once to compare its checksum: what is wrong with it, or null when it is whole.</summary>
    public static string? FindDamage(FileStream file)
    {
        try
        {
            return Compression.Reading(file.Name, () =>
            {
                using Stream source = Compression.Decompress(file);
                return FindDamage(source);
            });
        }
        catch (PersistedDataException error)
        {
            return "the checkpoint is damaged: " + error.InnerException!.Message;
        }
        catch (IOException error)
        {
            // A disk that has lost what it was given.
            return "the checkpoint cannot be read: " + error.Message;
        }
    }

    private static string? FindDamage(Stream source)
    {
        XxHash128 hash = new();
        byte[] buffer = new byte[BufferBytes];
        int held = 0;
        long length = 0;
        while (true)
        {
            int read = source.Read(buffer.AsSpan(held));
            if (read == 0)
            {
                break;
            }

            // The last bytes so far may be the trailer: they wait for what follows.
            held += read;
            int ready = Math.Max(0, held - TrailerBytes);
            hash.Append(buffer.AsSpan(0, ready));
            buffer.AsSpan(ready, held - ready).CopyTo(buffer);
            held -= ready;
            length += ready;
        }

        ReadOnlySpan<byte> trailer = buffer.AsSpan(0, held);
        if (held < TrailerBytes || !trailer.StartsWith(Magic))
        {
            return "the checkpoint is damaged: it does not end with a checksum, so it was cut off or is no checkpoint";
        }

        Span<byte> actual = stackalloc byte[TrailerBytes - HashOffset];
        hash.GetCurrentHash(actual);
        return BinaryPrimitives.ReadInt64LittleEndian(trailer[LengthOffset..]) == length && trailer[HashOffset..].SequenceEqual(actual)
            ? null
            : "the checkpoint is damaged: its checksum differs";
    }
}
