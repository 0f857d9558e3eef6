using System.IO.Compression;
using System.Text.Json;

namespace Pickling.Stores.Disk;

/// <summary>diskcache's database <c>cache.db</c>: the tables, indexes and triggers that diskcache makes, and the check that they are its.</summary>
internal static class DiskSchema
{
    public const string FileName = "cache.db";

    // Of a longer key only so much is looked at, and it counts as no JSON.
    private const int JsonBytesMax = 1 << 20;

    private static readonly string[] CacheColumns =
        ["rowid", "key", "raw", "store_time", "expire_time", "access_time", "access_count", "tag", "size", "mode", "filename", "value"];

    /// <summary>Opens a folder's database, and makes of an empty one a cache.</summary>
    /// <exception cref="PickleException">The database is another program's; it is left as it is.</exception>
    public static (SqliteFile File, DiskSettings Settings) Open(string folder, DiskCacheOptions options)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "000", FileName)))
        {
            throw new PickleException($"{folder}: this is a diskcache.FanoutCache; open it as a DiskFanoutCache");
        }

        CreateFolder(folder);
        var file = new SqliteFile(path, (int)Math.Clamp(Math.Ceiling(options.Patience.TotalSeconds), 1, int.MaxValue / 1000));
        try
        {
            bool isNew = Check(file);
            if (isNew)
            {
                // Before there are tables, or they have no effect.
                file.Run("PRAGMA auto_vacuum = 1");
                file.Scalar("PRAGMA journal_mode = wal");
            }

            DiskSettings settings = file.InTransaction(() => Prepare(file, options));
            file.Run($"PRAGMA cache_size = {DiskSettings.Number(file, "sqlite_cache_size")}");
            file.Scalar($"PRAGMA mmap_size = {DiskSettings.Number(file, "sqlite_mmap_size")}");
            file.Run($"PRAGMA synchronous = {DiskSettings.Number(file, "sqlite_synchronous")}");
            return (file, settings);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PickleException($"{folder}: the cache's folder cannot be made: {error.Message}", error);
        }
    }

    // True: the database is empty.
    private static bool Check(SqliteFile file)
    {
        List<object?[]> tables = file.Rows("SELECT name FROM sqlite_master WHERE type = 'table'");
        bool isSettled = HasColumns(file, "Settings", ["key", "value"]);
        if (tables.Count > 0 && (!isSettled || !(HasColumns(file, "Cache", CacheColumns) || !tables.Exists(static row => (string?)row[0] == "Cache"))))
        {
            throw new PickleException($"{file.Path}: this SQLite database has no tables Settings and Cache of diskcache; it is left as it is");
        }

        return tables.Count == 0;
    }

    private static bool HasColumns(SqliteFile file, string table, string[] columns)
    {
        HashSet<string> there = [.. file.Rows("SELECT name FROM pragma_table_info($1)", table).Select(static row => (string)row[0]!)];
        return columns.All(there.Contains);
    }

    // Its settings name the class only where it was given a setting of its own; but all its keys are JSON, packed by zlib.
    private static void CheckDisk(SqliteFile file)
    {
        if (file.Scalar("SELECT value FROM Settings WHERE key = 'disk_compress_level'") is not null
            || (file.Scalar("SELECT key FROM Cache LIMIT 1") is byte[] key && IsPackedJson(key)))
        {
            throw new PickleException($"{file.Path}: this is a cache of diskcache.JSONDisk, which holds JSON and no pickles; it is left as it is");
        }
    }

    private static bool IsPackedJson(byte[] key)
    {
        if (key is not [(byte)'x', ..])
        {
            return false;
        }

        try
        {
            using var packed = new ZLibStream(new MemoryStream(key), CompressionMode.Decompress);
            byte[] text = new byte[JsonBytesMax];
            int length = packed.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            using var json = JsonDocument.Parse(text.AsMemory(0, length));
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            return false;
        }
    }

    private static DiskSettings Prepare(SqliteFile file, DiskCacheOptions options)
    {
        file.Run("CREATE TABLE IF NOT EXISTS Settings (key TEXT NOT NULL UNIQUE, value)");
        DiskSettings settings = DiskSettings.Set(file, options);
        file.Run(
            """
            CREATE TABLE IF NOT EXISTS Cache (rowid INTEGER PRIMARY KEY, key BLOB, raw INTEGER, store_time REAL, expire_time REAL,
            access_time REAL, access_count INTEGER DEFAULT 0, tag BLOB, size INTEGER DEFAULT 0, mode INTEGER DEFAULT 0, filename TEXT, value BLOB)
            """);
        CheckDisk(file);
        file.Run("CREATE UNIQUE INDEX IF NOT EXISTS Cache_key_raw ON Cache(key, raw)");
        file.Run("CREATE INDEX IF NOT EXISTS Cache_expire_time ON Cache (expire_time)");
        if (DiskEviction.Column(settings.Eviction) is { } column)
        {
            file.Run($"CREATE INDEX IF NOT EXISTS Cache_{column} ON Cache ({column})");
        }

        Trigger("Settings_count_insert", "INSERT", "value + 1", "count");
        Trigger("Settings_count_delete", "DELETE", "value - 1", "count");
        Trigger("Settings_size_insert", "INSERT", "value + NEW.size", "size");
        Trigger("Settings_size_update", "UPDATE", "value + NEW.size - OLD.size", "size");
        Trigger("Settings_size_delete", "DELETE", "value - OLD.size", "size");
        file.Run(DiskSettings.Number(file, "tag_index") != 0
            ? "CREATE INDEX IF NOT EXISTS Cache_tag_rowid ON Cache(tag, rowid)"
            : "DROP INDEX IF EXISTS Cache_tag_rowid");
        return settings;

        void Trigger(string name, string change, string value, string setting) => file.Run(
            $"CREATE TRIGGER IF NOT EXISTS {name} AFTER {change} ON Cache FOR EACH ROW BEGIN UPDATE Settings SET value = {value} WHERE key = '{setting}'; END");
    }
}
