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

    /// <summary>How values are dumped and loaded. Python before 3.8 needs a Protocol below 5.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    /// <summary>A key as Django stores it: <c>prefix:version:key</c>.</summary>
    /// <param name="key">The key.</param>
    public string MakeKey(string key) => $"{KeyPrefix}:{Version}:{key}";
}
