namespace Pickling.Stores;

/// <summary>The settings of a <see cref="DiskCache"/>, which diskcache keeps in the folder; immutable.</summary>
/// <remarks>A setting that is null is what the folder has, or diskcache's default in a new one. One that is given is stored in the folder.</remarks>
public sealed record DiskCacheOptions
{
    /// <summary>The options used when none are given.</summary>
    public static DiskCacheOptions Default { get; } = new();

    /// <summary><c>eviction_policy</c>: what goes first when there is too much. diskcache's default: what was stored first.</summary>
    public DiskCacheEviction? Eviction { get; init; }

    /// <summary><c>size_limit</c>, in bytes: from here on, storing an entry removes others. diskcache's default: 1 GiB.</summary>
    public long? SizeLimit { get; init; }

    /// <summary><c>cull_limit</c>: at most so many entries are removed when one is stored; 0 for none. diskcache's default: 10.</summary>
    public int? CullLimit { get; init; }

    /// <summary><c>disk_min_file_size</c>: values from so many bytes on are files of their own. diskcache's default: 32 KiB.</summary>
    public int? FileBytesMin { get; init; }

    /// <summary><c>statistics</c>: whether hits and misses are counted, which makes reading a write. diskcache's default: no.</summary>
    public bool? Statistics { get; init; }

    /// <summary><c>tag_index</c>: whether entries are found by tag without looking at all of them. diskcache's default: no.</summary>
    public bool? TagIndex { get; init; }

    /// <summary>How long to wait for another process that writes. Default: a minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How keys and values are dumped and loaded. The protocol is the folder's own, for a key is found by its bytes; that of
    /// these options counts for a new folder. Python before 3.8 needs a Protocol below 5.
    /// </summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;
}
