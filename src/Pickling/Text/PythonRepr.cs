using System.Globalization;
using System.Text;

namespace Pickling.Text;

/// <summary>Python's <c>repr()</c> of numbers, text and bytes: the same characters that Python prints.</summary>
/// <remarks>
/// Printability follows <c>str.isprintable()</c>: the Unicode categories Cc, Cf, Cs, Co, Cn, Zl, Zp and Zs (but for the
/// space) are escaped. The tables are .NET's, which may know a newer Unicode than a given Python.
/// </remarks>
public static class PythonRepr
{
    /// <summary>Characters or bytes that <see cref="Float(double, Span{byte})"/> needs at most.</summary>
    internal const int FloatCharsMax = 32;

    private const string HexDigits = "0123456789abcdef";

    /// <summary>Python's repr of a float: <c>1.0</c>, <c>1e+16</c>, <c>1e-05</c>, <c>inf</c>, <c>nan</c>, <c>-0.0</c>.</summary>
    /// <remarks>The shortest digits that read back as the same double; exponent form from 1e16 and below 1e-4.</remarks>
    public static string Float(double value)
    {
        Span<char> text = stackalloc char[FloatCharsMax];
        return new string(text[..Float(value, text)]);
    }

    /// <summary>Appends Python's repr of a float.</summary>
    public static void AppendFloat(StringBuilder target, double value)
    {
        ArgumentNullException.ThrowIfNull(target);
        Span<char> text = stackalloc char[FloatCharsMax];
        target.Append(text[..Float(value, text)]);
    }

    /// <summary>Python's repr of a str: quoted, with <c>\n</c>, <c>\xNN</c>, <c>\uNNNN</c> and <c>\UNNNNNNNN</c> escapes.</summary>
    public static string Str(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var target = new StringBuilder(value.Length + 2);
        AppendStr(target, value);
        return target.ToString();
    }

    /// <summary>Appends Python's repr of a str, shortened with <c>...</c> after about <paramref name="charsMax"/> characters.</summary>
    /// <returns>Whether the whole text was written.</returns>
    public static bool AppendStr(StringBuilder target, ReadOnlySpan<char> value, int charsMax = int.MaxValue) =>
        AppendText(target, value, charsMax, asciiOnly: false);

    /// <summary>Python's <c>ascii()</c> of a str: its repr with everything beyond ASCII escaped.</summary>
    public static string Ascii(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var target = new StringBuilder(value.Length + 2);
        AppendAscii(target, value);
        return target.ToString();
    }

    /// <summary>Appends Python's <c>ascii()</c> of a str, shortened with <c>...</c> after about <paramref name="charsMax"/> characters.</summary>
    /// <returns>Whether the whole text was written.</returns>
    public static bool AppendAscii(StringBuilder target, ReadOnlySpan<char> value, int charsMax = int.MaxValue) =>
        AppendText(target, value, charsMax, asciiOnly: true);

    /// <summary>Python's repr of bytes: <c>b'...'</c> with <c>\xNN</c> for everything that is not printable ASCII.</summary>
    public static string Bytes(ReadOnlySpan<byte> value)
    {
        var target = new StringBuilder(value.Length + 3);
        AppendBytes(target, value);
        return target.ToString();
    }

    /// <summary>Appends Python's repr of bytes, shortened with <c>...</c> after about <paramref name="charsMax"/> characters.</summary>
    /// <returns>Whether all bytes were written.</returns>
    public static bool AppendBytes(StringBuilder target, ReadOnlySpan<byte> value, int charsMax = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Append('b');
        return AppendQuotedBytes(target, value, charsMax);
    }

    // Python 2 prints its str without the b.
    internal static bool AppendQuotedBytes(StringBuilder target, ReadOnlySpan<byte> value, int charsMax)
    {
        char quote = value.Contains((byte)'\'') && !value.Contains((byte)'"') ? '"' : '\'';
        int start = target.Length;
        target.Append(quote);
        foreach (byte b in value)
        {
            if (target.Length - start >= charsMax)
            {
                target.Append("...").Append(quote);
                return false;
            }

            if (b == quote || b == '\\')
                target.Append('\\').Append((char)b);
            else if (b is >= 0x20 and < 0x7f)
                target.Append((char)b);
            else
                AppendControl(target, b);
        }

        target.Append(quote);
        return true;
    }

    internal static int Float(double value, Span<byte> target)
    {
        Span<char> text = stackalloc char[FloatCharsMax];
        int length = Float(value, text);
        for (int i = 0; i < length; i++)
            target[i] = (byte)text[i];
        return length;
    }

    private static int Float(double value, Span<char> target)
    {
        if (!double.IsFinite(value))
        {
            string special = double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
            special.CopyTo(target);
            return special.Length;
        }

        // d.ddddE+xxx holds the shortest digits and the exponent; only the layout is Python's own.
        Span<char> scientific = stackalloc char[FloatCharsMax];
        value.TryFormat(scientific, out int length, "R", CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[FloatCharsMax];
        int digitCount = SplitDigits(scientific[..length], digits, out bool negative, out int point);

        int written = 0;
        if (negative)
            target[written++] = '-';

        // The value is 0.d1d2d3... times 10 to the power of point.
        if (point is > 16 or < -3)
        {
            target[written++] = digits[0];
            if (digitCount > 1)
            {
                target[written++] = '.';
                digits[1..digitCount].CopyTo(target[written..]);
                written += digitCount - 1;
            }

            int exponent = point - 1;
            target[written++] = 'e';
            target[written++] = exponent < 0 ? '-' : '+';
            Math.Abs(exponent).TryFormat(target[written..], out int exponentLength, "00", CultureInfo.InvariantCulture);
            return written + exponentLength;
        }

        if (point <= 0)
        {
            target[written++] = '0';
            target[written++] = '.';
            target.Slice(written, -point).Fill('0');
            written -= point;
            digits[..digitCount].CopyTo(target[written..]);
            return written + digitCount;
        }

        for (int i = 0; i < point; i++)
            target[written++] = i < digitCount ? digits[i] : '0';
        target[written++] = '.';
        if (digitCount <= point)
        {
            target[written++] = '0';
            return written;
        }

        digits[point..digitCount].CopyTo(target[written..]);
        return written + digitCount - point;
    }

    // Takes 1.25E-07, 0.00125 and 125000 apart into the digits 125 and the place of the decimal point before them.
    private static int SplitDigits(ReadOnlySpan<char> text, Span<char> digits, out bool negative, out int point)
    {
        int count = 0;
        int integerDigits = 0;
        int exponent = 0;
        bool fraction = false;
        negative = text[0] == '-';
        for (int i = negative ? 1 : 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '.')
            {
                fraction = true;
            }
            else if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (c == '0' && count == 0)
            {
                // A leading zero is no digit, but after the point it moves the point.
                if (fraction)
                    integerDigits--;
            }
            else
            {
                digits[count++] = c;
                if (!fraction)
                    integerDigits++;
            }
        }

        while (count > 0 && digits[count - 1] == '0')
            count--;
        point = integerDigits + exponent;
        if (count == 0)
        {
            digits[0] = '0';
            count = 1;
            point = 1;
        }

        return count;
    }

    private static bool AppendText(StringBuilder target, ReadOnlySpan<char> value, int charsMax, bool asciiOnly)
    {
        ArgumentNullException.ThrowIfNull(target);
        char quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        int start = target.Length;
        target.Append(quote);
        for (int i = 0; i < value.Length; i++)
        {
            if (target.Length - start >= charsMax)
            {
                target.Append("...").Append(quote);
                return false;
            }

            char c = value[i];
            if (c == quote || c == '\\')
            {
                target.Append('\\').Append(c);
            }
            else if (c is >= ' ' and < '\x7f')
            {
                target.Append(c);
            }
            else if (c < 0x80)
            {
                AppendControl(target, c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                int codePoint = char.ConvertToUtf32(c, value[++i]);
                if (asciiOnly || !IsPrintable(CharUnicodeInfo.GetUnicodeCategory(codePoint)))
                    AppendEscape(target, codePoint);
                else
                    target.Append(c).Append(value[i]);
            }
            else if (asciiOnly || !IsPrintable(CharUnicodeInfo.GetUnicodeCategory(c)))
            {
                AppendEscape(target, c);
            }
            else
            {
                target.Append(c);
            }
        }

        target.Append(quote);
        return true;
    }

    private static bool IsPrintable(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private static void AppendControl(StringBuilder target, int value)
    {
        switch (value)
        {
            case '\n':
                target.Append("\\n");
                break;
            case '\r':
                target.Append("\\r");
                break;
            case '\t':
                target.Append("\\t");
                break;
            default:
                AppendEscape(target, value);
                break;
        }
    }

    private static void AppendEscape(StringBuilder target, int codePoint)
    {
        (char letter, int digits) = codePoint switch
        {
            <= 0xff => ('x', 2),
            <= 0xffff => ('u', 4),
            _ => ('U', 8),
        };
        target.Append('\\').Append(letter);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
            target.Append(HexDigits[(codePoint >> shift) & 15]);
    }
}
