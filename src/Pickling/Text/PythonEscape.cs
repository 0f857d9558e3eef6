namespace Pickling.Text;

/// <summary>Reads the escapes of Python 2 string literals, as the STRING opcode holds them (<c>codecs.escape_decode</c>).</summary>
internal static class PythonEscape
{
    internal static byte[] Decode(ReadOnlySpan<byte> text)
    {
        int backslash = text.IndexOf((byte)'\\');
        if (backslash < 0)
            return text.ToArray();

        byte[] target = new byte[text.Length];
        text[..backslash].CopyTo(target);
        int written = backslash;
        int i = backslash;
        while (i < text.Length)
        {
            byte b = text[i++];
            if (b != '\\')
            {
                target[written++] = b;
                continue;
            }

            if (i == text.Length)
                throw new PickleException("Trailing \\ in string");
            byte escape = text[i++];
            switch (escape)
            {
                case (byte)'\n':
                    break;
                case (byte)'\\' or (byte)'\'' or (byte)'"':
                    target[written++] = escape;
                    break;
                case (byte)'a':
                    target[written++] = 0x07;
                    break;
                case (byte)'b':
                    target[written++] = 0x08;
                    break;
                case (byte)'f':
                    target[written++] = 0x0c;
                    break;
                case (byte)'n':
                    target[written++] = 0x0a;
                    break;
                case (byte)'r':
                    target[written++] = 0x0d;
                    break;
                case (byte)'t':
                    target[written++] = 0x09;
                    break;
                case (byte)'v':
                    target[written++] = 0x0b;
                    break;
                case >= (byte)'0' and <= (byte)'7':
                    int octal = escape - '0';
                    for (int digits = 1; digits < 3 && i < text.Length && text[i] is >= (byte)'0' and <= (byte)'7'; digits++)
                        octal = (octal << 3) | (text[i++] - '0');
                    // codecs.escape_decode: \400 and above lose their ninth bit.
                    target[written++] = (byte)octal;
                    break;
                case (byte)'x':
                    if (i + 2 > text.Length || !char.IsAsciiHexDigit((char)text[i]) || !char.IsAsciiHexDigit((char)text[i + 1]))
                        throw new PickleException($"invalid \\x escape at position {i - 2}");
                    target[written++] = (byte)((HexValue(text[i]) << 4) | HexValue(text[i + 1]));
                    i += 2;
                    break;
                default:
                    target[written++] = (byte)'\\';
                    target[written++] = escape;
                    break;
            }
        }

        return target.AsSpan(0, written).ToArray();
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
