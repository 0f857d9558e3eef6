using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pickling.Persistence.Shelves;

/// <summary>dbm.sqlite3: a table <c>Dict(key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)</c> in WAL mode.</summary>
/// <remarks>
/// The connection is Microsoft.Data.Sqlite's, the statements are SQLite's own: each is compiled once and bound again for
/// every entry, which halves the time that a command with parameters takes.
/// </remarks>
internal sealed class SqliteStore : IShelfStore
{
    // CPython waits 5 s for another writer; beside a .NET program that writes without a pause it should not starve.
    private const int BusyMilliseconds = 10_000;

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly List<sqlite3_stmt> _statements = [];
    private readonly sqlite3_stmt _lookup;
    private readonly sqlite3_stmt _store;
    private readonly sqlite3_stmt _delete;

    public SqliteStore(string path, ShelfMode mode)
    {
        Path = path;
        IsReadOnly = mode == ShelfMode.ReadOnly;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.GetFullPath(path),
            Mode = mode switch
            {
                ShelfMode.ReadOnly => SqliteOpenMode.ReadOnly,
                ShelfMode.Open => SqliteOpenMode.ReadWrite,
                _ => SqliteOpenMode.ReadWriteCreate,
            },
            Pooling = false,
        }.ToString());
        try
        {
            _connection.Open();
            _database = _connection.Handle!;
            raw.sqlite3_busy_timeout(_database, BusyMilliseconds);
            if (IsReadOnly is false)
            {
                Prepare(mode == ShelfMode.CreateNew);
            }

            CheckSchema();
            _lookup = Compile("SELECT value FROM Dict WHERE key = ?");
            _store = Compile("REPLACE INTO Dict (key, value) VALUES (?, ?)");
            _delete = Compile("DELETE FROM Dict WHERE key = ?");
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw Failure(error.SqliteErrorCode, error.Message, key: null);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ShelfBackend Backend => ShelfBackend.Sqlite;

    public string Path { get; }

    public bool IsReadOnly { get; }

    public int Count => (int)Scalar("SELECT COUNT(*) FROM Dict");

    /// <summary>Whether a file is an SQLite database, an empty file included, as SQLite itself finds.</summary>
    /// <remarks>
    /// Its first bytes would tell too. But whoever closes a file gives up all locks that its process has on it (POSIX), those
    /// of other shelves on the same file among them; then another process may delete the log that they still write to. SQLite
    /// knows its own files and takes care.
    /// </remarks>
    public static bool IsDatabase(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.GetFullPath(path),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle!, BusyMilliseconds);
            int result = raw.sqlite3_exec(connection.Handle!, "PRAGMA schema_version");
            return (result & 0xff) is not (raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN);
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public IReadOnlyList<byte[]> Keys()
    {
        sqlite3_stmt statement = Compile("SELECT key FROM Dict");
        try
        {
            List<byte[]> keys = [];
            while (Step(statement, key: null))
            {
                keys.Add(raw.sqlite3_column_blob(statement, 0).ToArray());
            }

            return keys;
        }
        finally
        {
            Release(statement);
        }
    }

    public bool Contains(byte[] key)
    {
        raw.sqlite3_bind_blob(_lookup, 1, key);
        try
        {
            return Step(_lookup, key: null);
        }
        finally
        {
            raw.sqlite3_reset(_lookup);
        }
    }

    public byte[]? Read(byte[] key, string text)
    {
        raw.sqlite3_bind_blob(_lookup, 1, key);
        try
        {
            return Step(_lookup, text) ? raw.sqlite3_column_blob(_lookup, 0).ToArray() : null;
        }
        finally
        {
            // A statement in the middle of its rows would hold a read transaction.
            raw.sqlite3_reset(_lookup);
        }
    }

    public void Write(byte[] key, byte[] value)
    {
        raw.sqlite3_bind_blob(_store, 1, key);
        raw.sqlite3_bind_blob(_store, 2, value);
        try
        {
            Step(_store, key: null);
        }
        finally
        {
            raw.sqlite3_reset(_store);
            raw.sqlite3_clear_bindings(_store);
        }
    }

    public void WriteAll(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            foreach ((byte[] key, byte[] value) in entries)
            {
                Write(key, value);
            }

            Execute("COMMIT");
        }
        catch
        {
            raw.sqlite3_exec(_database, "ROLLBACK");
            throw;
        }
    }

    public bool Delete(byte[] key)
    {
        raw.sqlite3_bind_blob(_delete, 1, key);
        try
        {
            Step(_delete, key: null);
            return raw.sqlite3_changes(_database) > 0;
        }
        finally
        {
            raw.sqlite3_reset(_delete);
        }
    }

    public void Clear() => Execute("DELETE FROM Dict");

    // Every statement is a transaction of its own, on disk when it ends (synchronous = FULL).
    public void Sync()
    {
    }

    public void Dispose()
    {
        foreach (sqlite3_stmt statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    private void Prepare(bool empty)
    {
        // The journal mode is written into the file: one that is no shelf keeps its own.
        bool isNew = Scalar("SELECT COUNT(*) FROM sqlite_master") == 0;
        if (!isNew)
        {
            CheckSchema();
        }

        // As in CPython, a file system without shared memory keeps the mode it has.
        raw.sqlite3_exec(_database, "PRAGMA journal_mode = wal");
        Execute("PRAGMA synchronous = FULL");
        if (isNew)
        {
            Execute("CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)");
        }

        if (empty)
        {
            Clear();
        }
    }

    private void CheckSchema()
    {
        if (Scalar("SELECT COUNT(*) FROM pragma_table_info('Dict') WHERE name IN ('key', 'value')") != 2)
        {
            throw new PersistedDataException("this SQLite database has no table Dict(key, value), so it is no shelf; it is left as it is", Path);
        }
    }

    private sqlite3_stmt Compile(string text)
    {
        int result = raw.sqlite3_prepare_v2(_database, text, out sqlite3_stmt statement);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result, raw.sqlite3_errmsg(_database).utf8_to_string(), key: null);
        }

        _statements.Add(statement);
        return statement;
    }

    private void Release(sqlite3_stmt statement)
    {
        _statements.Remove(statement);
        statement.Dispose();
    }

    private long Scalar(string text)
    {
        sqlite3_stmt statement = Compile(text);
        try
        {
            return Step(statement, key: null) ? raw.sqlite3_column_int64(statement, 0) : 0;
        }
        finally
        {
            Release(statement);
        }
    }

    private void Execute(string text)
    {
        sqlite3_stmt statement = Compile(text);
        try
        {
            Step(statement, key: null);
        }
        finally
        {
            Release(statement);
        }
    }

    // True: there is a row.
    private bool Step(sqlite3_stmt statement, string? key) => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        int result => throw Failure(result, raw.sqlite3_errmsg(_database).utf8_to_string(), key),
    };

    private Exception Failure(int result, string message, string? key) => (result & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new PersistenceException($"another process has been writing for {BusyMilliseconds / 1000} s: {message}", Path),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new PersistedDataException($"the SQLite database is damaged: {message}", Path, key),
        raw.SQLITE_CANTOPEN => new PersistenceException($"{message}: its folder must be there, and this process must be allowed to write in it, to read a shelf too (SQLite keeps a log beside it)", Path),
        raw.SQLITE_FULL => new PersistenceException($"the disk is full, and the shelf is as it was before: {message}", Path),
        _ => new PersistenceException($"SQLite: {message}", Path),
    };
}
