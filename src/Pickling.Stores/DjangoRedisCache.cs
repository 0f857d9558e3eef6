using System.Numerics;
using StackExchange.Redis;

namespace Pickling.Stores;

/// <summary>
/// The cache that Django's <c>RedisCache</c> and <c>django-redis</c> keep: plain Redis strings, an int as its digits,
/// everything else a pickle, which any Python reads with <c>pickle.loads</c>.
/// </summary>
public sealed class DjangoRedisCache
{
    private readonly IDatabase _database;
    private readonly DjangoCacheOptions _options;

    /// <summary>Opens a cache.</summary>
    /// <param name="database">The connection, which stays the caller's.</param>
    /// <param name="options">Prefix and version; null for <see cref="DjangoCacheOptions.Default"/>.</param>
    public DjangoRedisCache(IDatabase database, DjangoCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _options = options ?? DjangoCacheOptions.Default;
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>Whether there is a value, and the value, which may be null.</returns>
    /// <exception cref="PickleException">What is there is neither digits nor a pickle of a <typeparamref name="T"/>; it stays as it is.</exception>
    public async Task<(bool IsFound, T? Value)> TryGetAsync<T>(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string stored = _options.MakeKey(key);
        byte[]? entry = await _database.StringGetAsync(stored).ConfigureAwait(false);
        if (entry is null)
        {
            return (false, default);
        }

        // A pickle never reads as a number: its last byte is a full stop.
        byte[] pickle = entry is [.., not (byte)'.'] && StoredInteger.TryParse(entry, out BigInteger number)
            ? Pickle.Dumps((object)number)
            : entry;
        return (true, StoredPickle.Load<T>("Redis", stored, pickle, _options.Pickle));
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good; null for ever.</param>
    public Task SetAsync<T>(string key, T value, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        RedisValue entry = StoredInteger.Digits(value) is { } digits
            ? digits
            : Pickle.Dumps<T>(value, _options.Pickle);
        return timeout is { } time
            ? _database.StringSetAsync(_options.MakeKey(key), entry, time)
            : _database.StringSetAsync(_options.MakeKey(key), entry);
    }

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there was none.</returns>
    public Task<bool> RemoveAsync(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _database.KeyDeleteAsync(_options.MakeKey(key));
    }
}
