using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Pickling.EntityFrameworkCore;

/// <summary>Lets a property of an entity be a pickle in its column.</summary>
public static class PicklePropertyBuilderExtensions
{
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
        options ??= PickleOptions.Default;
        property.HasConversion(new PickleValueConverter<T>(options, NameOf(property)), new PickleValueComparer<T>(options));
        return property;
    }

    /// <summary>Keeps a property as a pickle in a text column, in base64, as Django's pickled fields and its database cache do.</summary>
    /// <typeparam name="T">As for <see cref="HasPickleConversion{T}"/>.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="options">As for <see cref="HasPickleConversion{T}"/>.</param>
    /// <returns>The property.</returns>
    public static PropertyBuilder<T> HasPickleTextConversion<T>(this PropertyBuilder<T> property, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        options ??= PickleOptions.Default;
        property.HasConversion(new PickleTextValueConverter<T>(options, NameOf(property)), new PickleValueComparer<T>(options));
        return property;
    }

    private static string NameOf<T>(PropertyBuilder<T> property) =>
        $"{property.Metadata.DeclaringType.ClrType.Name}.{property.Metadata.Name}";
}
