using System.Numerics;

namespace Pickling.Caching.Keys;

/// <summary>What numbers of different types amount to, exactly: Python compares int, float, Decimal and complex so.</summary>
internal static class ExactNumber
{
    private const double LongBound = 9223372036854775808.0;

    /// <summary>The simplest number that is equal in Python: long or BigInteger, else double, else as it was.</summary>
    public static object Simplest(object value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        double number => Integral(number) ?? value,
        Complex { Imaginary: 0 } number => Simplest(number.Real),
        decimal number => ExactDecimal.Of(number).Simplest() ?? value,
        ExactDecimal number => number.Simplest() ?? value,
        _ => value,
    };

    private static object? Integral(double value)
    {
        if (!double.IsInteger(value))
        {
            return null;
        }

        return value is >= -LongBound and < LongBound ? (long)value : new BigInteger(value);
    }
}
