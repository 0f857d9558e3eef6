using System.Globalization;

namespace Pickling.Text;

/// <summary>The text of a FLOAT opcode: read with CPython's C rules (no blanks, no underscores, no hex), written as Python 2 does.</summary>
internal static class PythonFloat
{
    // Long enough to tell what is wrong, short enough for a message.
    private const int QuotedCharsMax = 60;

    internal static double Parse(ReadOnlySpan<byte> text)
    {
        if (!IsNumber(text))
            return ParseSpecial(text);

        double value = double.Parse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture);
        // _pickle's load_float: PyOS_string_to_double(s, &endptr, PyExc_OverflowError).
        if (double.IsInfinity(value))
            throw new PickleException($"value too large to convert to float: {Quote(text)}");
        return value;
    }

    /// <summary>C's <c>%.17g</c>: <c>1</c>, <c>0.10000000000000001</c>, <c>1e+17</c>, <c>inf</c>, <c>nan</c>.</summary>
    internal static string Of17Digits(double value) => double.IsFinite(value)
        ? value.ToString("G17", CultureInfo.InvariantCulture).Replace('E', 'e')
        : PythonRepr.Float(value);

    // [+-] (digits [. digits?] | . digits) ([eE] [+-]? digits)?
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        int i = 0;
        if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
            i++;
        int digits = SkipDigits(text, ref i);
        if (i < text.Length && text[i] == '.')
        {
            i++;
            digits += SkipDigits(text, ref i);
        }

        if (digits == 0)
            return false;
        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
                i++;
            if (SkipDigits(text, ref i) == 0)
                return false;
        }

        return i == text.Length;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, ref int i)
    {
        int start = i;
        while (i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9')
            i++;
        return i - start;
    }

    private static double ParseSpecial(ReadOnlySpan<byte> text)
    {
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> word = negative || (text.Length > 0 && text[0] == '+') ? text[1..] : text;
        if (System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(word, "infinity"u8))
            return negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (System.Text.Ascii.EqualsIgnoreCase(word, "nan"u8))
        {
            // .NET's NaN constant has its sign bit set, C's nan has not.
            return BitConverter.UInt64BitsToDouble(negative ? 0xfff8000000000000 : 0x7ff8000000000000);
        }

        throw new PickleException($"could not convert string to float: {Quote(text)}");
    }

    private static string Quote(ReadOnlySpan<byte> text) =>
        PythonRepr.Bytes(text[..Math.Min(text.Length, QuotedCharsMax)])[1..];
}
