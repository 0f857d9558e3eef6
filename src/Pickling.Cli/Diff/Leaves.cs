using Pickling.Cli.Input;
using Pickling.Model;

namespace Pickling.Cli.Diff;

/// <summary>Values without parts that could be compared one by one; equal only if the type is the same too.</summary>
internal static class Leaves
{
    internal static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(x) && double.IsNaN(y)),
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (PyByteArray x, PyByteArray y) => x.AsSpan().SequenceEqual(y.AsSpan()),
        (PyByteString x, PyByteString y) => x.AsSpan().SequenceEqual(y.AsSpan()),
        (PySurrogateString x, PySurrogateString y) => x.ToUtf8().AsSpan().SequenceEqual(y.ToUtf8()),
        (PickleBuffer x, PickleBuffer y) => x.IsReadOnly == y.IsReadOnly && OutOfBand.Contains(x) == OutOfBand.Contains(y) &&
            x.ReadOnlyMemory.Span.SequenceEqual(y.ReadOnlyMemory.Span),
        _ => HaveSameType(a, b) && Equals(a, b),
    };

    /// <summary>Whether keys that Python finds equal are so in all: 1, 1.0 and True are not.</summary>
    internal static bool HaveSameType(object? a, object? b) => a?.GetType() == b?.GetType();

    internal static bool HasParts(object? value) => value is PyTuple or PyFrozenSet or PyObject or PersistentReference;
}
