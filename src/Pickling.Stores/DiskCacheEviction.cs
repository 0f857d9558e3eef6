namespace Pickling.Stores;

/// <summary>What a <see cref="DiskCache"/> that has grown too large gives up first; diskcache's <c>eviction_policy</c>.</summary>
public enum DiskCacheEviction
{
    /// <summary>What was stored first; reading costs no write.</summary>
    LeastRecentlyStored,

    /// <summary>What has not been read for the longest time.</summary>
    LeastRecentlyUsed,

    /// <summary>What was read least often.</summary>
    LeastFrequentlyUsed,

    /// <summary>Nothing: only what has expired goes.</summary>
    None,
}
