using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>Whatever of the standard library is a number at heart: Decimal, Fraction, members of int enums, subclasses of int and float.</summary>
internal static class NumberForms
{
    internal static bool TryRead(object? value, out BigInteger result, ref string? problem)
    {
        if (DecimalTexts.TryRead(value, out result, ref problem))
            return true;
        if (problem is not null)
            return false;
        if (FractionForms.TryRead(value, out BigInteger numerator, out BigInteger denominator))
        {
            result = numerator / denominator;
            if (numerator % denominator != 0)
                problem = $"Fraction({numerator}, {denominator}) is no integer; ask for (BigInteger, BigInteger) or double";
            return problem is null;
        }

        if (!ScalarForms.TryBase(value, out object? inner) || inner is not (long or BigInteger))
            return false;
        result = inner is long small ? small : (BigInteger)inner;
        return true;
    }

    internal static bool TryRead(object? value, out double result, ref string? problem)
    {
        if (DecimalTexts.TryRead(value, out result, ref problem))
            return true;
        if (problem is not null)
            return false;
        if (FractionForms.TryRead(value, out BigInteger numerator, out BigInteger denominator))
        {
            result = FractionForms.ToDouble(numerator, denominator);
            if (!double.IsFinite(result))
                problem = "the Fraction is too large for double; ask for (BigInteger, BigInteger)";
            return problem is null;
        }

        return ScalarForms.TryBase(value, out object? inner) && inner is double or long or BigInteger
            && PyConvert.TryTo(inner, out result, out problem);
    }

    internal static bool TryRead(object? value, out decimal result, ref string? problem)
    {
        if (DecimalTexts.TryRead(value, out result, ref problem))
            return true;
        return problem is null
            && ScalarForms.TryBase(value, out object? inner) && inner is long or BigInteger
            && PyConvert.TryTo(inner, out result, out problem);
    }
}
