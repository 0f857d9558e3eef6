using Microsoft.EntityFrameworkCore.ChangeTracking;
using Pickling.Model;

namespace Pickling.EntityFrameworkCore;

/// <summary>Notices a change inside a value: the snapshot is a copy made by a pickle, and contents are compared in their order.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
/// <param name="property">How errors call the property, such as <c>Order.Lines</c>.</param>
public class PickleValueComparer<T>(PickleOptions options, string? property = null) : ValueComparer<T>(
    (a, b) => AreSame(a, b, options, property), value => HashOf(value), value => Copy(value, options, property))
{
    /// <summary>Creates a comparer with <see cref="PickleOptions.Default"/>.</summary>
    public PickleValueComparer()
        : this(PickleOptions.Default)
    {
    }

    private static bool AreSame(T? a, T? b, PickleOptions options, string? property)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        byte[] first = ColumnValue.Dump<T>(a, options, property);
        byte[] second = ColumnValue.Dump<T>(b, options, property);
        if (first.AsSpan().SequenceEqual(second))
        {
            return true;
        }

        // Only the contents decide, not which equal texts are one object: that may differ between a value and its copy.
        var asKept = new PickleOptions { ConvertStandardLibrary = false, Extensions = options.Extensions };
        return PythonEquality.StructuralEquals(Pickle.Loads(first, asKept), Pickle.Loads(second, asKept), StructuralComparison.Order);
    }

    // Pickled values are not keys; what is the same has the same hash, and that is all that is asked for.
    private static int HashOf(T? value) => value is null ? 0 : 1;

    private static T Copy(T value, PickleOptions options, string? property) =>
        value is null ? value : ColumnValue.Load<T>(ColumnValue.Dump<T>(value, options, property), options, property);
}
