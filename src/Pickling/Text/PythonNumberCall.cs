using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pickling.Text;

/// <summary>
/// What Python's <c>int(bytes)</c> and <c>float(bytes)</c> make of text: blanks around the number and single underscores
/// between its digits are allowed, prefixes are not. The token reader follows pickletools, which calls them; the machine
/// follows CPython's C loader, which is stricter in one way and laxer in another.
/// </summary>
internal static class PythonNumberCall
{
    // sys.get_int_max_str_digits(), which guards text to int and int to text alike.
    internal const int IntegerDigitsMax = 4300;

    /// <summary>Python's <c>int(text)</c>.</summary>
    /// <exception cref="PickleException">Not an integer, in Python's words.</exception>
    /// <exception cref="PickleLimitException">More than 4300 digits.</exception>
    internal static BigInteger ParseInteger(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
            start++;
        var isNegative = start < text.Length && text[start] == '-';
        if (isNegative || (start < text.Length && text[start] == '+'))
            start++;

        var end = start;
        var digitCount = 0;
        while (end < text.Length && (char.IsAsciiDigit((char)text[end]) || text[end] == '_'))
        {
            if (text[end] != '_')
                digitCount++;
            else if (end == start || text[end - 1] == '_')
                throw InvalidInteger(text);
            end++;
        }

        var rest = end;
        while (rest < text.Length && IsSpace(text[rest]))
            rest++;
        if (end == start || text[end - 1] == '_' || rest != text.Length)
            throw InvalidInteger(text);
        if (digitCount > IntegerDigitsMax)
        {
            throw new PickleLimitException(
                $"Exceeds the limit ({IntegerDigitsMax} digits) for integer string conversion: value has {digitCount}" +
                " digits; use sys.set_int_max_str_digits() to increase the limit");
        }

        var number = text[start..end];
        if (number.Length < 19 && Utf8Parser.TryParse(number, out long small, out var used) && used == number.Length)
            return isNegative ? -small : small;
        Span<byte> ascii = stackalloc byte[digitCount];
        DropUnderscores(number, ascii);
        Span<char> digits = stackalloc char[digitCount];
        Ascii.ToUtf16(ascii, digits, out _);
        var magnitude = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return isNegative ? -magnitude : magnitude;
    }

    /// <summary>Python's <c>float(text)</c>.</summary>
    /// <exception cref="PickleException">Not a float, in Python's words.</exception>
    internal static double ParseFloat(ReadOnlySpan<byte> text)
    {
        var number = text;
        while (number.Length > 0 && IsSpace(number[0]))
            number = number[1..];
        while (number.Length > 0 && IsSpace(number[^1]))
            number = number[..^1];
        if (number.Contains((byte)'_'))
        {
            for (var i = 0; i < number.Length; i++)
            {
                if (number[i] == '_' && !(IsDigitAt(number, i - 1) && IsDigitAt(number, i + 1)))
                    throw InvalidFloat(text);
            }

            var digits = new byte[number.Length - number.Count((byte)'_')];
            DropUnderscores(number, digits);
            number = digits;
        }

        var isNegative = number.Length > 0 && number[0] == '-';
        var magnitude = isNegative || (number.Length > 0 && number[0] == '+') ? number[1..] : number;
        double value;
        if (Ascii.EqualsIgnoreCase(magnitude, "inf"u8) || Ascii.EqualsIgnoreCase(magnitude, "infinity"u8))
            value = double.PositiveInfinity;
        else if (Ascii.EqualsIgnoreCase(magnitude, "nan"u8))
            value = double.NaN;
        else if (!IsDecimalFloat(magnitude) ||
            !double.TryParse(
                magnitude,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value))
        {
            throw InvalidFloat(text);
        }

        return isNegative ? -value : value;
    }

    // digits [. digits] | . digits, then optionally e [sign] digits
    private static bool IsDecimalFloat(ReadOnlySpan<byte> text)
    {
        var position = SkipDigits(text, 0);
        var digitCount = position;
        if (position < text.Length && text[position] == '.')
        {
            var fraction = position + 1;
            position = SkipDigits(text, fraction);
            digitCount += position - fraction;
        }

        if (digitCount == 0)
            return false;
        if (position == text.Length)
            return true;
        if ((text[position] | 0x20) != 'e')
            return false;
        position++;
        if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
            position++;
        return position < text.Length && SkipDigits(text, position) == text.Length;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int position)
    {
        while (IsDigitAt(text, position))
            position++;
        return position;
    }

    private static bool IsDigitAt(ReadOnlySpan<byte> text, int position) =>
        (uint)position < (uint)text.Length && char.IsAsciiDigit((char)text[position]);

    // C's isspace, which is narrower than str.strip().
    private static bool IsSpace(byte character) => character is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static void DropUnderscores(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var count = 0;
        foreach (var character in source)
        {
            if (character != '_')
                target[count++] = character;
        }
    }

    private static PickleException InvalidInteger(ReadOnlySpan<byte> text)
    {
        // C formats the text with %.200R.
        var repr = PythonRepr.Bytes(text[..Math.Min(text.Length, 200)]);
        return new PickleException($"invalid literal for int() with base 10: {repr[..Math.Min(repr.Length, 200)]}");
    }

    private static PickleException InvalidFloat(ReadOnlySpan<byte> text) =>
        new($"could not convert string to float: {PythonRepr.Bytes(text)}");
}
