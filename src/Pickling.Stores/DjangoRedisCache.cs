using System.IO.Compression;
using System.Numerics;
using StackExchange.Redis;

namespace Pickling.Stores;

/// <summary>
/// The cache that Django's <c>RedisCache</c> and <c>django-redis</c> keep: plain Redis strings, an int as its digits,
/// everything else a pickle, which any Python reads with <c>pickle.loads</c>.
/// </summary>
/// <remarks>
/// What <c>django-redis</c> compressed by zlib or gzip (its <c>COMPRESSOR</c>) is read too. Values are stored as they are, which it
/// reads with every compressor.
/// </remarks>
public sealed class DjangoRedisCache
{
    private const string Store = "Redis";

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
        byte[]? entry;
        try
        {
            entry = await _database.StringGetAsync(stored).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            throw StoredPickle.Broken(Store, stored, "what is there is no string, so no program of Django stored it", error);
        }

        if (entry is null)
        {
            return (false, default);
        }

        // A pickle never reads as a number: its last byte is a full stop.
        byte[] pickle = entry is [.., not (byte)'.'] && StoredInteger.TryParse(entry, out BigInteger number)
            ? Pickle.Dumps((object)number)
            : Unpacked(stored, entry);
        return (true, StoredPickle.Load<T>(Store, stored, pickle, _options.Pickle));
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good; null for ever. Less than a millisecond is no time at all: what was there is forgotten.</param>
    public Task SetAsync<T>(string key, T value, TimeSpan? timeout = null) => PutAsync(key, value, timeout, When.Always);

    /// <summary>Stores a value where there is none.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good; null for ever.</param>
    /// <returns>False when there was one, which stays.</returns>
    public Task<bool> AddAsync<T>(string key, T value, TimeSpan? timeout = null) => PutAsync(key, value, timeout, When.NotExists);

    /// <summary>Gives an entry another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long it is good from now on; null for ever.</param>
    /// <returns>False when there is none.</returns>
    public async Task<bool> TouchAsync(string key, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        string stored = _options.MakeKey(key);
        return timeout is null || timeout == TimeSpan.MaxValue
            ? await _database.KeyPersistAsync(stored).ConfigureAwait(false) || await _database.KeyExistsAsync(stored).ConfigureAwait(false)
            : IsNoTime(timeout)
                ? await _database.KeyDeleteAsync(stored).ConfigureAwait(false)
                : await _database.KeyExpireAsync(stored, timeout).ConfigureAwait(false);
    }

    /// <summary>Adds to an int in one step; programs that do so at one time are all counted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add; negative to count down.</param>
    /// <returns>What it is now; null when there is none.</returns>
    /// <exception cref="PickleException">What is there is no int of 64 bits, or would not be one any more; it stays as it is.</exception>
    public async Task<long?> IncrementAsync(string key, long delta = 1)
    {
        const string IncrementWhereThere = "if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('INCRBY', KEYS[1], ARGV[1]) end return false";
        ArgumentNullException.ThrowIfNull(key);
        string stored = _options.MakeKey(key);
        try
        {
            RedisResult sum = await _database.ScriptEvaluateAsync(IncrementWhereThere, [stored], [delta]).ConfigureAwait(false);
            return sum.IsNull ? null : (long)sum;
        }
        catch (RedisServerException error)
        {
            throw StoredPickle.Broken(Store, stored, $"nothing was added: {error.Message}", error);
        }
    }

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there was none.</returns>
    public Task<bool> RemoveAsync(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _database.KeyDeleteAsync(_options.MakeKey(key));
    }

    // No pickle begins as one of these does.
    private byte[] Unpacked(string key, byte[] entry)
    {
        using Stream? packed = entry switch
        {
            [(byte)'x', ..] => new ZLibStream(new MemoryStream(entry), CompressionMode.Decompress),
            [0x1f, 0x8b, ..] => new GZipStream(new MemoryStream(entry), CompressionMode.Decompress),
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => throw NotRead("lzma"),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => throw NotRead("zstd"),
            [0x04, 0x22, 0x4d, 0x18, ..] => throw NotRead("lz4"),
            _ => null,
        };
        return packed is null ? entry : PackedValue.Unpack(Store, key, packed, _options.UnpackedBytesMax, DjangoCacheOptions.UnpackedLimit);

        PickleException NotRead(string compressor) =>
            StoredPickle.Broken(Store, key, $"the entry is compressed by {compressor}, which is not read here: zlib and gzip are, of django-redis's compressors");
    }

    // Redis refuses such a lifetime; Django forgets what is there.
    private static bool IsNoTime(TimeSpan? timeout) => timeout < TimeSpan.FromMilliseconds(1);

    private async Task<bool> PutAsync<T>(string key, T value, TimeSpan? timeout, When when)
    {
        ArgumentNullException.ThrowIfNull(key);
        string stored = _options.MakeKey(key);
        RedisValue entry = StoredInteger.Digits(value) is { } digits
            ? digits
            : Pickle.Dumps<T>(value, _options.Pickle);
        if (!IsNoTime(timeout))
        {
            return await _database.StringSetAsync(stored, entry, timeout, when: when).ConfigureAwait(false);
        }

        return when == When.NotExists
            ? !await _database.KeyExistsAsync(stored).ConfigureAwait(false)
            : await _database.KeyDeleteAsync(stored).ConfigureAwait(false);
    }
}
