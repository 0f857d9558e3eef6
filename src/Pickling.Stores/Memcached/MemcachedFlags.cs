namespace Pickling.Stores.Memcached;

/// <summary>The flags that python-memcached began with and that pymemcache and pylibmc have kept.</summary>
internal static class MemcachedFlags
{
    /// <summary>A bytes.</summary>
    public const uint Bytes = 0;

    /// <summary>A pickle.</summary>
    public const uint Pickle = 1;

    /// <summary>The digits of an int; pylibmc's bool too.</summary>
    public const uint Integer = 2;

    /// <summary>The digits of an int: Python 2's long, and every int of pylibmc.</summary>
    public const uint Long = 4;

    /// <summary>Compressed by zlib, beside one of the others.</summary>
    public const uint Compressed = 8;

    /// <summary>A str in UTF-8.</summary>
    public const uint Text = 16;
}
