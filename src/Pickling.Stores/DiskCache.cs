using System.Diagnostics.CodeAnalysis;
using Pickling.Stores.Disk;

namespace Pickling.Stores;

/// <summary>A cache in a folder: the one that Python's <c>diskcache.Cache</c> keeps, in both directions and at the same time.</summary>
/// <remarks>
/// <para>
/// Entries are rows of an SQLite file, large values files of their own. A key is a string, an int of 64 bits, a double or
/// byte[], or any other value: that is stored as its pickle, and found again by it. 1 and 1.0 are one key; a value whose
/// parts are one object here and two in the other program is not, in Python as little as here. The culling,
/// expiry, tags and counts are diskcache's own. A <c>diskcache.Index</c> or <c>Deque</c> is such a cache too.
/// </para>
/// <para>Safe to use from several threads and processes.</para>
/// </remarks>
public sealed class DiskCache : IDisposable
{
    // As diskcache does, what may be much is removed in parts, so that others can write in between.
    private const int PartEntries = 100;

    private const string Live = "key = $1 AND raw = $2 AND (expire_time IS NULL OR expire_time > $3)";

    private readonly SqliteFile _file;
    private readonly DiskSettings _settings;
    private readonly DiskItems _items;
    private readonly DiskEviction _eviction;
    private readonly Lock _lock = new();

    /// <summary>Opens a cache, which is made if it is not there.</summary>
    /// <param name="folder">Its <c>directory</c>.</param>
    /// <param name="options">Settings to change, and how values are dumped; null for <see cref="DiskCacheOptions.Default"/>.</param>
    /// <exception cref="PickleException">The folder holds another program's database, a JSONDisk or the parts of a FanoutCache; it is left as it is.</exception>
    public DiskCache(string folder, DiskCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= DiskCacheOptions.Default;
        Folder = folder;
        (_file, _settings) = DiskSchema.Open(folder, options);
        _items = new DiskItems(folder, _settings, options.Pickle);
        _eviction = new DiskEviction(_file, _settings);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How many entries there are, those that have expired and are still stored included.</summary>
    public long Count => Number("count");

    /// <summary>The cache's size in bytes, the database and the files.</summary>
    public long Volume
    {
        get
        {
            lock (_lock)
            {
                return _eviction.Volume;
            }
        }
    }

    /// <summary>How often a value was found, where <see cref="DiskCacheOptions.Statistics"/> are kept.</summary>
    public long Hits => Number("hits");

    /// <summary>How often none was found, where <see cref="DiskCacheOptions.Statistics"/> are kept.</summary>
    public long Misses => Number("misses");

    /// <summary>The keys in the order in which they came, expired ones included; what others do meanwhile does not show.</summary>
    /// <exception cref="PickleException">While the keys are gone through: one does not load. The others can be reached.</exception>
    public IEnumerable<object?> Keys()
    {
        List<object?[]> rows;
        lock (_lock)
        {
            rows = _file.Rows("SELECT key, raw, rowid FROM Cache ORDER BY rowid");
        }

        return rows.Select(row => _items.KeyOf(row[0], row[1] is not 0L, (long)row[2]!));
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, which may be null.</param>
    /// <returns>False when there is none, or it has expired.</returns>
    /// <exception cref="PickleException">The value is damaged or of another type; it stays as it is.</exception>
    public bool TryGet<T>(object? key, [MaybeNullWhen(false)] out T value)
    {
        bool isThere = TryGetEntry(key, out DiskCacheEntry<T> entry);
        value = entry.Value;
        return isThere;
    }

    /// <summary>Looks for a value with the time when it expires and its tag.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="entry">What was found.</param>
    /// <returns>False when there is none, or it has expired.</returns>
    /// <exception cref="PickleException">The value is damaged or of another type; it stays as it is.</exception>
    public bool TryGetEntry<T>(object? key, out DiskCacheEntry<T> entry)
    {
        (object column, long isRaw) = _items.Key(key);
        bool isWrite = _settings.CountsHits || _settings.Eviction is DiskCacheEviction.LeastRecentlyUsed or DiskCacheEviction.LeastFrequentlyUsed;
        string? lastFile = null;
        while (true)
        {
            object?[]? row;
            lock (_lock)
            {
                row = isWrite ? _file.InTransaction(() => Find(column, isRaw, isCounted: lastFile is null)) : Find(column, isRaw, isCounted: false);
            }

            entry = default;
            if (row is null)
            {
                return false;
            }

            DiskValue stored = new(0, (long)row[1]!, (string?)row[2], row[3]);
            try
            {
                entry = new DiskCacheEntry<T>(_items.Fetch<T>(key, stored), UnixTime.ToDate(row[4] as double?), row[5]);
                return true;
            }
            catch (FileNotFoundException) when (stored.FileName != lastFile)
            {
                // Whoever replaced the entry has removed its file; where the row still names it, it is lost, and so is the entry.
                lastFile = stored.FileName;
            }
            catch (FileNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether there is a value that has not expired.</summary>
    /// <param name="key">The key.</param>
    public bool ContainsKey(object? key)
    {
        (object column, long isRaw) = _items.Key(key);
        lock (_lock)
        {
            return _file.Scalar($"SELECT 1 FROM Cache WHERE {Live}", column, isRaw, UnixTime.Now) is not null;
        }
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it is good; null for ever.</param>
    /// <param name="tag">What <see cref="Evict"/> finds it by: null, a string, an integer, a double or byte[].</param>
    public void Set<T>(object? key, T value, TimeSpan? lifetime = null, object? tag = null) => Put(key, value, lifetime, tag, onlyNew: false);

    /// <summary>Stores a value where there is none.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it is good; null for ever.</param>
    /// <param name="tag">What <see cref="Evict"/> finds it by: null, a string, an integer, a double or byte[].</param>
    /// <returns>False when there was one, which stays.</returns>
    public bool Add<T>(object? key, T value, TimeSpan? lifetime = null, object? tag = null) => Put(key, value, lifetime, tag, onlyNew: true);

    /// <summary>Gives an entry another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lifetime">How long it is good from now on; null for ever.</param>
    /// <returns>False when there is none.</returns>
    public bool Touch(object? key, TimeSpan? lifetime = null)
    {
        (object column, long isRaw) = _items.Key(key);
        double now = UnixTime.Now;
        lock (_lock)
        {
            return _file.Run($"UPDATE Cache SET expire_time = $4 WHERE {Live}", column, isRaw, now, now + lifetime?.TotalSeconds) > 0;
        }
    }

    /// <summary>Adds to a number; programs that do so at one time are all counted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add.</param>
    /// <param name="start">The number where there is none.</param>
    /// <returns>The number now.</returns>
    /// <exception cref="PickleException">The value is no int of 64 bits, or would not be one any more; it stays as it is.</exception>
    public long Increment(object? key, long delta = 1, long start = 0)
    {
        (object column, long isRaw) = _items.Key(key);
        double now = UnixTime.Now;
        return Change(files =>
        {
            object?[]? row = _file.Rows("SELECT rowid, mode, filename, value, expire_time FROM Cache WHERE key = $1 AND raw = $2", column, isRaw).FirstOrDefault();
            if (row is null || row[4] is double expires && expires < now)
            {
                long first = Sum(start);
                Keep(column, isRaw, row, new DiskValue(0, DiskMode.Raw, null, first), now, expires: null, tag: null, files);
                return first;
            }

            if (row is not [_, DiskMode.Raw, _, long number, _])
            {
                throw StoredPickle.Broken(Folder, DiskItems.Shown(key), "the value is no integer of 64 bits, so nothing can be added to it");
            }

            long sum = Sum(number);
            _file.Run("UPDATE Cache SET store_time = $1, value = $2 WHERE rowid = $3", now, sum, row[0]);
            NoteUse(row[0], now);
            return sum;
        });

        long Sum(long number)
        {
            try
            {
                return checked(number + delta);
            }
            catch (OverflowException error)
            {
                throw StoredPickle.Broken(Folder, DiskItems.Shown(key), $"{number} and {delta} are together no integer of 64 bits, so nothing was added", error);
            }
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there is none, or it has expired.</returns>
    public bool Remove(object? key)
    {
        (object column, long isRaw) = _items.Key(key);
        return Change(files => _eviction.Remove($"SELECT rowid, filename FROM Cache WHERE {Live}", files, column, isRaw, UnixTime.Now)) > 0;
    }

    /// <summary>Removes all entries with a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>How many.</returns>
    public int Evict(object? tag)
    {
        object? column = Tag(tag);
        return InParts(files => _eviction.Remove("SELECT rowid, filename FROM Cache WHERE tag = $1 LIMIT $2", files, column, PartEntries));
    }

    /// <summary>Removes all entries that have expired.</summary>
    /// <returns>How many.</returns>
    public int Expire() => InParts(files => _eviction.RemoveExpired(UnixTime.Now, PartEntries, files));

    /// <summary>Removes what has expired, then what the policy chooses until the cache is within its size.</summary>
    /// <returns>How many.</returns>
    public int Cull()
    {
        const int FewEntries = 10;
        return Expire() + InParts(files => _eviction.Volume > _settings.SizeLimit ? _eviction.RemoveByPolicy(FewEntries, files) : 0);
    }

    /// <summary>Removes all entries.</summary>
    /// <returns>How many.</returns>
    public int Clear() => InParts(files => _eviction.Remove("SELECT rowid, filename FROM Cache LIMIT $1", files, PartEntries));

    /// <summary>Closes the cache.</summary>
    public void Dispose() => _file.Dispose();

    private static object? Tag(object? tag) => tag is null
        ? null
        : DiskScalars.Of(tag) ?? throw new ArgumentException($"a tag is null, a string, an integer, a double or byte[], not {tag.GetType()}", nameof(tag));

    // By which a FanoutCache chooses.
    internal uint Hash(object? key) => DiskHash.Of(_items.Key(key).Column);

    // Row id, mode, file, value, expiry, tag.
    private object?[]? Find(object column, long isRaw, bool isCounted)
    {
        double now = UnixTime.Now;
        object?[]? row = _file.Rows($"SELECT rowid, mode, filename, value, expire_time, tag FROM Cache WHERE {Live}", column, isRaw, now).FirstOrDefault();
        if (isCounted && _settings.CountsHits)
        {
            _file.Run("UPDATE Settings SET value = value + 1 WHERE key = $1", row is null ? "misses" : "hits");
        }

        if (isCounted && row is not null)
        {
            NoteUse(row[0], now);
        }

        return row;
    }

    private void NoteUse(object? rowId, double now)
    {
        if (_settings.Eviction == DiskCacheEviction.LeastRecentlyUsed)
        {
            _file.Run("UPDATE Cache SET access_time = $1 WHERE rowid = $2", now, rowId);
        }
        else if (_settings.Eviction == DiskCacheEviction.LeastFrequentlyUsed)
        {
            _file.Run("UPDATE Cache SET access_count = access_count + 1 WHERE rowid = $1", rowId);
        }
    }

    private bool Put<T>(object? key, T value, TimeSpan? lifetime, object? tag, bool onlyNew)
    {
        (object column, long isRaw) = _items.Key(key);
        object? tagColumn = Tag(tag);
        double now = UnixTime.Now;
        DiskValue stored = _items.Store(value);
        bool isKept = false;
        try
        {
            isKept = Change(files =>
            {
                object?[]? row = _file.Rows("SELECT rowid, expire_time, filename FROM Cache WHERE key = $1 AND raw = $2", column, isRaw).FirstOrDefault();
                if (onlyNew && row is not null && (row[1] is not double expires || expires > now))
                {
                    return false;
                }

                Keep(column, isRaw, row, stored, now, now + lifetime?.TotalSeconds, tagColumn, files);
                return true;
            });
        }
        finally
        {
            if (!isKept)
            {
                _items.Remove(stored.FileName);
            }
        }

        return isKept;
    }

    // The row is [rowid, ?, filename ...] of the entry that is replaced, or null for a new one.
    private void Keep(object column, long isRaw, object?[]? row, DiskValue value, double now, double? expires, object? tag, List<string?> files)
    {
        if (row is null)
        {
            _file.Run(
                """
                INSERT INTO Cache(key, raw, store_time, expire_time, access_time, access_count, tag, size, mode, filename, value)
                VALUES ($1, $2, $3, $4, $3, 0, $5, $6, $7, $8, $9)
                """,
                column, isRaw, now, expires, tag, value.Size, value.Mode, value.FileName, value.Column);
        }
        else
        {
            files.Add((string?)row[2]);
            _file.Run(
                """
                UPDATE Cache SET store_time = $1, expire_time = $2, access_time = $1, access_count = 0, tag = $3, size = $4, mode = $5, filename = $6, value = $7
                WHERE rowid = $8
                """,
                now, expires, tag, value.Size, value.Mode, value.FileName, value.Column, row[0]);
        }

        _eviction.MakeRoom(now, files);
    }

    // Files go when the change is sure: until then, readers may still be sent to them.
    private T Change<T>(Func<List<string?>, T> change)
    {
        List<string?> files = [];
        T result;
        lock (_lock)
        {
            result = _file.InTransaction(() => change(files));
        }

        foreach (string? name in files)
        {
            _items.Remove(name);
        }

        return result;
    }

    private int InParts(Func<List<string?>, int> remove)
    {
        int removed = 0;
        while (Change(remove) is > 0 and int part)
        {
            removed += part;
        }

        return removed;
    }

    private long Number(string setting)
    {
        lock (_lock)
        {
            return DiskSettings.Number(_file, setting);
        }
    }
}
