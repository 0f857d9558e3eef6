using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;

namespace Pickling.Caching.Hybrid;

/// <summary>Gives the pickle serializer for every type.</summary>
internal sealed class PickleHybridCacheSerializerFactory(PickleOptions options) : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = new PickleHybridCacheSerializer<T>(options);
        return true;
    }
}
