using System.Numerics;

namespace Pickling.Caching.Keys;

/// <summary>What numbers of different types amount to, exactly: Python compares int, float, Decimal and complex so.</summary>
internal static class ExactNumber
{
    private const double LongBound = 9223372036854775808.0;

    /// <summary>The coefficient without trailing zeros, and how many decimal places it has (negative: zeros before the point).</summary>
    public static BigInteger Coefficient(decimal value, out int scale)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        scale = (parts[3] >> 16) & 0xff;
        BigInteger coefficient = (new BigInteger((uint)parts[2]) << 64) | (new BigInteger((uint)parts[1]) << 32) | (uint)parts[0];
        while (!coefficient.IsZero && scale > 0 && (coefficient % 10).IsZero)
        {
            coefficient /= 10;
            scale--;
        }

        if (coefficient.IsZero)
        {
            scale = 0;
        }

        return parts[3] < 0 ? -coefficient : coefficient;
    }

    /// <summary>The simplest number that is equal in Python: long or BigInteger, else double, else as it was.</summary>
    public static object Simplest(object value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        double number => Integral(number) ?? value,
        Complex { Imaginary: 0 } number => Simplest(number.Real),
        decimal number => Simplest(number),
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

    private static object Simplest(decimal value)
    {
        BigInteger coefficient = Coefficient(value, out int scale);
        if (scale == 0)
        {
            return coefficient;
        }

        // A double is equal if dividing by two is enough: coefficient / (2 * 5) ** scale with all fives gone.
        BigInteger fives = BigInteger.Pow(5, scale);
        BigInteger halves = BigInteger.DivRem(coefficient, fives, out BigInteger rest);
        bool isDouble = rest.IsZero && BigInteger.Abs(halves) < BigInteger.One << 53;
        return isDouble ? Math.ScaleB((double)halves, -scale) : value;
    }
}
