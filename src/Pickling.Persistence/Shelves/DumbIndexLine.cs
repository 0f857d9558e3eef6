using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Pickling.Persistence.Shelves;

/// <summary>A line of a <c>.dir</c> file: <c>'key', (position, size)</c>, the key as Python's repr of its Latin-1 text.</summary>
internal static class DumbIndexLine
{
    public static string Format(ReadOnlySpan<byte> key, DumbEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{FormatKey(key)}, ({entry.Position}, {entry.Size})\n");

    /// <summary>Python's repr of a Latin-1 text.</summary>
    public static string FormatKey(ReadOnlySpan<byte> key)
    {
        char quote = key.Contains((byte)'\'') && !key.Contains((byte)'"') ? '"' : '\'';
        StringBuilder text = new(key.Length + 2);
        text.Append(quote);
        foreach (byte value in key)
        {
            switch (value)
            {
                case (byte)'\n':
                    text.Append("\\n");
                    break;
                case (byte)'\r':
                    text.Append("\\r");
                    break;
                case (byte)'\t':
                    text.Append("\\t");
                    break;
                case (byte)'\\':
                    text.Append("\\\\");
                    break;
                case < 0x20 or (>= 0x7f and <= 0xa0) or 0xad:
                    text.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture));
                    break;
                default:
                    if (value == quote)
                    {
                        text.Append('\\');
                    }

                    text.Append((char)value);
                    break;
            }
        }

        return text.Append(quote).ToString();
    }

    /// <summary>Reads a line; false when it is none that any Python writes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out byte[] key, out DumbEntry entry)
    {
        entry = default;
        return TryParseKey(line, out key, out int used) && TryParseEntry(line[used..], out entry);
    }

    private static bool TryParseKey(ReadOnlySpan<byte> line, out byte[] key, out int used)
    {
        key = [];
        used = 0;

        // Python 2 writes u'' for a unicode key; b'' would mean the same bytes.
        if (line.Length > 0 && line[0] is (byte)'u' or (byte)'b')
        {
            used = 1;
        }

        if (used >= line.Length || line[used] is not ((byte)'\'' or (byte)'"'))
        {
            return false;
        }

        byte quote = line[used++];
        List<byte> bytes = [];
        while (used < line.Length)
        {
            byte value = line[used++];
            if (value == quote)
            {
                key = [.. bytes];
                return true;
            }

            if (value == (byte)'\\' && !TryParseEscape(line, ref used, out value))
            {
                return false;
            }

            bytes.Add(value);
        }

        return false;
    }

    private static bool TryParseEscape(ReadOnlySpan<byte> line, ref int used, out byte value)
    {
        value = 0;
        if (used >= line.Length)
        {
            return false;
        }

        byte letter = line[used++];
        value = letter switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => letter,
        };
        if (letter != (byte)'x')
        {
            return letter is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'\\' or (byte)'\'' or (byte)'"';
        }

        bool isHex = line.Length - used >= 2
            && Utf8Parser.TryParse(line.Slice(used, 2), out value, out int digits, 'x')
            && digits == 2;
        used += 2;
        return isHex;
    }

    // `, (position, size)`, to the end of the line.
    private static bool TryParseEntry(ReadOnlySpan<byte> text, out DumbEntry entry)
    {
        entry = default;
        if (!text.StartsWith(", ("u8) || !text.EndsWith(")"u8))
        {
            return false;
        }

        text = text[3..^1];
        if (!Utf8Parser.TryParse(text, out long position, out int used) || !text[used..].StartsWith(", "u8))
        {
            return false;
        }

        text = text[(used + 2)..];
        if (!Utf8Parser.TryParse(text, out int size, out used) || used != text.Length || position < 0 || size < 0)
        {
            return false;
        }

        entry = new DumbEntry(position, size);
        return position < long.MaxValue / 2;
    }
}
