using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Pickling.EntityFrameworkCore;

/// <summary>A value as the bytes of a pickle: what SQLAlchemy's <c>PickleType</c> keeps.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
/// <param name="property">How errors call the property, such as <c>Order.Lines</c>.</param>
public sealed class PickleValueConverter<T>(PickleOptions options, string? property = null)
    : ValueConverter<T, byte[]>(value => Pickle.Dumps<T>(value, options), pickle => ColumnValue.Load<T>(pickle, options, property));
