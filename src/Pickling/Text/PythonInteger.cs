using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Pickling.Text;

/// <summary>Reads the text of an INT or LONG opcode as Python's <c>int()</c> does.</summary>
/// <remarks>
/// Decimal with an optional sign, blanks around it and single underscores between digits. The base prefixes 0x, 0o and
/// 0b are read too, as CPython up to 3.13 does (base 0); leading zeros are decimal, as from 3.14.
/// </remarks>
internal static class PythonInteger
{
    private const int QuotedCharsMax = 60;

    // A long has 19 digits at most; with 18 nothing can overflow.
    private const int SmallDigitsMax = 18;

    /// <summary>Reads an integer: true when it fits <paramref name="small"/>, false when it is in <paramref name="big"/>.</summary>
    internal static bool Parse(ReadOnlySpan<byte> text, int digitsMax, out long small, out BigInteger big)
    {
        big = default;
        small = 0;
        if (digitsMax >= SmallDigitsMax && TryParseShort(text, out small))
            return true;

        ReadOnlySpan<byte> trimmed = Trim(text);
        bool negative = trimmed.Length > 0 && trimmed[0] == '-';
        ReadOnlySpan<byte> digits = negative || (trimmed.Length > 0 && trimmed[0] == '+') ? trimmed[1..] : trimmed;
        int bitsPerDigit = 0;
        if (digits.Length > 2 && digits[0] == '0')
        {
            bitsPerDigit = (digits[1] | 0x20) switch { 'x' => 4, 'o' => 3, 'b' => 1, _ => 0 };
            if (bitsPerDigit != 0)
                digits = digits[2..];
        }

        // int("0x_1f") is fine, int("_1") is not.
        byte[] rented = ArrayPool<byte>.Shared.Rent(digits.Length + 1);
        try
        {
            int count = RemoveUnderscores(digits, bitsPerDigit, rented.AsSpan(1));
            if (count <= 0)
                throw new PickleException($"invalid literal for int(): {Quote(text)}");
            if (bitsPerDigit == 0 && count > digitsMax)
            {
                throw new PickleLimitException(
                    $"the integer has {count} digits, the limit is {digitsMax} (PickleLimits.IntegerDigitsMax)");
            }

            big = bitsPerDigit == 0 ? ParseDecimal(rented.AsSpan(1, count)) : ParseBits(rented.AsSpan(1, count), bitsPerDigit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        if (negative)
            big = -big;
        if (big < long.MinValue || big > long.MaxValue)
            return false;
        small = (long)big;
        big = default;
        return true;
    }

    private static bool TryParseShort(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > SmallDigitsMax)
            return false;
        long sum = 0;
        foreach (byte b in digits)
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            sum = (sum * 10) + (b - '0');
        }

        value = negative ? -sum : sum;
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\n\r\v\f"u8);

    // Copies the digits without underscores; -1 when a digit is none of the base or an underscore stands at an end.
    private static int RemoveUnderscores(ReadOnlySpan<byte> digits, int bitsPerDigit, Span<byte> target)
    {
        int count = 0;
        bool digitBefore = bitsPerDigit != 0;
        for (int i = 0; i < digits.Length; i++)
        {
            byte b = digits[i];
            if (b == '_')
            {
                if (!digitBefore || i == digits.Length - 1)
                    return -1;
                digitBefore = false;
                continue;
            }

            int value = b switch
            {
                >= (byte)'0' and <= (byte)'9' => b - '0',
                >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
                _ => int.MaxValue,
            };
            if (value >= (bitsPerDigit == 0 ? 10 : 1 << bitsPerDigit))
                return -1;
            target[count++] = b;
            digitBefore = true;
        }

        return count;
    }

    private static BigInteger ParseDecimal(ReadOnlySpan<byte> digits) =>
        BigInteger.Parse(System.Text.Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture);

    private static BigInteger ParseBits(ReadOnlySpan<byte> digits, int bitsPerDigit)
    {
        byte[] bytes = new byte[(((long)digits.Length * bitsPerDigit) + 7) / 8];
        long bit = 0;
        for (int i = digits.Length - 1; i >= 0; i--, bit += bitsPerDigit)
        {
            byte b = digits[i];
            int value = b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
            int index = (int)(bit >> 3);
            int shifted = value << (int)(bit & 7);
            bytes[index] |= (byte)shifted;
            if (shifted > 0xff)
                bytes[index + 1] |= (byte)(shifted >> 8);
        }

        return new BigInteger(bytes, isUnsigned: true);
    }

    private static string Quote(ReadOnlySpan<byte> text) =>
        PythonRepr.Bytes(text[..Math.Min(text.Length, QuotedCharsMax)])[1..];
}
