namespace Pickling.Stores.Memcached;

/// <summary>An item as a server has it.</summary>
/// <param name="Data">Its bytes.</param>
/// <param name="Flags">What the bytes are: <see cref="MemcachedFlags"/>.</param>
/// <param name="Version">Its <c>cas</c> token, where it was asked for.</param>
internal readonly record struct MemcachedItem(byte[] Data, uint Flags, ulong Version = 0);
