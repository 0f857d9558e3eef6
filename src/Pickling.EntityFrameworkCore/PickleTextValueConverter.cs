using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Pickling.EntityFrameworkCore;

/// <summary>A value as a pickle in base64: what Django-style text columns keep.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
/// <param name="property">How errors call the property, such as <c>Order.Lines</c>.</param>
public sealed class PickleTextValueConverter<T>(PickleOptions options, string? property = null)
    : ValueConverter<T, string>(value => Convert.ToBase64String(Pickle.Dumps<T>(value, options)), text => ColumnValue.LoadText<T>(text, options, property));
