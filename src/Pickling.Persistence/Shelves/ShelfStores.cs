using System.Buffers.Binary;

namespace Pickling.Persistence.Shelves;

/// <summary>Finds out what format files have, by the rules of Python's <c>dbm.whichdb</c>, and opens them.</summary>
internal static class ShelfStores
{
    private const int HeaderBytes = 16;
    private const int BerkeleyMagic = 0x00061561;
    private const int BerkeleyMagicOffset = 12;
    private const string UsePython = "copy it with that Python into a shelf of dbm.sqlite3 or dbm.dumb";

    public static IShelfStore Open(string path, ShelfMode mode, ShelfBackend wanted)
    {
        // A new shelf replaces an old one, but no file that is something else.
        ShelfBackend? found = Detect(path);
        if (mode == ShelfMode.CreateNew)
        {
            found = null;
        }

        if (found is null && mode is ShelfMode.ReadOnly or ShelfMode.Open)
        {
            throw new FileNotFoundException($"{path}: there is no shelf", path);
        }

        if (found is not null && wanted != ShelfBackend.Detect && found != wanted)
        {
            throw new PersistedDataException($"this is a shelf of dbm.{Name(found.Value)}, not of dbm.{Name(wanted)}", path);
        }

        ShelfBackend backend = found ?? (wanted == ShelfBackend.Detect ? ShelfBackend.Sqlite : wanted);
        try
        {
            return backend switch
            {
                ShelfBackend.Dumb => new DumbStore(path, mode),
                ShelfBackend.Gdbm when found is null => throw new PersistenceException("gdbm files are read and not written: choose another backend", path),
                ShelfBackend.Gdbm => new GdbmStore(path),
                _ => new SqliteStore(path, mode),
            };
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new PersistenceException($"cannot be opened: {error.Message}", path, error);
        }
    }

    private static string Name(ShelfBackend backend) => backend switch
    {
        ShelfBackend.Sqlite => "sqlite3",
        ShelfBackend.Gdbm => "gnu",
        _ => "dumb",
    };

    private static ShelfBackend? Detect(string path)
    {
        if (File.Exists(path + ".pag") && File.Exists(path + ".dir"))
        {
            throw new PersistedDataException($"this is a shelf of dbm.ndbm, which only its Python reads: {UsePython}", path);
        }

        if (File.Exists(path + ".dat") && File.Exists(path + ".dir"))
        {
            return ShelfBackend.Dumb;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];

        // Where dbm.ndbm is built on Berkeley DB, it adds a suffix of its own.
        if (File.Exists(path + ".db") && IsBerkeley(HeaderOf(path + ".db", header)))
        {
            throw new PersistedDataException($"this is a shelf of dbm.ndbm, which only its Python reads: {UsePython}", path);
        }

        if (!File.Exists(path))
        {
            return null;
        }

        header = HeaderOf(path, header);

        // SQLite and shelve make an empty file first.
        if (header.IsEmpty || header.StartsWith("SQLite format 3\0"u8))
        {
            return ShelfBackend.Sqlite;
        }

        if (GdbmStore.IsGdbm(header))
        {
            return ShelfBackend.Gdbm;
        }

        throw new PersistedDataException(IsBerkeley(header) ? $"this is a shelf of Berkeley DB, which only its Python reads: {UsePython}" : "this is no shelf: neither SQLite nor gdbm nor dbm.dumb", path);
    }

    private static Span<byte> HeaderOf(string path, Span<byte> room)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return room[..file.ReadAtLeast(room, HeaderBytes, throwOnEndOfStream: false)];
    }

    private static bool IsBerkeley(ReadOnlySpan<byte> header) => header.Length == HeaderBytes
        && (BinaryPrimitives.ReadInt32LittleEndian(header[BerkeleyMagicOffset..]) == BerkeleyMagic || BinaryPrimitives.ReadInt32LittleEndian(header) == BerkeleyMagic);
}
