using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pickling.Model.Standard;

/// <summary>Rewrites a pattern of Python's re so that it means the same to .NET, or says what has no counterpart.</summary>
/// <remarks>
/// One pass from left to right, without recursion. What differs: <c>\d \w \s \b</c> (other sets of characters),
/// <c>\Z</c>, <c>(?P&lt;name&gt;)</c>, <c>{,n}</c>, octal escapes, sets within sets, comments, and the numbers of groups.
/// Letters beyond ASCII fold by each side's own tables, and a character beyond the BMP is two of .NET's.
/// </remarks>
internal sealed class PatternTranslator(string pattern, long flags, bool isAscii)
{
    private const int NestingMax = 500;

    private readonly StringBuilder _target = new();
    private long _flags = flags;
    private bool _isAscii = isAscii;
    private int _position;
    private int _depth;
    private bool _hasNamedGroup;
    private string? _problem;

    private string Word => _isAscii ? "a-zA-Z0-9_" : @"\p{L}\p{N}_";

    private string Space => _isAscii ? @"\t-\r\u0020" : @"\s\u001c-\u001f";

    private string Digit => _isAscii ? "0-9" : @"\p{Nd}";

    private bool IsVerbose => (_flags & PatternForms.Verbose) != 0;

    private bool IsAtEnd => _position >= pattern.Length;

    internal bool TryTranslate([NotNullWhen(true)] out string? translated, out RegexOptions options, [NotNullWhen(false)] out string? problem)
    {
        GlobalFlags();
        if ((_flags & PatternForms.Locale) != 0)
            _problem = "it asks for the locale's letters";
        while (!IsAtEnd && _problem is null)
            Next();
        options = RegexOptions.CultureInvariant;
        if ((_flags & PatternForms.IgnoreCase) != 0)
            options |= RegexOptions.IgnoreCase;
        if ((_flags & PatternForms.Multiline) != 0)
            options |= RegexOptions.Multiline;
        if ((_flags & PatternForms.DotAll) != 0)
            options |= RegexOptions.Singleline;
        translated = _problem is null ? _target.ToString() : null;
        problem = _problem;
        return problem is null;
    }

    // (?i) and the like, which only the beginning of a pattern may have.
    private void GlobalFlags()
    {
        while (pattern.AsSpan(_position).StartsWith("(?"))
        {
            int end = _position + 2;
            while (end < pattern.Length && "aiLmsux".Contains(pattern[end], StringComparison.Ordinal))
                end++;
            if (end == _position + 2 || end == pattern.Length || pattern[end] != ')')
                return;
            foreach (char letter in pattern.AsSpan((_position + 2)..end))
            {
                _flags |= (uint)FlagOf(letter);
                _isAscii = letter == 'a' || (letter != 'u' && _isAscii);
            }

            _position = end + 1;
        }
    }

    private static int FlagOf(char letter) => letter switch
    {
        'i' => PatternForms.IgnoreCase,
        'L' => PatternForms.Locale,
        'm' => PatternForms.Multiline,
        's' => PatternForms.DotAll,
        'x' => PatternForms.Verbose,
        _ => 0,
    };

    private void Next()
    {
        char character = pattern[_position++];
        switch (character)
        {
            case ' ' or '\t' or '\n' or '\r' or '\f' or '\v' when IsVerbose:
                break;
            case '#' when IsVerbose:
                int line = pattern.IndexOf('\n', _position);
                _position = line < 0 ? pattern.Length : line + 1;
                break;
            case '\\':
                Escape();
                break;
            case '[':
                Set();
                break;
            case '(':
                Group();
                break;
            case '{':
                Repeat();
                break;
            case '*' or '+' or '?':
                _target.Append(character);
                RefusePossessive();
                break;
            case ')':
                _depth--;
                _target.Append(character);
                break;
            case '.' or '^' or '$' or '|':
                _target.Append(character);
                break;
            default:
                bool isPair = char.IsHighSurrogate(character) && !IsAtEnd && char.IsLowSurrogate(pattern[_position]);
                Literal(isPair ? char.ConvertToUtf32(character, pattern[_position++]) : character);
                break;
        }
    }

    private void RefusePossessive()
    {
        if (!IsAtEnd && pattern[_position] == '+')
            _problem = "it has a possessive repeat";
    }

    // {m}, {m,}, {,n}, {m,n}; any other brace is a character.
    private void Repeat()
    {
        int end = pattern.IndexOf('}', _position);
        string inside = end < 0 ? "" : pattern[_position..end];
        string[] bounds = inside.Split(',');
        if (inside.Length == 0 || bounds.Length > 2 || bounds.Any(bound => bound.Any(character => !char.IsAsciiDigit(character))))
        {
            Literal('{');
            return;
        }

        string least = bounds[0].Length == 0 ? "0" : bounds[0];
        _target.Append('{').Append(least);
        if (bounds.Length == 2)
            _target.Append(',').Append(bounds[1]);
        _target.Append('}');
        _position = end + 1;
        RefusePossessive();
    }

    private void Literal(int code) => _target.Append(Escaped(code));

    private static string Escaped(int code) => code switch
    {
        > char.MaxValue => $"(?:{Escaped(char.ConvertFromUtf32(code)[0])}{Escaped(char.ConvertFromUtf32(code)[1])})",
        < 128 when char.IsAsciiLetterOrDigit((char)code) => ((char)code).ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}"),
    };

    private void Escape()
    {
        if (IsAtEnd)
        {
            _problem = "it ends in a backslash";
            return;
        }

        char character = pattern[_position];
        string? set = SetOf(character);
        if (set is not null)
        {
            _position++;
            _target.Append(char.IsAsciiLetterUpper(character) ? "[^" : "[").Append(set).Append(']');
            return;
        }

        switch (character)
        {
            case 'A':
                _position++;
                _target.Append(@"\A");
                break;
            case 'Z' or 'z':
                _position++;
                _target.Append(@"\z");
                break;
            case 'b':
                _position++;
                _target.Append(CultureInfo.InvariantCulture, $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))");
                break;
            case 'B':
                _position++;
                _target.Append(CultureInfo.InvariantCulture, $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))");
                break;
            case >= '1' and <= '9' when !IsOctal(3):
                int digits = _position + 1 < pattern.Length && char.IsAsciiDigit(pattern[_position + 1]) ? 2 : 1;
                _target.Append(@"\k<").Append(pattern.AsSpan(_position, digits)).Append('>');
                _position += digits;
                break;
            default:
                Literal(EscapedCharacter());
                break;
        }
    }

    private string? SetOf(char character) => character switch
    {
        'd' or 'D' => Digit,
        's' or 'S' => Space,
        'w' or 'W' => Word,
        _ => null,
    };

    private bool IsOctal(int digits) =>
        _position + digits <= pattern.Length && !pattern.AsSpan(_position, digits).ContainsAnyExceptInRange('0', '7');

    // The character that an escape stands for, in a set or outside.
    private int EscapedCharacter()
    {
        char character = pattern[_position++];
        switch (character)
        {
            case 'a':
                return '\a';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x':
                return Hexadecimal(2);
            case 'u':
                return Hexadecimal(4);
            case 'U':
                return Hexadecimal(8);
            case >= '0' and <= '7':
                _position--;
                return Octal();
            case 'N':
                _problem = "it names a character by its Unicode name";
                return 0;
            default:
                if (char.IsAsciiLetterOrDigit(character))
                    _problem = $"it has the escape \\{character}";
                return character;
        }
    }

    private int Hexadecimal(int digits)
    {
        int code = 0;
        bool isFine = _position + digits <= pattern.Length
            && int.TryParse(pattern.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)
            && code is >= 0 and <= 0x10FFFF;
        if (!isFine)
            _problem = "it has an escape that is no character";
        _position = Math.Min(pattern.Length, _position + digits);
        return isFine ? code : 0;
    }

    private int Octal()
    {
        int code = 0;
        for (int digits = 0; digits < 3 && IsOctal(1); digits++)
            code = (code * 8) + (pattern[_position++] - '0');
        return code & 0xFF;
    }

    private void Set()
    {
        bool isNegated = !IsAtEnd && pattern[_position] == '^';
        if (isNegated)
            _position++;
        StringBuilder pieces = new();
        List<string> complements = [];
        bool isFirst = true;
        while (_problem is null)
        {
            if (IsAtEnd)
            {
                _problem = "it has a set without an end";
                return;
            }

            if (pattern[_position] == ']' && !isFirst)
                break;
            isFirst = false;
            SetItem(pieces, complements);
        }

        _position++;
        AppendSet(isNegated, pieces.ToString(), complements);
    }

    private void SetItem(StringBuilder pieces, List<string> complements)
    {
        if (pattern[_position] == '\\' && _position + 1 < pattern.Length && SetOf(pattern[_position + 1]) is { } set)
        {
            if (char.IsAsciiLetterUpper(pattern[_position + 1]))
                complements.Add($"[^{set}]");
            else
                pieces.Append(set);
            _position += 2;
            return;
        }

        int first = SetCharacter();
        int last = first;
        bool isRange = _position + 1 < pattern.Length && pattern[_position] == '-' && pattern[_position + 1] != ']';
        if (isRange)
        {
            _position++;
            last = SetCharacter();
        }

        if (first > char.MaxValue || last > char.MaxValue)
            _problem ??= "it has a set with characters beyond the BMP";
        else
            pieces.Append(isRange ? $"\\u{first:x4}-\\u{last:x4}" : $"\\u{first:x4}");
    }

    private int SetCharacter()
    {
        char character = pattern[_position++];
        if (character == '\\' && !IsAtEnd)
            return EscapedCharacter();
        return char.IsHighSurrogate(character) && !IsAtEnd && char.IsLowSurrogate(pattern[_position])
            ? char.ConvertToUtf32(character, pattern[_position++])
            : character;
    }

    // A set may hold \W and the like, of which .NET's sets cannot hold the complements above: those become alternatives.
    private void AppendSet(bool isNegated, string pieces, List<string> complements)
    {
        if (complements.Count == 0)
        {
            _target.Append(isNegated ? "[^" : "[").Append(pieces).Append(']');
            return;
        }

        if (pieces.Length > 0)
            complements.Insert(0, $"[{pieces}]");
        string either = string.Join('|', complements);
        _target.Append(isNegated ? $"(?:(?!{either})[\\s\\S])" : $"(?:{either})");
    }

    private void Group()
    {
        if (++_depth > NestingMax)
            _problem = $"its groups nest more than {NestingMax} levels deep";
        if (IsAtEnd || pattern[_position] != '?')
        {
            // .NET numbers the groups without names first.
            if (_hasNamedGroup)
                _problem = "a group without a name follows one with a name, and .NET numbers them differently";
            _target.Append('(');
            return;
        }

        ReadOnlySpan<char> rest = pattern.AsSpan(_position + 1);
        if (rest.StartsWith("P<"))
        {
            int end = pattern.IndexOf('>', _position);
            _hasNamedGroup = true;
            _target.Append("(?<").Append(end < 0 ? "" : pattern[(_position + 3)..end]).Append('>');
            _position = end < 0 ? pattern.Length : end + 1;
        }
        else if (rest.StartsWith("P="))
        {
            _depth--;
            int end = pattern.IndexOf(')', _position);
            _target.Append(@"\k<").Append(end < 0 ? "" : pattern[(_position + 3)..end]).Append('>');
            _position = end < 0 ? pattern.Length : end + 1;
        }
        else if (rest.StartsWith("#"))
        {
            _depth--;
            int end = pattern.IndexOf(')', _position);
            _position = end < 0 ? pattern.Length : end + 1;
        }
        else if (rest.StartsWith("<=") || rest.StartsWith("<!"))
        {
            _target.Append("(?").Append(rest[..2]);
            _position += 3;
        }
        else if (rest.Length > 0 && ":=!>".Contains(rest[0], StringComparison.Ordinal))
        {
            _target.Append("(?").Append(rest[0]);
            _position += 2;
        }
        else if (rest.StartsWith("("))
        {
            int end = pattern.IndexOf(')', _position);
            _target.Append("(?").Append(end < 0 ? "" : pattern[(_position + 1)..(end + 1)]);
            _position = end < 0 ? pattern.Length : end + 1;
        }
        else
        {
            ScopedFlags(rest);
        }
    }

    // (?i-s:...): of the letters, .NET means the same by three.
    private void ScopedFlags(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOf(':');
        if (end <= 0 || rest[..end].ContainsAnyExcept("ims-"))
        {
            _problem = "it changes its flags in the middle";
            return;
        }

        _target.Append("(?").Append(rest[..(end + 1)]);
        _position += end + 2;
    }
}
