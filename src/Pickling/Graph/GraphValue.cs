using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>
/// A value of the graph while it is on the machine's stack: integers and floats are not boxed until they land in
/// something that holds objects, which a list of numbers does not.
/// </summary>
internal readonly struct GraphValue
{
    // A number is told by its tag in the place of the reference; no user ever sees these.
    private static readonly object IntegerTag = new();
    private static readonly object FloatTag = new();
    private static readonly object UnsetTag = new();

    private readonly object? _reference;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private GraphValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>A value that is no value: an empty memo slot.</summary>
    public static GraphValue Unset => new(UnsetTag, 0);

    public bool IsUnset => ReferenceEquals(_reference, UnsetTag);

    public bool IsInteger => ReferenceEquals(_reference, IntegerTag);

    public bool IsFloat => ReferenceEquals(_reference, FloatTag);

    /// <summary>The integer, when <see cref="IsInteger"/>.</summary>
    public long Integer => _bits;

    /// <summary>The float, when <see cref="IsFloat"/>.</summary>
    public double Float => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The reference as it is: of use only where a number would be wrong anyway.</summary>
    public object? Reference => _reference;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GraphValue Of(object? reference) => new(reference, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GraphValue OfInteger(long value) => new(IntegerTag, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GraphValue OfFloat(double value) => new(FloatTag, BitConverter.DoubleToInt64Bits(value));

    /// <summary>The value as an object of the natural graph.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public object? ToObject()
    {
        object? reference = _reference;
        if (ReferenceEquals(reference, IntegerTag))
        {
            return Boxed.Int64(_bits);
        }

        return ReferenceEquals(reference, FloatTag) ? Float : reference;
    }
}
