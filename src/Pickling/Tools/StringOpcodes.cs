using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>The opcodes that make a text, both ways: the text of one, and the opcode for another text.</summary>
internal static class StringOpcodes
{
    internal static bool Contains(Opcode opcode) =>
        opcode is Opcode.Unicode or Opcode.BinUnicode or Opcode.ShortBinUnicode or Opcode.BinUnicode8 || IsPython2(opcode);

    /// <summary>The text; null for a Python 2 <c>str</c> that is not UTF-8, and so is not text for all that can be known.</summary>
    internal static string? Text(ref PickleReader reader)
    {
        if (!IsPython2(reader.Opcode))
            return reader.GetString();
        var argument = reader.Argument;
        if (reader.Opcode == Opcode.String)
        {
            if (argument.Length < 2 || argument[0] != argument[^1] || argument[0] is not ((byte)'\'' or (byte)'"'))
                return null;
            argument = PythonEscape.Decode(argument[1..^1]);
        }

        return Utf8.IsValid(argument) ? Encoding.UTF8.GetString(argument) : null;
    }

    /// <summary>The opcode that makes a text, of the same kind as another and as CPython would choose it.</summary>
    /// <param name="like">The opcode that made the text before.</param>
    /// <param name="text">The text.</param>
    /// <param name="isFramed">Whether the pickle is of protocol 4 or later, where short texts have an opcode.</param>
    internal static byte[] Make(Opcode like, string text, bool isFramed)
    {
        switch (like)
        {
            case Opcode.Unicode:
                var line = new byte[RawUnicodeEscape.ByteCount(text) + 2];
                RawUnicodeEscape.Encode(text, line.AsSpan(1));
                line[0] = (byte)Opcode.Unicode;
                line[^1] = (byte)'\n';
                return line;
            case Opcode.String:
                // Python 2 wrote the repr of a str: that of bytes without its b.
                var repr = PythonRepr.Bytes(Utf8Bytes(text)).AsSpan(1);
                return Encoding.ASCII.GetBytes($"S{repr}\n");
            case Opcode.BinString or Opcode.ShortBinString:
                var bytes = Utf8Bytes(text);
                return bytes.Length <= byte.MaxValue
                    ? [(byte)Opcode.ShortBinString, (byte)bytes.Length, .. bytes]
                    : Counted(Opcode.BinString, bytes);
            default:
                var utf8 = Utf8Bytes(text);
                return (isFramed || like is Opcode.ShortBinUnicode) && utf8.Length <= byte.MaxValue
                    ? [(byte)Opcode.ShortBinUnicode, (byte)utf8.Length, .. utf8]
                    : Counted(Opcode.BinUnicode, utf8);
        }
    }

    private static bool IsPython2(Opcode opcode) => opcode is Opcode.String or Opcode.BinString or Opcode.ShortBinString;

    private static byte[] Utf8Bytes(string text)
    {
        var bytes = new byte[SurrogateUtf8.ByteCount(text)];
        SurrogateUtf8.Encode(text, bytes);
        return bytes;
    }

    private static byte[] Counted(Opcode opcode, byte[] bytes)
    {
        var result = new byte[bytes.Length + 5];
        result[0] = (byte)opcode;
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(1), bytes.Length);
        bytes.CopyTo(result, 5);
        return result;
    }
}
