using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Pickling.EntityFrameworkCore;

/// <summary>
/// A value as a pickle in base64: what Django-style text columns keep. A class may derive from it as from
/// <see cref="PickleValueConverter{T}"/>.
/// </summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
/// <param name="property">How errors call the property, such as <c>Order.Lines</c>.</param>
public class PickleTextValueConverter<T>(PickleOptions options, string? property = null) : ValueConverter<T, string>(
    value => Convert.ToBase64String(ColumnValue.Dump<T>(value, options, property)), text => ColumnValue.LoadText<T>(text, options, property))
{
    /// <summary>Creates a converter with <see cref="PickleOptions.Default"/>.</summary>
    public PickleTextValueConverter()
        : this(PickleOptions.Default)
    {
    }
}
