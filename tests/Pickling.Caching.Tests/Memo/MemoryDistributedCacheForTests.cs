using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Pickling.Caching.Tests.Memo;

/// <summary>A distributed cache whose bytes can be looked at.</summary>
internal sealed class MemoryDistributedCacheForTests : IDistributedCache
{
    public ConcurrentDictionary<string, byte[]> Entries { get; } = [];

    public byte[]? Get(string key) => Entries.GetValueOrDefault(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Entries[key] = value;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key) => Entries.TryRemove(key, out _);

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }
}
