using Microsoft.Extensions.Caching.Memory;

namespace Pickling.Caching.Memo;

/// <summary>Results as objects in a memory cache.</summary>
internal sealed class MemoryMemoStore(IMemoryCache cache, bool ownsCache) : MemoStore
{
    public override ValueTask<MemoEntry<T>> FindAsync<T>(string key, CancellationToken cancellationToken)
    {
        if (!cache.TryGetValue(key, out object? found))
        {
            return default;
        }

        return found is Kept<T> kept
            ? ValueTask.FromResult(new MemoEntry<T>(true, kept.Value))
            : throw new PickleException(
                $"the cache's entry {key} is {(found as Kept)?.Type ?? found?.GetType()}, no result of type {typeof(T)}; remove it, or give the memoizer another version");
    }

    public override ValueTask KeepAsync<T>(string key, T value, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        using ICacheEntry entry = cache.CreateEntry(key);
        entry.Value = new Kept<T>(value);
        entry.Size = 1;
        entry.AbsoluteExpirationRelativeToNow = lifetime;
        return default;
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        cache.Remove(key);
        return default;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsCache)
        {
            cache.Dispose();
        }

        base.Dispose(disposing);
    }

    // Tells a result that is null from none, and a result from what others put there.
    private sealed record Kept<T>(T? Value) : Kept(typeof(T));

    private abstract record Kept(Type Type);
}
