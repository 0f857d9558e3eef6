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
}
