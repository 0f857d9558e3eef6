using System.Globalization;
using System.Text;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>
/// Python's repr of an opcode's text argument, exact where a .NET string is not: two lone surrogates in a row are two
/// characters in Python but look like one in UTF-16, and CPython 3.13 knows fewer characters than .NET.
/// </summary>
internal static class TextArgument
{
    internal static string Repr(ref PickleReader reader)
    {
        var text = reader.GetString();
        var repr = PythonRepr.Str(text);
        if (Ascii.IsValid(text))
            return repr;
        var split = IndexAfterSplitSurrogate(reader.Argument, reader.Info.ArgumentKind);
        if (split >= 0)
            repr = ReprSplit(reader.Argument, reader.Info.ArgumentKind, text, split);
        return EscapeNewCharacters(repr);
    }

    // Where a high surrogate ends that is written apart from the low one that follows it; -1 when there is none.
    private static int IndexAfterSplitSurrogate(ReadOnlySpan<byte> argument, ArgumentKind kind)
    {
        switch (kind)
        {
            case ArgumentKind.UnicodeString1 or ArgumentKind.UnicodeString4 or ArgumentKind.UnicodeString8:
                // In valid UTF-8, ED starts three bytes: ED A0..AF xx is a high surrogate, ED B0..BF xx a low one.
                for (var i = 0; i + 5 < argument.Length; i++)
                {
                    if (argument[i] == 0xed && argument[i + 3] == 0xed && argument[i + 1] is >= 0xa0 and < 0xb0 &&
                        argument[i + 4] >= 0xb0)
                    {
                        return i + 3;
                    }
                }

                return -1;
            case ArgumentKind.UnicodeStringLine:
                return IndexAfterEscapedHighSurrogate(argument);
            default:
                return -1;
        }
    }

    // \ud83d or \U0000d83d before a backslash. Cutting there does no harm where it is no escape or no low one follows.
    private static int IndexAfterEscapedHighSurrogate(ReadOnlySpan<byte> argument)
    {
        for (var i = 4; i + 2 < argument.Length; i++)
        {
            if (argument[i] == '\\' && (argument[i + 1] | 0x20) == 'u' && (argument[i - 4] | 0x20) == 'd' &&
                (char)argument[i - 3] is '8' or '9' or 'a' or 'b' or 'A' or 'B')
            {
                return i;
            }
        }

        return -1;
    }

    private static string ReprSplit(ReadOnlySpan<byte> argument, ArgumentKind kind, string text, int split)
    {
        // Each part would choose its own quotes; the whole text decides.
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var target = new StringBuilder().Append(quote);
        while (!argument.IsEmpty)
        {
            var part = split < 0 ? argument : argument[..split];
            var decoded = kind == ArgumentKind.UnicodeStringLine ? RawUnicodeEscape.Decode(part) : SurrogateUtf8.Decode(part);
            var repr = PythonRepr.Str(decoded);
            var body = repr[1..^1];
            target.Append(repr[0] == '"' && quote == '\'' ? body.Replace("'", "\\'", StringComparison.Ordinal) : body);
            argument = argument[part.Length..];
            split = IndexAfterSplitSurrogate(argument, kind);
        }

        return target.Append(quote).ToString();
    }

    private static string EscapeNewCharacters(string repr)
    {
        StringBuilder? target = null;
        var copied = 0;
        var position = 0;
        foreach (var character in repr.EnumerateRunes())
        {
            if (!character.IsAscii && UnicodeAge.IsNewerThanPython313(character))
            {
                target ??= new StringBuilder();
                target.Append(repr, copied, position - copied);
                target.Append(character.IsBmp ? "\\u" : "\\U");
                target.Append(character.Value.ToString(character.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture));
                copied = position + character.Utf16SequenceLength;
            }

            position += character.Utf16SequenceLength;
        }

        return target?.Append(repr, copied, repr.Length - copied).ToString() ?? repr;
    }
}
