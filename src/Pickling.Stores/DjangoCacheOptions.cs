namespace Pickling.Stores;

/// <summary>The settings that a cache of Django shares with the Django program, by the names of <c>CACHES</c>; immutable.</summary>
public sealed record DjangoCacheOptions
{
    /// <summary>The options used when none are given.</summary>
    public static DjangoCacheOptions Default { get; } = new();

    /// <summary><c>KEY_PREFIX</c>. Default: empty.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary><c>VERSION</c>. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>
    /// <c>KEY_FUNCTION</c>: makes the stored key of key, prefix and version, in this order as in Django. Default null:
    /// <c>prefix:version:key</c>.
    /// </summary>
    public Func<string, string, int, string>? KeyFunction { get; init; }

    /// <summary><c>MAX_ENTRIES</c> of a cache in files or in a database: storing one more removes others first. Default 300.</summary>
    public int MaxEntries { get; init; } = 300;

    /// <summary><c>CULL_FREQUENCY</c>: one in so many entries goes when there are too many; 0 removes all. Default 3.</summary>
    public int CullFrequency { get; init; } = 3;

    /// <summary>
    /// <c>TIME_ZONE</c> of a program with <c>USE_TZ = False</c>, which writes its local time into an SQLite database. Default
    /// UTC, which programs with <c>USE_TZ</c> write, and PostgreSQL keeps in any case.
    /// </summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// A compressed value, in a file or of <c>django-redis</c>, is not read beyond so many bytes when it is unpacked. Default
    /// 256 MiB.
    /// </summary>
    public long UnpackedBytesMax { get; init; } = 256L << 20;

    /// <summary>How values are dumped and loaded. Python before 3.8 needs a Protocol below 5.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    internal static string UnpackedLimit => $"{nameof(DjangoCacheOptions)}.{nameof(UnpackedBytesMax)}";

    /// <summary>A key as Django stores it: <c>prefix:version:key</c>, or what <see cref="KeyFunction"/> makes.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">It has a lone surrogate: no cache has such a text.</exception>
    public string MakeKey(string key) => StoreKey.Checked(KeyFunction is null ? $"{KeyPrefix}:{Version}:{key}" : KeyFunction(key, KeyPrefix, Version));
}
