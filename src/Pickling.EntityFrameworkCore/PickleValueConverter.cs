using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Pickling.EntityFrameworkCore;

/// <summary>
/// A value as the bytes of a pickle: what SQLAlchemy's <c>PickleType</c> keeps. A class that derives from it and has a
/// constructor without parameters brings options of its own to compiled models and to <c>ConfigureConventions</c>.
/// </summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
/// <param name="property">How errors call the property, such as <c>Order.Lines</c>.</param>
public class PickleValueConverter<T>(PickleOptions options, string? property = null) : ValueConverter<T, byte[]>(
    value => ColumnValue.Dump<T>(value, options, property), pickle => ColumnValue.Load<T>(pickle, options, property))
{
    /// <summary>Creates a converter with <see cref="PickleOptions.Default"/>.</summary>
    public PickleValueConverter()
        : this(PickleOptions.Default)
    {
    }
}
