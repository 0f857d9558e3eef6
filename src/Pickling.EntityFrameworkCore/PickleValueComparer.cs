using Microsoft.EntityFrameworkCore.ChangeTracking;
using Pickling.Model;

namespace Pickling.EntityFrameworkCore;

/// <summary>Notices a change inside a value: the snapshot is a copy made by a pickle, and contents are compared in their order.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
/// <param name="options">How to dump and load.</param>
public sealed class PickleValueComparer<T>(PickleOptions options) : ValueComparer<T>(
    (a, b) => AreSame(a, b, options), value => HashOf(value), value => Copy(value, options))
{
    private static bool AreSame(T? a, T? b, PickleOptions options)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        byte[] first = Pickle.Dumps<T>(a, options);
        byte[] second = Pickle.Dumps<T>(b, options);
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

    private static T Copy(T value, PickleOptions options) =>
        value is null ? value : Pickle.Loads<T>(Pickle.Dumps<T>(value, options), options);
}
