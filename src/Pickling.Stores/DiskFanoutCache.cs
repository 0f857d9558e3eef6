using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pickling.Stores.Disk;

namespace Pickling.Stores;

/// <summary>A cache in several folders, so that several can write at one time: Python's <c>diskcache.FanoutCache</c>.</summary>
/// <remarks>
/// <para>
/// Each part is a <see cref="DiskCache"/> of its own, and a key's hash tells its part; so, other than there, 1 and 1.0 are two keys.
/// <c>diskcache.DjangoCache</c> is such a cache, with the keys of <see cref="DjangoCacheOptions.MakeKey"/>.
/// </para>
/// <para>Safe to use from several threads and processes.</para>
/// </remarks>
public sealed class DiskFanoutCache : IDisposable
{
    private const int DefaultParts = 8;

    private readonly DiskCache[] _parts;

    /// <summary>Opens a cache, which is made if it is not there.</summary>
    /// <param name="folder">Its <c>directory</c>.</param>
    /// <param name="parts">Its <c>shards</c>; null for as many as there are, or eight in a new folder.</param>
    /// <param name="options">Settings to change, and how values are dumped; null for <see cref="DiskCacheOptions.Default"/>. The size limit is shared among the parts.</param>
    /// <exception cref="PickleException">The folder holds another number of parts, another program's database, or a Cache; it is left as it is.</exception>
    public DiskFanoutCache(string folder, int? parts = null, DiskCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts ?? 1, nameof(parts));
        Folder = folder;
        options ??= DiskCacheOptions.Default;
        string[] names = PartNames(folder, parts, out bool isNew);
        long? sizeLimit = options.SizeLimit ?? (isNew ? DiskSettings.DefaultSizeLimit : null);
        List<DiskCache> opened = [];
        try
        {
            foreach (string name in names)
            {
                opened.Add(new DiskCache(Path.Combine(folder, name), options with { SizeLimit = sizeLimit / names.Length }));
            }
        }
        catch
        {
            opened.ForEach(static part => part.Dispose());
            throw;
        }

        _parts = [.. opened];
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How many parts there are.</summary>
    public int PartCount => _parts.Length;

    /// <summary>How many entries there are, those that have expired and are still stored included.</summary>
    public long Count => _parts.Sum(static part => part.Count);

    /// <summary>The cache's size in bytes, the databases and the files.</summary>
    public long Volume => _parts.Sum(static part => part.Volume);

    /// <summary>How often a value was found, where <see cref="DiskCacheOptions.Statistics"/> are kept.</summary>
    public long Hits => _parts.Sum(static part => part.Hits);

    /// <summary>How often none was found, where <see cref="DiskCacheOptions.Statistics"/> are kept.</summary>
    public long Misses => _parts.Sum(static part => part.Misses);

    /// <summary>The keys, part by part in the order in which they came, expired ones included.</summary>
    /// <exception cref="PickleException">While the keys are gone through: one does not load. The others can be reached.</exception>
    public IEnumerable<object?> Keys() => _parts.SelectMany(static part => part.Keys());

    /// <inheritdoc cref="DiskCache.TryGet"/>
    public bool TryGet<T>(object? key, [MaybeNullWhen(false)] out T value) => Part(key).TryGet(key, out value);

    /// <inheritdoc cref="DiskCache.TryGetEntry"/>
    public bool TryGetEntry<T>(object? key, out DiskCacheEntry<T> entry) => Part(key).TryGetEntry(key, out entry);

    /// <inheritdoc cref="DiskCache.ContainsKey"/>
    public bool ContainsKey(object? key) => Part(key).ContainsKey(key);

    /// <inheritdoc cref="DiskCache.Set"/>
    public void Set<T>(object? key, T value, TimeSpan? lifetime = null, object? tag = null) => Part(key).Set(key, value, lifetime, tag);

    /// <inheritdoc cref="DiskCache.Add"/>
    public bool Add<T>(object? key, T value, TimeSpan? lifetime = null, object? tag = null) => Part(key).Add(key, value, lifetime, tag);

    /// <inheritdoc cref="DiskCache.Touch"/>
    public bool Touch(object? key, TimeSpan? lifetime = null) => Part(key).Touch(key, lifetime);

    /// <inheritdoc cref="DiskCache.Increment"/>
    public long Increment(object? key, long delta = 1, long start = 0) => Part(key).Increment(key, delta, start);

    /// <inheritdoc cref="DiskCache.Remove"/>
    public bool Remove(object? key) => Part(key).Remove(key);

    /// <inheritdoc cref="DiskCache.Evict"/>
    public int Evict(object? tag) => _parts.Sum(part => part.Evict(tag));

    /// <inheritdoc cref="DiskCache.Expire"/>
    public int Expire() => _parts.Sum(static part => part.Expire());

    /// <inheritdoc cref="DiskCache.Cull"/>
    public int Cull() => _parts.Sum(static part => part.Cull());

    /// <inheritdoc cref="DiskCache.Clear"/>
    public int Clear() => _parts.Sum(static part => part.Clear());

    /// <summary>Closes the cache.</summary>
    public void Dispose()
    {
        foreach (DiskCache part in _parts)
        {
            part.Dispose();
        }
    }

    // With another number of parts, each key would be looked for where it is not.
    private static string[] PartNames(string folder, int? parts, out bool isNew)
    {
        if (File.Exists(Path.Combine(folder, DiskSchema.FileName)))
        {
            throw new PickleException($"{folder}: this is a diskcache.Cache and no FanoutCache; open it as a DiskCache");
        }

        int there = 0;
        while (File.Exists(Path.Combine(folder, Name(there), DiskSchema.FileName)))
        {
            there++;
        }

        isNew = there == 0;
        int count = parts ?? (isNew ? DefaultParts : there);
        return isNew || count == there
            ? [.. Enumerable.Range(0, count).Select(Name)]
            : throw new PickleException(string.Create(CultureInfo.InvariantCulture, $"{folder}: this FanoutCache has {there} parts (shards), not {count}; its keys would not be found"));

        static string Name(int part) => part.ToString("000", CultureInfo.InvariantCulture);
    }

    private DiskCache Part(object? key) => _parts[_parts[0].Hash(key) % (uint)_parts.Length];
}
