using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary><c>decimal.Decimal</c>: <c>Decimal('1.10')</c>, a text of any number of digits, with NaN and infinities.</summary>
internal static class DecimalTexts
{
    // More zeros than this are not written out: 1E+999999 is six letters in the pickle.
    private const int ZerosMax = 10_000;

    // Turning digits into a number takes more than linear time.
    private const int DigitsMax = 100_000;

    internal static PyObject Make(string text, int python)
    {
        if (!IsNumber(text) && !IsSpecial(text))
            throw new ArgumentException($"'{text}' is no number that Decimal takes.", nameof(text));

        // str() makes the digits anew each time, so that not even those of one character are shared.
        return new PyObject(
            StandardClasses.OfC("decimal", "Decimal", python, heapSince: 313),
            PyTuple.Create(StandardClasses.Fresh(text)),
            PyConstruction.Reduce);
    }

    /// <summary>Coefficient and exponent as Python's str() writes them.</summary>
    internal static string Format(BigInteger coefficient, int exponent)
    {
        string digits = BigInteger.Abs(coefficient).ToString(CultureInfo.InvariantCulture);
        string sign = coefficient.Sign < 0 ? "-" : "";

        // decimal: plain notation down to 10**-6, scientific beyond and for every positive exponent.
        int leftDigits = exponent + digits.Length;
        if (exponent <= 0 && leftDigits > -6)
        {
            if (exponent == 0)
                return sign + digits;
            return leftDigits > 0
                ? $"{sign}{digits[..leftDigits]}.{digits[leftDigits..]}"
                : $"{sign}0.{new string('0', -leftDigits)}{digits}";
        }

        string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}E{leftDigits - 1:+0;-0;+0}");
    }

    internal static bool TryReadText(object? value, [NotNullWhen(true)] out string? text)
    {
        text = value is decimal number ? DecimalForms.Format(number) : null;
        return text is not null
            || (StandardForm.TryOpen(value, out StandardForm form) && form is { Name: "decimal.Decimal", Arguments.Count: 1 }
                && StandardText.TryRead(form.Arguments[0], out text));
    }

    internal static bool TryRead(object? value, out decimal result, ref string? problem)
    {
        result = 0;
        if (!TryReadText(value, out string? text))
            return false;

        // decimal holds 28 decimal places and 96 bits; what it parses is kept as written, or rounded, which would lose.
        if (TryParse(text, out BigInteger coefficient, out int exponent)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out result)
            && IsEqual(result, coefficient, exponent))
        {
            return true;
        }

        problem = $"Decimal('{Short(text)}') does not fit decimal; ask for string, BigInteger or PyObject";
        return false;
    }

    internal static bool TryRead(object? value, out BigInteger result, ref string? problem)
    {
        result = default;
        if (!TryReadText(value, out string? text))
            return false;
        if (TryParse(text, out BigInteger coefficient, out int exponent))
        {
            if (exponent is >= 0 and <= ZerosMax)
            {
                result = coefficient * BigInteger.Pow(10, exponent);
                return true;
            }

            if (coefficient.IsZero)
                return true;
            if (exponent < 0 && exponent >= -ZerosMax)
            {
                result = BigInteger.DivRem(coefficient, BigInteger.Pow(10, -exponent), out BigInteger rest);
                if (rest.IsZero)
                    return true;
            }
        }

        problem = $"Decimal('{Short(text)}') is no integer that can be written out; ask for decimal, string or PyObject";
        return false;
    }

    internal static bool TryRead(object? value, out double result, ref string? problem)
    {
        result = 0;
        if (!TryReadText(value, out string? text))
            return false;
        if (IsSpecial(text))
        {
            // A NaN's payload is lost, which a float has none of to show.
            string name = text.TrimStart('-', '+');
            result = name[0] is 'I' or 'i' ? double.PositiveInfinity : double.NaN;
            if (text[0] == '-')
                result = -result;
            if (name[0] is not ('s' or 'S'))
                return true;
        }
        else if (TryParse(text, out BigInteger coefficient, out int exponent))
        {
            // As exact as a float is when printed: its shortest text is the same number.
            result = double.Parse(text, CultureInfo.InvariantCulture);
            if (double.IsFinite(result)
                && TryParse(result.ToString("R", CultureInfo.InvariantCulture), out BigInteger back, out int backExponent)
                && IsEqual(coefficient, exponent, back, backExponent))
            {
                return true;
            }
        }

        problem = $"Decimal('{Short(text)}') does not fit double; ask for decimal, string or PyObject";
        return false;
    }

    /// <summary>Takes a decimal text apart; not NaN and infinities.</summary>
    internal static bool TryParse(string text, out BigInteger coefficient, out int exponent)
    {
        coefficient = default;
        exponent = 0;
        if (text.Length > DigitsMax)
            return false;
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        int marker = rest.IndexOfAny('e', 'E');
        if (marker >= 0)
        {
            if (!int.TryParse(rest[(marker + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > int.MaxValue / 2)
            {
                return false;
            }

            rest = rest[..marker];
        }

        int point = rest.IndexOf('.');
        string digits = point < 0 ? rest.ToString() : string.Concat(rest[..point], rest[(point + 1)..]);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        exponent -= point < 0 ? 0 : rest.Length - point - 1;
        coefficient = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        if (isNegative)
            coefficient = -coefficient;
        return true;
    }

    // As TryParse, of any length.
    private static bool IsNumber(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        int marker = rest.IndexOfAny('e', 'E');
        ReadOnlySpan<char> digits = marker < 0 ? rest : rest[..marker];
        int point = digits.IndexOf('.');
        bool hasExponent = marker < 0
            || int.TryParse(rest[(marker + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return hasExponent
            && digits.Length > (point < 0 ? 0 : 1)
            && !digits[..Math.Max(point, 0)].ContainsAnyExceptInRange('0', '9')
            && !digits[(point + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsSpecial(string text) =>
        text.TrimStart('-', '+') is var name
        && text.Length - name.Length <= 1
        && (name is "Infinity" or "Inf" or "inf"
            || (name.StartsWith("NaN", StringComparison.Ordinal) && !name.AsSpan(3).ContainsAnyExceptInRange('0', '9'))
            || (name.StartsWith("sNaN", StringComparison.Ordinal) && !name.AsSpan(4).ContainsAnyExceptInRange('0', '9')));

    private static bool IsEqual(decimal number, BigInteger coefficient, int exponent)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        BigInteger digits = ((UInt128)(uint)bits[2] << 64) | ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        return IsEqual(number < 0 ? -digits : digits, -number.Scale, coefficient, exponent);
    }

    private static bool IsEqual(BigInteger left, int leftExponent, BigInteger right, int rightExponent)
    {
        if (left.IsZero || right.IsZero)
            return left.IsZero && right.IsZero;
        int difference = leftExponent - rightExponent;
        if (Math.Abs(difference) > ZerosMax)
            return false;
        return difference >= 0
            ? left * BigInteger.Pow(10, difference) == right
            : right * BigInteger.Pow(10, -difference) == left;
    }

    private static string Short(string text) => text.Length <= 50 ? text : text[..50] + "...";
}
