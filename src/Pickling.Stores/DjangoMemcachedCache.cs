namespace Pickling.Stores;

/// <summary>The cache that Django's <c>PyMemcacheCache</c> and <c>PyLibMCCache</c> keep in memcached.</summary>
/// <remarks>Safe to use from several threads. Keys, prefix and version included, have at most 250 bytes and no spaces, as Django demands.</remarks>
public sealed class DjangoMemcachedCache : IDisposable
{
    private readonly MemcachedCache _cache;
    private readonly DjangoCacheOptions _options;

    /// <summary>Opens a cache; connections are made when they are needed.</summary>
    /// <param name="location">Its <c>LOCATION</c>: <c>host:port</c> or <c>unix:/path</c>; several, in Python's order, between <c>;</c> or <c>,</c>.</param>
    /// <param name="options">Prefix and version; null for <see cref="DjangoCacheOptions.Default"/>.</param>
    /// <param name="memcached">Connections and bounds; null for <see cref="MemcachedOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">A server's address or an option makes no sense.</exception>
    public DjangoMemcachedCache(string location, DjangoCacheOptions? options = null, MemcachedOptions? memcached = null)
    {
        _options = options ?? DjangoCacheOptions.Default;
        _cache = new MemcachedCache(location, memcached, _options.Pickle);
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there is a value, and the value, which may be null.</returns>
    /// <exception cref="PickleException">The entry is damaged or holds another type, and stays as it is.</exception>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    /// <exception cref="ArgumentException">memcached cannot have such a key.</exception>
    public Task<(bool IsFound, T? Value)> TryGetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        _cache.TryGetAsync<T>(Key(key), cancellationToken);

    /// <summary>Looks for several values at once (<c>get_many</c>).</summary>
    /// <typeparam name="T">Their type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The values that are there, by their keys.</returns>
    /// <exception cref="PickleException">An entry is damaged or holds another type, and stays as it is; the others can be read one by one.</exception>
    /// <exception cref="IOException">A server is not there, takes too long, or does not answer as memcached does.</exception>
    public async Task<Dictionary<string, T>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Dictionary<string, string> names = keys.Distinct().ToDictionary(Key);
        Dictionary<string, T> found = await _cache.GetManyAsync<T>(names.Keys, cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(entry => names[entry.Key], static entry => entry.Value);
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, in whole seconds; null, or beyond the year 2037, for ever. Less than a second is no time at all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">The value is too large for the server; or it is not there, takes too long, or does not answer as memcached does.</exception>
    public Task SetAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _cache.SetAsync(Key(key), value, timeout, cancellationToken);

    /// <summary>Stores a value where there is none.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, as in <see cref="SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was one, which stays.</returns>
    /// <exception cref="IOException">The value is too large for the server; or it is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> AddAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _cache.AddAsync(Key(key), value, timeout, cancellationToken);

    /// <summary>Gives a value another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long it is good from now on, as in <see cref="SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> TouchAsync(string key, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _cache.TouchAsync(Key(key), timeout, cancellationToken);

    /// <summary>Counts an int from 0 on up or down in one step (<c>incr</c>, <c>decr</c>); it never goes below 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">How much is added; negative to count down.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What it is now; null when there is none.</returns>
    /// <exception cref="PickleException">What is there is no such int.</exception>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<ulong?> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        _cache.IncrementAsync(Key(key), delta, cancellationToken);

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _cache.RemoveAsync(Key(key), cancellationToken);

    /// <summary>Forgets all values of all servers, of other prefixes and versions and of other programs too, as Django's <c>clear</c> does.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">A server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task ClearAsync(CancellationToken cancellationToken = default) => _cache.ClearAsync(cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _cache.Dispose();

    private string Key(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _options.MakeKey(key);
    }
}
