using System.Globalization;
using System.Numerics;

namespace Pickling.Caching.Keys;

/// <summary>What a Decimal amounts to, of any size: equal ones are the same coefficient and scale.</summary>
/// <param name="Coefficient">The digits, without zeros behind the point.</param>
/// <param name="Scale">How many of them stand behind the point; negative: so many zeros before it that they are not written out.</param>
internal readonly record struct ExactDecimal(BigInteger Coefficient, long Scale)
{
    // Of more digits, a Decimal counts as its text; Python's own default precision is 28.
    private const int DigitsMax = 10_000;

    // 2**-1074, the smallest double, has that many places.
    private const int DoublePlacesMax = 1074;

    // Beyond what Python's decimal itself has.
    private const long ExponentMax = 2_000_000_000_000_000_000;

    public static ExactDecimal Of(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 0xff;
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

        return new ExactDecimal(parts[3] < 0 ? -coefficient : coefficient, scale);
    }

    /// <summary>Reads Python's <c>str(Decimal)</c>: <c>-1.50</c>, <c>1E+400</c>; null for others, such as <c>NaN</c>.</summary>
    public static ExactDecimal? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith("-");
        rest = rest.TrimStart("+-");
        long exponent = 0;
        int mark = rest.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!long.TryParse(rest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is < -ExponentMax or > ExponentMax)
            {
                return null;
            }

            rest = rest[..mark];
        }

        int point = rest.IndexOf('.');
        string digits = point < 0 ? rest.ToString() : string.Concat(rest[..point], rest[(point + 1)..]);
        int places = point < 0 ? 0 : rest.Length - point - 1;
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        ReadOnlySpan<char> significant = digits.AsSpan().TrimEnd('0');
        long zeros = exponent - places + (digits.Length - significant.Length);
        significant = significant.TrimStart('0');
        if (significant.IsEmpty)
        {
            return new ExactDecimal(BigInteger.Zero, 0);
        }

        if (significant.Length > DigitsMax)
        {
            return null;
        }

        var coefficient = BigInteger.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture);
        if (zeros > 0 && significant.Length + zeros <= DigitsMax)
        {
            coefficient *= BigInteger.Pow(10, (int)zeros);
            zeros = 0;
        }

        return new ExactDecimal(isNegative ? -coefficient : coefficient, -zeros);
    }

    /// <summary>The int or double that is equal in Python, else null.</summary>
    public object? Simplest()
    {
        if (Scale == 0)
        {
            return Coefficient;
        }

        if (Scale is < 0 or > DoublePlacesMax)
        {
            return null;
        }

        // A double is equal if dividing by two is enough: coefficient / (2 * 5) ** scale with all fives gone.
        int scale = (int)Scale;
        BigInteger halves = BigInteger.DivRem(Coefficient, BigInteger.Pow(5, scale), out BigInteger rest);
        if (!rest.IsZero || BigInteger.Abs(halves) >= BigInteger.One << 53)
        {
            return null;
        }

        double number = Math.ScaleB((double)halves, -scale);
        return Math.ScaleB(number, scale) == (double)halves ? number : null;
    }
}
