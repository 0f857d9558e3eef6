using System.Globalization;
using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary><c>fractions.Fraction</c>: <c>Fraction(1, 3)</c>, up to Python 3.10 <c>Fraction('1/3')</c>.</summary>
internal static class FractionForms
{
    // Turning digits into a number takes more than linear time.
    private const int DigitsMax = 100_000;

    internal static PyObject Make(BigInteger numerator, BigInteger denominator, int python)
    {
        if (denominator.IsZero)
            throw new ArgumentException("A fraction's denominator is not 0.", nameof(denominator));
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            divisor = -divisor;
        (numerator, denominator) = (numerator / divisor, denominator / divisor);
        PyTuple arguments = python >= 311
            ? PyTuple.Create(numerator, denominator)
            : PyTuple.Create(StandardClasses.Fresh(Format(numerator, denominator)));
        return new PyObject(StandardClasses.OfPython(StandardClasses.Fresh("fractions"), "Fraction"), arguments, PyConstruction.Reduce);
    }

    /// <summary>The fraction as Python's str() writes it: <c>1/3</c>, or <c>5</c>.</summary>
    internal static string Format(BigInteger numerator, BigInteger denominator) =>
        denominator.IsOne
            ? numerator.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}");

    internal static bool TryRead(object? value, out BigInteger numerator, out BigInteger denominator)
    {
        (numerator, denominator) = (default, BigInteger.One);
        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != "fractions.Fraction")
            return false;
        if (form.Arguments is [var above, var below])
            return TryInteger(above, out numerator) && TryInteger(below, out denominator) && !denominator.IsZero;
        if (form.Arguments.Count != 1)
            return false;
        if (TryInteger(form.Arguments[0], out numerator))
            return true;
        if (!StandardText.TryRead(form.Arguments[0], out string? text))
            return false;
        string[] parts = text.Split('/');
        return text.Length <= DigitsMax && parts.Length <= 2
            && BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numerator)
            && (parts.Length == 1 || BigInteger.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out denominator))
            && !denominator.IsZero;
    }

    /// <summary>The nearest double, as Python's division of integers gives it.</summary>
    internal static double ToDouble(BigInteger numerator, BigInteger denominator)
    {
        // More bits of the quotient than a double has, and one that stands for all the rest: they round to the nearest.
        const int QuotientBits = 60;
        int shift = QuotientBits - (int)(BigInteger.Abs(numerator).GetBitLength() - denominator.GetBitLength());
        BigInteger quotient = BigInteger.DivRem(
            BigInteger.Abs(shift >= 0 ? numerator << shift : numerator),
            shift >= 0 ? denominator : denominator << -shift,
            out BigInteger rest);
        ulong bits = ((ulong)quotient << 1) | (rest.IsZero ? 0UL : 1);
        double magnitude = Math.ScaleB(bits, -shift - 1);
        return numerator.Sign < 0 ? -magnitude : magnitude;
    }

    private static bool TryInteger(object? value, out BigInteger integer)
    {
        integer = value switch
        {
            long small => small,
            BigInteger big => big,
            _ => default,
        };
        return value is long or BigInteger;
    }
}
