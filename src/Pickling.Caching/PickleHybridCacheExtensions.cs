using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Caching.Hybrid;

namespace Pickling.Caching;

/// <summary>Lets a HybridCache keep its entries as pickles.</summary>
public static class PickleHybridCacheExtensions
{
    /// <summary>
    /// Serializes all entries of a HybridCache as pickles, strings and byte arrays excepted, which it carries itself. The cache
    /// puts a header of its own around each: only .NET reads them.
    /// </summary>
    /// <param name="builder">What <c>services.AddHybridCache()</c> gives.</param>
    /// <param name="options">How values are dumped and loaded; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The builder.</returns>
    public static IHybridCacheBuilder AddPickleSerializer(this IHybridCacheBuilder builder, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSerializerFactory(new PickleHybridCacheSerializerFactory(options ?? PickleOptions.Default));
    }
}
