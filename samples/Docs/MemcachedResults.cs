using Pickling.Caching;
using Pickling.Stores;

namespace Pickling.Docs;

/// <summary>docs/caching.md: results of a <see cref="Memoizer"/> in memcached, where Python's clients read them too.</summary>
// snippet: memoize-memcached
internal sealed class MemcachedResults(MemcachedCache cache) : MemoStore
{
    public override async ValueTask<MemoEntry<T>> FindAsync<T>(string key, CancellationToken cancellationToken)
    {
        (bool isFound, T? value) = await cache.TryGetAsync<T>(key, cancellationToken);
        return new MemoEntry<T>(isFound, value);
    }

    public override async ValueTask KeepAsync<T>(string key, T value, TimeSpan? lifetime, CancellationToken cancellationToken) =>
        await cache.SetAsync(key, value, lifetime, cancellationToken);

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken) =>
        await cache.RemoveAsync(key, cancellationToken);
}
// end
