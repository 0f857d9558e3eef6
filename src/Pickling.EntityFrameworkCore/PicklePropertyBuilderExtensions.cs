using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Pickling.EntityFrameworkCore;

/// <summary>Lets a property of an entity be a pickle in its column.</summary>
public static class PicklePropertyBuilderExtensions
{
    // A compiled model (dotnet ef dbcontext optimize) names the types of converters and cannot hold their options. At run time
    // they know whose they are, for errors.
    private static bool IsCompiled(PickleOptions? options) => options is null && EF.IsDesignTime;

    /// <summary>
    /// Keeps a property as a pickle in a binary column (BLOB, bytea), as SQLAlchemy's <c>PickleType</c> does: either side reads
    /// what the other wrote. Null is NULL. A change inside the value is noticed and saved, as the pickle of the value is
    /// compared with that of its snapshot.
    /// </summary>
    /// <typeparam name="T">A natural value (<c>object</c>, <c>PyDict</c> ...), a collection of .NET, or a class of the program.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="options">How to dump and load; null for <see cref="PickleOptions.Default"/>. Give a Protocol below 5 for Python before 3.8.</param>
    /// <returns>The property.</returns>
    public static PropertyBuilder<T> HasPickleConversion<T>(this PropertyBuilder<T> property, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        return IsCompiled(options)
            ? property.HasConversion<PickleValueConverter<T>, PickleValueComparer<T>>()
            : property.HasConversion(Binary<T>(property.Metadata, options), Comparer<T>(property.Metadata, options));
    }

    /// <summary>Keeps a property of a complex type as a pickle in a binary column, as that of an entity.</summary>
    /// <typeparam name="T">As for a property of an entity.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="options">How to dump and load; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The property.</returns>
    public static ComplexTypePropertyBuilder<T> HasPickleConversion<T>(this ComplexTypePropertyBuilder<T> property, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        return IsCompiled(options)
            ? property.HasConversion<PickleValueConverter<T>, PickleValueComparer<T>>()
            : property.HasConversion(Binary<T>(property.Metadata, options), Comparer<T>(property.Metadata, options));
    }

    /// <summary>Keeps a property as a pickle in a text column, in base64, as Django's pickled fields and its database cache do.</summary>
    /// <typeparam name="T">As for <see cref="HasPickleConversion{T}(PropertyBuilder{T}, PickleOptions?)"/>.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="options">As for <see cref="HasPickleConversion{T}(PropertyBuilder{T}, PickleOptions?)"/>.</param>
    /// <returns>The property.</returns>
    public static PropertyBuilder<T> HasPickleTextConversion<T>(this PropertyBuilder<T> property, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        return IsCompiled(options)
            ? property.HasConversion<PickleTextValueConverter<T>, PickleValueComparer<T>>()
            : property.HasConversion(Text<T>(property.Metadata, options), Comparer<T>(property.Metadata, options));
    }

    /// <summary>Keeps a property of a complex type as a pickle in a text column, as that of an entity.</summary>
    /// <typeparam name="T">As for a property of an entity.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="options">How to dump and load; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The property.</returns>
    public static ComplexTypePropertyBuilder<T> HasPickleTextConversion<T>(this ComplexTypePropertyBuilder<T> property, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        return IsCompiled(options)
            ? property.HasConversion<PickleTextValueConverter<T>, PickleValueComparer<T>>()
            : property.HasConversion(Text<T>(property.Metadata, options), Comparer<T>(property.Metadata, options));
    }

    private static PickleValueConverter<T> Binary<T>(IMutableProperty property, PickleOptions? options) =>
        new(options ?? PickleOptions.Default, NameOf(property));

    private static PickleTextValueConverter<T> Text<T>(IMutableProperty property, PickleOptions? options) =>
        new(options ?? PickleOptions.Default, NameOf(property));

    private static PickleValueComparer<T> Comparer<T>(IMutableProperty property, PickleOptions? options) =>
        new(options ?? PickleOptions.Default, NameOf(property));

    private static string NameOf(IMutableProperty property) => $"{property.DeclaringType.ClrType.Name}.{property.Name}";
}
