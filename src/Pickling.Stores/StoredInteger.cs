using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pickling.Stores;

/// <summary>Ints as their digits, the form that servers can count in.</summary>
internal static class StoredInteger
{
    // Python's int() and str() refuse more, as their time grows with the square.
    private const int DigitsMax = 4300;
    private static readonly BigInteger Bound = BigInteger.Pow(10, DigitsMax);

    /// <summary>The digits of an int; null for other values, and for ints that Python would not read from digits.</summary>
    public static string? Digits<T>(T value) => value switch
    {
        BigInteger big when BigInteger.Abs(big) >= Bound => null,
        sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 or BigInteger =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Reads digits with a sign before and spaces behind, which a decr of memcached leaves; false when they are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out BigInteger number)
    {
        number = default;
        ReadOnlySpan<byte> text = digits.TrimEnd((byte)' ');
        return text.Length <= DigitsMax + 1
            && BigInteger.TryParse(Encoding.Latin1.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
