using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Pickling.Cli.Json;

/// <summary>Writes JSON token by token, of any depth, in memory that does not grow with what is written.</summary>
/// <remarks>
/// Each item of a container stands on a line of its own, indented, except in flat containers and below a depth where
/// indentation alone would fill the lines: there everything stays on one line.
/// </remarks>
internal sealed class JsonText
{
    // Deeper, lines would be mostly blanks, and a million levels would take their square.
    private const int IndentDepthMax = 60;
    private const string Blanks = "                                                                ";

    // Bytes of base64 at a time; a multiple of three needs no padding in between.
    private const int ChunkBytes = 3 * 1024;

    private readonly TextWriter _target;
    private readonly bool _isCompact;
    private readonly byte[] _base64 = new byte[ChunkBytes / 3 * 4];
    private readonly char[] _characters = new char[ChunkBytes / 3 * 4];
    private int _depth;
    private int _flatDepth = int.MaxValue;
    private bool _isFirst = true;
    private bool _isAfterKey;

    internal JsonText(TextWriter target, bool isCompact)
    {
        _target = target;
        _isCompact = isCompact;
    }

    internal void BeginArray(bool isFlat = false) => Begin('[', isFlat);

    internal void EndArray() => End(']');

    internal void BeginObject(bool isFlat = false) => Begin('{', isFlat);

    internal void EndObject() => End('}');

    internal void Key(ReadOnlySpan<char> name)
    {
        BeforeValue();
        Quote(name);
        _target.Write(_isCompact ? ":" : ": ");
        _isAfterKey = true;
    }

    internal void Null() => Raw("null");

    internal void Bool(bool value) => Raw(value ? "true" : "false");

    internal void Number(long value) => Raw(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a token as it is: a number or a word of JSON.</summary>
    internal void Raw(string token)
    {
        BeforeValue();
        _target.Write(token);
    }

    /// <summary>Writes a string; lone surrogates, which no JSON text can hold, become U+FFFD.</summary>
    internal void String(ReadOnlySpan<char> value)
    {
        BeforeValue();
        Quote(value);
    }

    /// <summary>Writes bytes as a string in base64.</summary>
    internal void Base64String(ReadOnlySpan<byte> value)
    {
        BeforeValue();
        _target.Write('"');
        while (!value.IsEmpty)
        {
            var chunk = value[..Math.Min(value.Length, ChunkBytes)];
            Base64.EncodeToUtf8(chunk, _base64, out _, out var length);
            Ascii.ToUtf16(_base64.AsSpan(0, length), _characters, out length);
            _target.Write(_characters.AsSpan(0, length));
            value = value[chunk.Length..];
        }

        _target.Write('"');
    }

    /// <summary>Ends a document; another may follow.</summary>
    internal void EndDocument()
    {
        _target.Write('\n');
        _isFirst = true;
    }

    private void Begin(char bracket, bool isFlat)
    {
        BeforeValue();
        _target.Write(bracket);
        _depth++;
        if ((isFlat || _depth > IndentDepthMax) && _flatDepth == int.MaxValue)
            _flatDepth = _depth;
        _isFirst = true;
    }

    private void End(char bracket)
    {
        var isFlat = _depth >= _flatDepth;
        if (_depth == _flatDepth)
            _flatDepth = int.MaxValue;
        _depth--;
        if (!_isFirst && !isFlat)
            NewLine();
        _target.Write(bracket);
        _isFirst = false;
    }

    private void BeforeValue()
    {
        if (_isAfterKey)
        {
            _isAfterKey = false;
            return;
        }

        if (!_isFirst)
            _target.Write(',');
        if (_depth > 0)
        {
            if (_depth < _flatDepth)
                NewLine();
            else if (!_isFirst && !_isCompact)
                _target.Write(' ');
        }

        _isFirst = false;
    }

    private void NewLine()
    {
        if (_isCompact)
            return;
        _target.Write('\n');
        for (var left = _depth * 2; left > 0; left -= Blanks.Length)
            _target.Write(Blanks.AsSpan(0, Math.Min(left, Blanks.Length)));
    }

    private void Quote(ReadOnlySpan<char> text)
    {
        _target.Write('"');
        while (!text.IsEmpty)
        {
            var plain = 0;
            while (plain < text.Length && IsPlain(text[plain]))
                plain++;
            _target.Write(text[..plain]);
            if (plain == text.Length)
                break;
            var length = Escape(text[plain..]);
            text = text[(plain + length)..];
        }

        _target.Write('"');
    }

    private static bool IsPlain(char character) =>
        character >= ' ' && character is not ('"' or '\\' or '\x7f') && !char.IsSurrogate(character);

    // Writes the character at the start, which needs a look, and says how many code units it took.
    private int Escape(ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '"':
                _target.Write("\\\"");
                return 1;
            case '\\':
                _target.Write("\\\\");
                return 1;
            case '\n':
                _target.Write("\\n");
                return 1;
            case '\r':
                _target.Write("\\r");
                return 1;
            case '\t':
                _target.Write("\\t");
                return 1;
            case var unit when !char.IsSurrogate(unit):
                _target.Write("\\u");
                _target.Write(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
                return 1;
            case var high when char.IsHighSurrogate(high) && text.Length > 1 && char.IsLowSurrogate(text[1]):
                _target.Write(text[..2]);
                return 2;
            default:
                _target.Write('\uFFFD');
                return 1;
        }
    }
}
