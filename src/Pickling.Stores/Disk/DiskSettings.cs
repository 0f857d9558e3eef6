using System.Globalization;

namespace Pickling.Stores.Disk;

/// <summary>diskcache's table <c>Settings</c>: read, checked, and made with all of diskcache's defaults in a new folder.</summary>
internal sealed record DiskSettings(DiskCacheEviction Eviction, long SizeLimit, int CullLimit, int FileBytesMin, int PickleProtocol, bool CountsHits)
{
    /// <summary>diskcache's <c>size_limit</c>, in bytes.</summary>
    public const long DefaultSizeLimit = 1L << 30;

    private static readonly string[] Evictions = ["least-recently-stored", "least-recently-used", "least-frequently-used", "none"];

    /// <summary>Writes what is not there yet and what the options ask for; reads what holds then.</summary>
    public static DiskSettings Set(SqliteFile file, DiskCacheOptions options)
    {
        Default("statistics", 0L);
        Default("tag_index", 0L);
        Default("eviction_policy", Evictions[0]);
        Default("size_limit", DefaultSizeLimit);
        Default("cull_limit", 10L);
        Default("sqlite_auto_vacuum", 1L);
        Default("sqlite_cache_size", 1L << 13);
        Default("sqlite_journal_mode", "wal");
        Default("sqlite_mmap_size", 1L << 26);
        Default("sqlite_synchronous", 1L);
        Default("disk_min_file_size", 1L << 15);
        Default("disk_pickle_protocol", (long)options.Pickle.Protocol);
        foreach (string counter in (string[])["count", "size", "hits", "misses"])
        {
            Default(counter, 0L);
        }

        Override("eviction_policy", options.Eviction is { } eviction ? Evictions[(int)eviction] : null);
        Override("size_limit", options.SizeLimit);
        Override("cull_limit", (long?)options.CullLimit);
        Override("disk_min_file_size", (long?)options.FileBytesMin);
        Override("statistics", options.Statistics is { } counts ? (counts ? 1L : 0L) : null);
        Override("tag_index", options.TagIndex is { } index ? (index ? 1L : 0L) : null);
        return Read(file);

        void Default(string key, object value) => file.Run("INSERT OR IGNORE INTO Settings VALUES ($1, $2)", key, value);

        void Override(string key, object? value)
        {
            if (value is not null)
            {
                file.Run("UPDATE Settings SET value = $2 WHERE key = $1", key, value);
            }
        }
    }

    /// <summary>A setting that is a number. A FanoutCache divides its size limit, so that one is a float to Python.</summary>
    public static long Number(SqliteFile file, string key) => file.Scalar("SELECT value FROM Settings WHERE key = $1", key) switch
    {
        long number => number,
        double number when double.IsFinite(number) => (long)Math.Floor(number),
        _ => throw new PickleException($"{file.Path}: the setting {key} of diskcache is missing or no number; the cache is left as it is"),
    };

    private static DiskSettings Read(SqliteFile file)
    {
        object? policy = file.Scalar("SELECT value FROM Settings WHERE key = 'eviction_policy'");
        int eviction = Array.IndexOf(Evictions, policy as string);
        long protocol = Number(file, "disk_pickle_protocol");
        if (eviction < 0)
        {
            throw new PickleException(string.Create(CultureInfo.InvariantCulture, $"{file.Path}: the setting eviction_policy is {policy}; diskcache knows {string.Join(", ", Evictions)}"));
        }

        if (protocol is < 0 or > PickleOptions.HighestProtocol)
        {
            throw new PickleException($"{file.Path}: the setting disk_pickle_protocol is {protocol}; protocols are 0 to {PickleOptions.HighestProtocol}");
        }

        return new DiskSettings(
            (DiskCacheEviction)eviction,
            Number(file, "size_limit"),
            (int)Math.Clamp(Number(file, "cull_limit"), 0, int.MaxValue),
            (int)Math.Clamp(Number(file, "disk_min_file_size"), 0, int.MaxValue),
            (int)protocol,
            Number(file, "statistics") != 0);
    }
}
