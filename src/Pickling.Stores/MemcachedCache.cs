using System.Text;
using Pickling.Stores.Memcached;

namespace Pickling.Stores;

/// <summary>
/// Values in memcached as pymemcache (with its <c>pickle_serde</c>) and pylibmc keep them: a str, bytes or int as itself,
/// everything else as a pickle; flags tell which.
/// </summary>
/// <remarks>
/// Safe to use from several threads. What another client compressed by zlib is read too. An operation whose answer did not come
/// may have had its effect.
/// </remarks>
public sealed class MemcachedCache : IDisposable
{
    // Beyond, memcached takes a lifetime for a date.
    private const long RelativeSecondsMax = 30 * 24 * 60 * 60;
    private const int KeysAtOnce = 100;

    private readonly MemcachedAddress[] _addresses;
    private readonly MemcachedServer[] _servers;
    private readonly MemcachedOptions _options;
    private readonly PickleOptions _pickle;

    /// <summary>Opens a cache; connections are made when they are needed.</summary>
    /// <param name="servers">
    /// <c>host:port</c>, <c>[IPv6 address]:port</c> or <c>unix:/path</c>; several, in Python's order, between <c>;</c> or <c>,</c>.
    /// </param>
    /// <param name="options">Connections and bounds; null for <see cref="MemcachedOptions.Default"/>.</param>
    /// <param name="pickle">How values are dumped and loaded; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">A server's address or an option makes no sense.</exception>
    public MemcachedCache(string servers, MemcachedOptions? options = null, PickleOptions? pickle = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(servers);
        _options = options ?? MemcachedOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ConnectionsMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ValueBytesMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.Timeout, TimeSpan.Zero, nameof(options));
        _pickle = pickle ?? PickleOptions.Default;
        _addresses = MemcachedAddress.ParseAll(servers);
        _servers = [.. _addresses.Select(address => new MemcachedServer(address, _options))];
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key: at most 250 bytes of UTF-8 without spaces and control characters.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there is a value, and the value, which may be null.</returns>
    /// <exception cref="PickleException">The entry is damaged or holds another type, and stays as it is.</exception>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    /// <exception cref="ArgumentException">memcached cannot have such a key.</exception>
    public async Task<(bool IsFound, T? Value)> TryGetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        await FindAsync<T>(key, withVersion: false, cancellationToken).ConfigureAwait(false) is { } entry ? (true, entry.Value) : (false, default);

    /// <summary>Looks for a value to replace it with <see cref="ReplaceAsync"/> (<c>gets</c>).</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The value with its version; null when there is none.</returns>
    /// <exception cref="PickleException">The entry is damaged or holds another type, and stays as it is.</exception>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<MemcachedEntry<T?>?> GetEntryAsync<T>(string key, CancellationToken cancellationToken = default) =>
        FindAsync<T>(key, withVersion: true, cancellationToken);

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
        Dictionary<string, T> values = [];
        List<(string Key, byte[] Bytes)> wanted = [.. keys.Distinct().Select(static key => (key, MemcachedKey.Checked(key)))];
        foreach (IGrouping<MemcachedServer, (string Key, byte[] Bytes)> there in wanted.GroupBy(key => ServerOf(key.Key)))
        {
            foreach ((string Key, byte[] Bytes)[] part in there.Chunk(KeysAtOnce))
            {
                Dictionary<string, MemcachedItem> items = await there.Key.RunAsync(
                    (connection, cancellation) => MemcachedCommands.GetAsync(connection, [.. part.Select(static key => key.Bytes)], withVersions: false, _options.ValueBytesMax, cancellation),
                    cancellationToken).ConfigureAwait(false);
                foreach ((string key, byte[] bytes) in part)
                {
                    if (items.TryGetValue(Encoding.Latin1.GetString(bytes), out MemcachedItem item))
                    {
                        values[key] = MemcachedValue.Unpack<T>(there.Key.Name, key, item, _pickle, _options.ValueBytesMax);
                    }
                }
            }
        }

        return values;
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, in whole seconds; null, or beyond the year 2037, for ever. Less than a second is no time at all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">The value is too large for the server; or it is not there, takes too long, or does not answer as memcached does.</exception>
    public Task SetAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StoreAsync("set", key, value, 0, timeout, cancellationToken);

    /// <summary>Stores a value where there is none.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, as in <see cref="SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was one, which stays.</returns>
    /// <exception cref="IOException">The value is too large for the server; or it is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> AddAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StoreAsync("add", key, value, 0, timeout, cancellationToken);

    /// <summary>Stores a value in the place of the one that was looked at (<c>cas</c>).</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">The version that <see cref="GetEntryAsync"/> told.</param>
    /// <param name="timeout">How long it is good, as in <see cref="SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when it was changed or removed meanwhile, and so it stays.</returns>
    /// <exception cref="IOException">The value is too large for the server; or it is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> ReplaceAsync<T>(string key, T value, ulong version, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StoreAsync("cas", key, value, version, timeout, cancellationToken);

    /// <summary>Gives a value another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long it is good from now on, as in <see cref="SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> TouchAsync(string key, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        OnKeyAsync(key, (connection, bytes, cancellation) => MemcachedCommands.TouchAsync(connection, bytes, Expiry(timeout), cancellation), cancellationToken);

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => OnKeyAsync(key, MemcachedCommands.DeleteAsync, cancellationToken);

    /// <summary>Counts an int from 0 on up or down in one step; it never goes below 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">How much is added; negative to count down.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What it is now; null when there is none.</returns>
    /// <exception cref="PickleException">What is there is no such int.</exception>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public Task<ulong?> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        OnKeyAsync(key, (connection, bytes, cancellation) => MemcachedCommands.CountAsync(connection, bytes, delta, cancellation), cancellationToken);

    /// <summary>Forgets all values of all servers, whoever stored them.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">A server is not there, takes too long, or does not answer as memcached does.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        foreach (MemcachedServer server in _servers)
        {
            await server.RunAsync(MemcachedCommands.FlushAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (MemcachedServer server in _servers)
        {
            server.Dispose();
        }
    }

    // As Django does: 0 means for ever to memcached, and what lasts longer than 30 days is a date, which ends in 2038.
    private static long Expiry(TimeSpan? timeout)
    {
        if (timeout is not { } time)
        {
            return 0;
        }

        long seconds = (long)time.TotalSeconds;
        if (seconds <= RelativeSecondsMax)
        {
            return seconds > 0 ? seconds : -1;
        }

        long date = (long)UnixTime.Now + seconds;
        return date <= int.MaxValue ? date : 0;
    }

    private async Task<MemcachedEntry<T?>?> FindAsync<T>(string key, bool withVersion, CancellationToken cancellationToken)
    {
        byte[] bytes = MemcachedKey.Checked(key);
        MemcachedServer server = ServerOf(key);
        Dictionary<string, MemcachedItem> items = await server.RunAsync(
            (connection, cancellation) => MemcachedCommands.GetAsync(connection, [bytes], withVersion, _options.ValueBytesMax, cancellation),
            cancellationToken).ConfigureAwait(false);
        foreach (MemcachedItem item in items.Values)
        {
            return new MemcachedEntry<T?>(MemcachedValue.Unpack<T?>(server.Name, key, item, _pickle, _options.ValueBytesMax), item.Version);
        }

        return null;
    }

    private Task<bool> StoreAsync<T>(string command, string key, T value, ulong version, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        MemcachedItem item = MemcachedValue.Pack(value, _pickle) with { Version = version };
        return OnKeyAsync(key, (connection, bytes, cancellation) => MemcachedCommands.StoreAsync(connection, command, bytes, item, Expiry(timeout), cancellation), cancellationToken);
    }

    private Task<T> OnKeyAsync<T>(string key, Func<MemcachedConnection, byte[], CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        byte[] bytes = MemcachedKey.Checked(key);
        return ServerOf(key).RunAsync((connection, cancellation) => operation(connection, bytes, cancellation), cancellationToken);
    }

    private MemcachedServer ServerOf(string key) => _servers[ServerChoice.Of(_addresses, key, _options.Distribution)];
}
