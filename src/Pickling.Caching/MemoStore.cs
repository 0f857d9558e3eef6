using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Pickling.Caching.Memo;

namespace Pickling.Caching;

/// <summary>Where a <see cref="Memoizer"/> keeps results: memory, a HybridCache, or any dictionary, such as one in a file.</summary>
/// <remarks>Safe to use from several threads. Derive from it for a cache of your own.</remarks>
public abstract class MemoStore : IDisposable
{
    /// <summary>Keeps results in this process, as the objects they are: whoever gets one must not change it.</summary>
    /// <param name="entriesMax">How many results are kept at most; what is used least makes room.</param>
    public static MemoStore InMemory(int entriesMax = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entriesMax);
        return new MemoryMemoStore(new MemoryCache(new MemoryCacheOptions { SizeLimit = entriesMax }), ownsCache: true);
    }

    /// <summary>Keeps results in a memory cache, as the objects they are: whoever gets one must not change it.</summary>
    /// <param name="cache">The cache, which stays the caller's. Each result counts as one unit of its size.</param>
    public static MemoStore Over(IMemoryCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new MemoryMemoStore(cache, ownsCache: false);
    }

    /// <summary>Keeps results in a HybridCache, as pickles: each caller gets an object of its own.</summary>
    /// <param name="cache">The cache, which stays the caller's.</param>
    /// <param name="options">How results are dumped and loaded; null for <see cref="PickleOptions.Default"/>.</param>
    public static MemoStore Over(HybridCache cache, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new HybridMemoStore(cache, options ?? PickleOptions.Default);
    }

    /// <summary>
    /// Keeps results in a dictionary, such as a shelf or an SqliteDict, which may outlive the process. An entry is two
    /// pickles, the time when it expires (seconds since 1970, or None) and the result.
    /// </summary>
    /// <param name="dictionary">The dictionary, which stays the caller's and is used by one thread at a time.</param>
    /// <param name="entriesMax">How many entries it may have; beyond, expired ones and then the first ones are removed.</param>
    /// <param name="options">How results are dumped and loaded; null for <see cref="PickleOptions.Default"/>.</param>
    public static MemoStore Over(IDictionary<string, byte[]> dictionary, int entriesMax = int.MaxValue, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entriesMax);
        return new DictionaryMemoStore(dictionary, entriesMax, options ?? PickleOptions.Default, TimeProvider.System);
    }

    /// <summary>Looks for a result.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="PickleException">What is there is no <typeparamref name="T"/>; the message names the key.</exception>
    public abstract ValueTask<MemoEntry<T>> FindAsync<T>(string key, CancellationToken cancellationToken);

    /// <summary>Keeps a result, in place of one that was there.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The result.</param>
    /// <param name="lifetime">How long it is good; null for ever.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public abstract ValueTask KeepAsync<T>(string key, T value, TimeSpan? lifetime, CancellationToken cancellationToken);

    /// <summary>Forgets a result; nothing happens if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public abstract ValueTask RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Frees what the store made itself; a cache or dictionary of the caller stays open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a derived store made itself.</summary>
    /// <param name="disposing">True: from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
