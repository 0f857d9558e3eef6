using System.Buffers;
using System.Buffers.Text;

namespace Pickling.Text;

/// <summary>Python's <c>raw-unicode-escape</c> as protocol 0 writes it (UNICODE).</summary>
/// <remarks>
/// Latin-1 stays as it is, everything beyond becomes <c>\uxxxx</c> or <c>\Uxxxxxxxx</c> in lower-case hex. What would
/// break the line or be read as an escape is escaped too: backslash, NUL, LF, CR and 0x1a; up to CPython 3.6 only
/// backslash and LF (<c>controlsStay</c>).
/// </remarks>
internal static class RawUnicodeEscape
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\0\n\r\x1a");

    internal static int ByteCount(ReadOnlySpan<char> text, bool controlsStay = false)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c <= 0xff)
            {
                count += IsEscaped(c, controlsStay) ? 6 : 1;
            }
            else if (IsPair(text, i))
            {
                count += 10;
                i++;
            }
            else
            {
                count += 6;
            }
        }

        return count;
    }

    internal static int Encode(ReadOnlySpan<char> text, Span<byte> target, bool controlsStay = false)
    {
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c <= 0xff && !IsEscaped(c, controlsStay))
            {
                target[written++] = (byte)c;
            }
            else if (IsPair(text, i))
            {
                written += WriteEscape(target[written..], 'U', 8, char.ConvertToUtf32(c, text[++i]));
            }
            else
            {
                written += WriteEscape(target[written..], 'u', 4, c);
            }
        }

        return written;
    }

    internal static string Decode(ReadOnlySpan<byte> text) => Decode(text, out _);

    internal static string Decode(ReadOnlySpan<byte> text, out int[]? splits)
    {
        splits = null;
        if (!text.Contains((byte)'\\'))
            return System.Text.Encoding.Latin1.GetString(text);

        // An escape of six bytes makes one char, one of ten at most two: never more chars than bytes.
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        var pairs = new SplitPairs();
        try
        {
            int written = 0;
            int i = 0;
            while (i < text.Length)
            {
                byte b = text[i];
                if (b != '\\' || i + 1 >= text.Length)
                {
                    buffer[written++] = (char)b;
                    i++;
                }
                else if (text[i + 1] is (byte)'u' or (byte)'U')
                {
                    i += ReadEscape(text, i, buffer, ref written, ref pairs);
                }
                else
                {
                    // A backslash that escapes nothing takes its successor along, so that in \\u the second one
                    // does not start an escape: only an odd number of backslashes does.
                    buffer[written++] = '\\';
                    buffer[written++] = (char)text[i + 1];
                    i += 2;
                }
            }

            splits = pairs.Found;
            return new string(buffer, 0, written);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static bool IsEscaped(char c, bool controlsStay) => Escaped.Contains(c) && (!controlsStay || c is '\\' or '\n');

    private static bool IsPair(ReadOnlySpan<char> text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);

    private static int WriteEscape(Span<byte> target, char letter, int digits, int codePoint)
    {
        target[0] = (byte)'\\';
        target[1] = (byte)letter;
        for (int i = 0; i < digits; i++)
        {
            int nibble = (codePoint >> ((digits - 1 - i) * 4)) & 15;
            target[2 + i] = (byte)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
        }

        return 2 + digits;
    }

    private static int ReadEscape(ReadOnlySpan<byte> text, int start, char[] target, ref int written, ref SplitPairs pairs)
    {
        bool isLong = text[start + 1] == 'U';
        int digits = isLong ? 8 : 4;
        ReadOnlySpan<byte> hex = text[(start + 2)..];
        if (hex.Length > digits)
            hex = hex[..digits];
        if (hex.Length < digits
            || !Utf8Parser.TryParse(hex, out uint codePoint, out int consumed, 'x')
            || consumed != digits)
        {
            int bad = start + 2;
            while (bad < text.Length && bad < start + 2 + digits && char.IsAsciiHexDigit((char)text[bad]))
                bad++;
            throw new PickleException(
                $"'rawunicodeescape' codec can't decode bytes in position {start}-{bad - 1}: truncated \\{(isLong ? "UXXXXXXXX" : "uXXXX")} escape");
        }

        if (codePoint > 0x10ffff)
        {
            throw new PickleException(
                $"'rawunicodeescape' codec can't decode bytes in position {start}-{start + 9}: \\Uxxxxxxxx out of range");
        }

        if (codePoint > 0xffff)
        {
            target[written++] = (char)(0xd800 + ((codePoint - 0x10000) >> 10));
            target[written++] = (char)(0xdc00 + ((codePoint - 0x10000) & 0x3ff));
        }
        else
        {
            if (codePoint is >= 0xd800 and <= 0xdfff)
                pairs.Add((char)codePoint, written);
            target[written++] = (char)codePoint;
        }

        return 2 + digits;
    }
}
