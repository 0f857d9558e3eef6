using System.Runtime.CompilerServices;
using System.Text;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>
/// The strings of which CPython has one object, wherever they come from, so that data strings of the same value share
/// the memo entry of those that the pickler itself writes.
/// </summary>
/// <remarks>
/// <para>
/// Below protocol 3 bytes are written as a call, <c>_codecs.encode(text, 'latin1')</c>: one object of the text's single
/// characters (of the empty text too) and of the codec's name. So are parts of one character of a nested class's name,
/// which below protocol 4 is written part by part.
/// </para>
/// <para>
/// In every protocol: the names that come with values which .NET holds as values of its own, and so forgets: the module
/// of a datetime, the attribute of a UUID.
/// </para>
/// <para>
/// Only strings that meet such a name are unified, and only with it. CPython has other strings of one character that are
/// not shared, such as those that str() of a Decimal makes.
/// </para>
/// </remarks>
internal sealed class InternedTexts
{
    private const string CodecName = "latin1";
    private const string UuidAttribute = "int";

    private readonly bool _holdsCharacters;
    private readonly bool _holdsDecimal;
    private Dictionary<string, Entry>? _entries;

    // Texts of bytes that spell a name which CPython has one object of, without being it.
    private HashSet<string>? _decoded;

    public InternedTexts(CPythonProfile profile, int protocol)
    {
        _holdsCharacters = protocol < 4;
        _holdsDecimal = profile.DecimalModuleIsShared;
    }

    private readonly record struct Entry(string Text, bool IsOfCall);

    /// <summary>The codec's name, as the object to write.</summary>
    public string Codec => OfCall(CodecName);

    /// <summary>The name of a UUID's attribute, as the object to write.</summary>
    public string UuidNumber => OfCall(UuidAttribute);

    /// <summary>Whether the text can be one of these at all: spares most strings the search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHold(string text) => (uint)(text.Length - 2) <= 6
        ? text[0] is 'b' or 'd' or 'i' or 'l' or 'u' or 'U'
        : text.Length < 2 && _holdsCharacters;

    /// <summary>A string of the data, as the object to write.</summary>
    public string OfData(string text)
    {
        if (!IsInterned(text) || (_decoded is not null && _decoded.Contains(text)))
        {
            return text;
        }

        _entries ??= [];
        if (_entries.TryGetValue(text, out Entry entry))
        {
            return entry.IsOfCall ? entry.Text : text;
        }

        _entries.Add(text, new Entry(text, IsOfCall: false));
        return text;
    }

    /// <summary>The module of a class of the library's own, as the object to write.</summary>
    public string OfModule(string module) => IsInterned(module) ? OfCall(module) : module;

    /// <summary>
    /// The name of a class, as the object to write; that of a class from a pickle is the pickle's. A type made in C has
    /// a new string each time it is asked.
    /// </summary>
    public string OfClassName(PyGlobal global) => global switch
    {
        { Known: KnownGlobal.Uuid } => global.IsFromPickle ? OfData(global.Name) : OfCall(global.Name),
        { IsFromPickle: true } => global.Name,
        { Known: KnownGlobal.Other } => global.Name,
        _ => new string(global.Name.AsSpan()),
    };

    /// <summary>A part of the name of a nested class, as the object to write: cut out of it, so of one character it is shared.</summary>
    public string OfName(string part) => part.Length == 1 && IsInterned(part) ? OfCall(part) : part;

    /// <summary>Bytes as the text of the call, as the object to write.</summary>
    public string OfBytes(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        if (text.Length < 2)
        {
            return IsInterned(text) ? OfCall(text) : text;
        }

        if (IsInterned(text))
        {
            (_decoded ??= new HashSet<string>(ReferenceEqualityComparer.Instance)).Add(text);
        }

        return text;
    }

    private string OfCall(string text)
    {
        _entries ??= [];
        if (_entries.TryGetValue(text, out Entry entry))
        {
            return entry.Text;
        }

        _entries.Add(text, new Entry(text, IsOfCall: true));
        return text;
    }

    // The text of an empty bytearray, which older profiles write, is CPython's one empty string.
    private bool IsInterned(string text) => text.Length switch
    {
        0 => _holdsCharacters,
        1 => _holdsCharacters && text[0] <= '\u00ff',
        _ => text switch
        {
            CodecName => _holdsCharacters,
            UuidAttribute or "UUID" or "uuid" or "datetime" or "builtins" => true,
            "decimal" => _holdsDecimal,
            _ => false,
        },
    };
}
