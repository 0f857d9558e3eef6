using Microsoft.Extensions.Caching.Hybrid;

namespace Pickling.Caching.Memo;

/// <summary>Results as pickles in a HybridCache, which carries bytes as they are.</summary>
internal sealed class HybridMemoStore(HybridCache cache, PickleOptions options) : MemoStore
{
    private static readonly HybridCacheEntryOptions LookOnly = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData
            | HybridCacheEntryFlags.DisableDistributedCacheWrite
            | HybridCacheEntryFlags.DisableLocalCacheWrite,
    };

    public override async ValueTask<MemoEntry<T>> FindAsync<T>(string key, CancellationToken cancellationToken)
    {
        byte[]? pickle = await cache.GetOrCreateAsync<byte[]?>(key, static _ => default, LookOnly, cancellationToken: cancellationToken).ConfigureAwait(false);
        return pickle is null ? default : new MemoEntry<T>(true, StoredResult.Load<T>(key, pickle, options));
    }

    public override ValueTask KeepAsync<T>(string key, T value, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        HybridCacheEntryOptions? entry = lifetime is null ? null : new HybridCacheEntryOptions { Expiration = lifetime, LocalCacheExpiration = lifetime };
        return cache.SetAsync(key, Pickle.Dumps(value, options), entry, cancellationToken: cancellationToken);
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => cache.RemoveAsync(key, cancellationToken);
}
