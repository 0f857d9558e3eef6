namespace Pickling.Stores;

/// <summary>A value of a <see cref="MemcachedCache"/> with what tells whether it has changed since.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Version">memcached's <c>cas</c> token, for <see cref="MemcachedCache.ReplaceAsync"/>.</param>
public readonly record struct MemcachedEntry<T>(T Value, ulong Version);
