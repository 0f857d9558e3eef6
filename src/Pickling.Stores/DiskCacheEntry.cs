namespace Pickling.Stores;

/// <summary>A value of a <see cref="DiskCache"/> with what was stored beside it.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Expires">When it expires; null for never.</param>
/// <param name="Tag">Its tag: null, a string, long, double or byte[].</param>
public readonly record struct DiskCacheEntry<T>(T Value, DateTimeOffset? Expires, object? Tag);
