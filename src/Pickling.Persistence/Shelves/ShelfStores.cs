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
        try
        {
            // A new shelf replaces an old one, but no file that is something else.
            ShelfBackend? found = Detect(path, mode);
            return mode == ShelfMode.CreateNew ? OpenNew(path, found, wanted) : OpenFound(path, mode, found, wanted);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not (PersistenceException or FileNotFoundException))
        {
            throw new PersistenceException($"cannot be opened: {error.Message}", path, error);
        }
    }

    private static IShelfStore OpenFound(string path, ShelfMode mode, ShelfBackend? found, ShelfBackend wanted)
    {
        if (found is null && mode is ShelfMode.ReadOnly or ShelfMode.Open)
        {
            throw new FileNotFoundException($"{path}: there is no shelf", path);
        }

        if (found is not null && wanted != ShelfBackend.Detect && found != wanted)
        {
            throw new PersistedDataException($"this is a shelf of dbm.{Name(found.Value)}, not of dbm.{Name(wanted)}", path);
        }

        return (found ?? wanted) switch
        {
            ShelfBackend.Dumb => new DumbStore(path, mode),
            ShelfBackend.Gdbm when found is null => throw GdbmIsRead(path),
            ShelfBackend.Gdbm => new GdbmStore(path),
            _ => new SqliteStore(path, mode),
        };
    }

    // In the format that is there, or the wanted one; the files of another one go, or the next to open the path would find them.
    private static IShelfStore OpenNew(string path, ShelfBackend? found, ShelfBackend wanted)
    {
        if (wanted == ShelfBackend.Gdbm)
        {
            throw GdbmIsRead(path);
        }

        ShelfBackend backend = wanted != ShelfBackend.Detect ? wanted : found == ShelfBackend.Dumb ? ShelfBackend.Dumb : ShelfBackend.Sqlite;
        if (found is not null && found != backend)
        {
            Remove(path, found.Value);
        }

        return backend == ShelfBackend.Dumb ? new DumbStore(path, ShelfMode.CreateNew) : new SqliteStore(path, ShelfMode.CreateNew);
    }

    // Only what opens as a shelf, and what nobody else writes to.
    private static void Remove(string path, ShelfBackend backend)
    {
        switch (backend)
        {
            case ShelfBackend.Dumb:
                new DumbStore(path, ShelfMode.CreateNew).Dispose();
                Delete(".dir", ".dat", ".bak");
                break;
            case ShelfBackend.Gdbm:
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                Delete("");
                break;
            default:
                new SqliteStore(path, ShelfMode.CreateNew).Dispose();
                Delete("", "-wal", "-shm");
                break;
        }

        void Delete(params ReadOnlySpan<string> suffixes)
        {
            foreach (string suffix in suffixes)
            {
                File.Delete(path + suffix);
            }
        }
    }

    private static PersistenceException GdbmIsRead(string path) => new("gdbm files are read and not written: choose another backend", path);

    private static string Name(ShelfBackend backend) => backend switch
    {
        ShelfBackend.Sqlite => "sqlite3",
        ShelfBackend.Gdbm => "gnu",
        _ => "dumb",
    };

    private static ShelfBackend? Detect(string path, ShelfMode mode)
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
            return File.Exists(path + ".dat") && DumbStore.IsIndex(path + ".bak") ? OfBackup(path, mode) : null;
        }

        // SQLite and shelve make an empty file first, which is a database without tables to SQLite.
        if (SqliteStore.IsDatabase(path))
        {
            return ShelfBackend.Sqlite;
        }

        header = HeaderOf(path, header);
        if (header.StartsWith("SQLite format 3\0"u8))
        {
            // One that cannot be opened here, which its store says better.
            return ShelfBackend.Sqlite;
        }

        if (GdbmStore.IsGdbm(header))
        {
            return ShelfBackend.Gdbm;
        }

        throw new PersistedDataException(IsBerkeley(header) ? $"this is a shelf of Berkeley DB, which only its Python reads: {UsePython}" : "this is no shelf: neither SQLite nor gdbm nor dbm.dumb", path);
    }

    // CPython renames the old index before it writes the new one, and reads neither when it was killed between.
    private static ShelfBackend OfBackup(string path, ShelfMode mode) => mode == ShelfMode.CreateNew
        ? ShelfBackend.Dumb
        : throw new PersistedDataException($"the index of this shelf of dbm.dumb is missing: a Python was killed while it wrote it; rename {path}.bak to {path}.dir for what was there before", path + ".dir");

    private static Span<byte> HeaderOf(string path, Span<byte> room)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return room[..file.ReadAtLeast(room, HeaderBytes, throwOnEndOfStream: false)];
    }

    private static bool IsBerkeley(ReadOnlySpan<byte> header) => header.Length == HeaderBytes
        && (BinaryPrimitives.ReadInt32LittleEndian(header[BerkeleyMagicOffset..]) == BerkeleyMagic || BinaryPrimitives.ReadInt32LittleEndian(header) == BerkeleyMagic);
}
