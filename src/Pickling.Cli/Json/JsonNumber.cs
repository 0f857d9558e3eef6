using System.Globalization;
using System.Numerics;

namespace Pickling.Cli.Json;

/// <summary>The text of large integers.</summary>
internal static class JsonNumber
{
    // 4300 digits, as far as Python goes: beyond, decimal digits take time that grows faster than the number.
    private const long DecimalBitsMax = 14_284;

    /// <summary>Decimal digits; hexadecimal ones (<c>-0x1f</c>) of an integer over about 4300 digits.</summary>
    internal static string Format(BigInteger value)
    {
        TryFormat(value, out var text);
        return text;
    }

    /// <summary>The same; whether they are decimal and so a number of JSON.</summary>
    internal static bool TryFormat(BigInteger value, out string text)
    {
        var isDecimal = value.GetBitLength() <= DecimalBitsMax;
        text = isDecimal
            ? value.ToString(CultureInfo.InvariantCulture)
            : (value.Sign < 0 ? "-0x" : "0x") + BigInteger.Abs(value).ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return isDecimal;
    }

    /// <summary>The integer that <see cref="Format"/> wrote so; null when it is none.</summary>
    internal static BigInteger? Parse(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        var isHexadecimal = digits.StartsWith("0x");
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var magnitude = isHexadecimal ? string.Concat("0", digits[2..]) : digits;
        if (!BigInteger.TryParse(magnitude, style, CultureInfo.InvariantCulture, out var value))
            return null;
        return digits.Length < text.Length ? -value : value;
    }
}
