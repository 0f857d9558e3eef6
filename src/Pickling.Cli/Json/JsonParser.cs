using System.Text;
using System.Text.Json;

namespace Pickling.Cli.Json;

/// <summary>Reads JSON documents that follow each other, of any depth, and keeps where each value stands.</summary>
internal sealed class JsonParser
{
    private readonly ReadOnlyMemory<byte> _source;
    private int _position;

    // Of the place up to which lines were counted.
    private int _counted;
    private int _lineStart;
    private long _line = 1;

    internal JsonParser(ReadOnlyMemory<byte> source)
    {
        _source = source;
        if (source.Span.StartsWith(Encoding.UTF8.Preamble))
            _position = Encoding.UTF8.Preamble.Length;
        SkipBlanks();
    }

    internal bool IsAtEnd => _position == _source.Length;

    /// <summary>Reads the next document.</summary>
    /// <exception cref="ToolException">It is no JSON; the message says where.</exception>
    internal JsonItem Read()
    {
        CountLines(_position);
        var (line, column) = (_line, _position - _lineStart + 1);
        var reader = new Utf8JsonReader(
            _source.Span[_position..], new JsonReaderOptions { MaxDepth = int.MaxValue, AllowMultipleValues = true });
        try
        {
            return Read(ref reader);
        }
        catch (JsonException exception)
        {
            // The message ends with the place, counted from the start of the document.
            var detail = exception.Message;
            var end = detail.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var lines = exception.LineNumber ?? 0;
            var columns = (exception.BytePositionInLine ?? 0) + (lines == 0 ? column : 1);
            throw JsonItem.At(line + lines, columns, end < 0 ? detail : detail[..end]);
        }
    }

    private JsonItem Read(ref Utf8JsonReader reader)
    {
        var open = new Stack<JsonItem>();
        string? name = null;
        while (true)
        {
            if (!reader.Read())
                throw Here(ref reader, "the document ends too early");
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = Text(ref reader);
                continue;
            }

            var isEnd = reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
            var item = isEnd ? open.Pop() : Item(ref reader);
            if (!isEnd && open.TryPeek(out var parent))
            {
                if (parent.Kind == JsonValueKind.Array)
                    parent.Items.Add(item);
                else
                    parent.Members.Add((name!, item));
            }

            if (!isEnd && item.Kind is JsonValueKind.Array or JsonValueKind.Object)
                open.Push(item);
            if (open.Count > 0)
                continue;
            _position += (int)reader.BytesConsumed;
            SkipBlanks();
            return item;
        }
    }

    private JsonItem Item(ref Utf8JsonReader reader)
    {
        var start = _position + (int)reader.TokenStartIndex;
        CountLines(start);
        var (kind, text) = reader.TokenType switch
        {
            JsonTokenType.StartArray => (JsonValueKind.Array, ""),
            JsonTokenType.StartObject => (JsonValueKind.Object, ""),
            JsonTokenType.String => (JsonValueKind.String, Text(ref reader)),
            JsonTokenType.Number => (JsonValueKind.Number, Encoding.ASCII.GetString(reader.ValueSpan)),
            JsonTokenType.True => (JsonValueKind.True, ""),
            JsonTokenType.False => (JsonValueKind.False, ""),
            _ => (JsonValueKind.Null, ""),
        };
        return new JsonItem(kind, text, _line, start - _lineStart + 1);
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Here(ref reader, "a string that is no text: it has half a surrogate pair, or is not UTF-8");
        }
    }

    private ToolException Here(ref Utf8JsonReader reader, string message)
    {
        var start = _position + (int)reader.TokenStartIndex;
        CountLines(start);
        return JsonItem.At(_line, start - _lineStart + 1, message);
    }

    // To a place at or after the one before.
    private void CountLines(int position)
    {
        var source = _source.Span;
        for (; _counted < position; _counted++)
        {
            if (source[_counted] != '\n')
                continue;
            _line++;
            _lineStart = _counted + 1;
        }
    }

    private void SkipBlanks()
    {
        var rest = _source.Span[_position..];
        var blanks = rest.IndexOfAnyExcept(" \t\r\n"u8);
        _position += blanks < 0 ? rest.Length : blanks;
    }
}
