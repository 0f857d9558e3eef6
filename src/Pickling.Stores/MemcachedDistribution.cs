namespace Pickling.Stores;

/// <summary>By which rule a key has its place among several memcached servers: that of the Python client that shares them.</summary>
public enum MemcachedDistribution
{
    /// <summary>Rendezvous hashing with MurmurHash3: pymemcache's <c>HashClient</c>, and so Django's <c>PyMemcacheCache</c>.</summary>
    Rendezvous,

    /// <summary>
    /// Jenkins' one-at-a-time hash modulo the number of servers: pylibmc and Django's <c>PyLibMCCache</c> without behaviors
    /// such as <c>ketama</c>.
    /// </summary>
    Modula,
}
