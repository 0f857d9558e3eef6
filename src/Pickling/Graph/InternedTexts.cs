using System.Text;

namespace Pickling.Graph;

/// <summary>
/// Below protocol 3 bytes are written as a call, <c>_codecs.encode(text, 'latin1')</c>, and CPython keeps one object of the
/// text's single characters (of the empty text too) and of the codec's name: data strings of the same value share its memo
/// entry.
/// So do data strings that equal a part of one character of a nested class's name, which below protocol 4 is written part
/// by part.
/// </summary>
/// <remarks>
/// Only strings that meet such a call are unified, and only with it. CPython has other strings of one character that are
/// not shared, such as those that str() of a Decimal makes.
/// </remarks>
internal sealed class InternedTexts
{
    private const string CodecName = "latin1";

    private readonly Dictionary<string, Entry> _entries = [];

    private readonly record struct Entry(string Text, bool IsOfCall);

    /// <summary>The codec's name, as the object to write.</summary>
    public string Codec => OfCall(CodecName);

    /// <summary>A string of the data, as the object to write.</summary>
    public string OfData(string text)
    {
        if (!IsInterned(text))
        {
            return text;
        }

        if (_entries.TryGetValue(text, out Entry entry))
        {
            return entry.IsOfCall ? entry.Text : text;
        }

        _entries.Add(text, new Entry(text, IsOfCall: false));
        return text;
    }

    /// <summary>A part of the name of a nested class, as the object to write: cut out of it, so of one character it is shared.</summary>
    public string OfName(string part) => part.Length == 1 && IsInterned(part) ? OfCall(part) : part;

    /// <summary>Bytes as the text of the call, as the object to write.</summary>
    public string OfBytes(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        return IsInterned(text) ? OfCall(text) : text;
    }

    private string OfCall(string text)
    {
        if (_entries.TryGetValue(text, out Entry entry))
        {
            return entry.Text;
        }

        _entries.Add(text, new Entry(text, IsOfCall: true));
        return text;
    }

    // The text of an empty bytearray, which older profiles write, is CPython's one empty string.
    private static bool IsInterned(string text) => text.Length switch
    {
        0 => true,
        1 => text[0] <= '\u00ff',
        _ => text == CodecName,
    };
}
