namespace Pickling.Stores;

/// <summary>How memcached's servers are talked to; immutable.</summary>
public sealed record MemcachedOptions
{
    /// <summary>The options used when none are given.</summary>
    public static MemcachedOptions Default { get; } = new();

    /// <summary>Which of several servers has a key. Default: as pymemcache decides.</summary>
    public MemcachedDistribution Distribution { get; init; } = MemcachedDistribution.Rendezvous;

    /// <summary>How long an operation may take, connecting and waiting for a connection included. Default: ten seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most so many connections to each server; further operations wait for one. Default 16.</summary>
    public int ConnectionsMax { get; init; } = 16;

    /// <summary>A value beyond so many bytes is not read, packed or unpacked. Default 64 MiB; memcached's own default is 1 MiB.</summary>
    public int ValueBytesMax { get; init; } = 64 << 20;
}
