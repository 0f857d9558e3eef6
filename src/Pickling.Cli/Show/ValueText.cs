using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Model;
using Pickling.Text;

namespace Pickling.Cli.Show;

/// <summary>What a tree says of one value: its type with its size, and its content as far as it goes on a line.</summary>
internal static class ValueText
{
    // Longer integers take long to write out and nobody reads them.
    private const int IntegerBitsMax = 4_096;

    // The length of a text that can be seen whole need not be told.
    private const int TextCharsUnsized = 40;

    private const int NameCharsMax = 200;

    /// <summary>The type in Python's words, with the number of items or bytes: <c>list[3]</c>.</summary>
    internal static string Type(object? value) => value switch
    {
        null => "None",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string text => text.Length > TextCharsUnsized ? Sized("str", text.Length) : "str",
        byte[] bytes => Sized("bytes", bytes.Length),
        PyByteArray bytes => Sized("bytearray", bytes.Length),
        PyByteString bytes => Sized("bytestring", bytes.Length),
        PySurrogateString => "str",
        PickleBuffer buffer => Sized(buffer.IsReadOnly ? "read-only buffer" : "buffer", buffer.Length),
        PyList list => Sized("list", list.Count),
        PyTuple tuple => Sized("tuple", tuple.Count),
        PyDict dict => Sized("dict", dict.Count),
        PySet set => Sized("set", set.Count),
        PyFrozenSet set => Sized("frozenset", set.Count),
        PyGlobal => "global",
        PersistentReference => "persistent reference",
        PyObject made when StandardText.OfObject(made) is { } known => known.Type,
        PyObject made => Type(ObjectParts.Of(made)),
        DateTime or DateTimeOffset => "datetime",
        DateOnly => "date",
        TimeOnly => "time",
        TimeSpan => "timedelta",
        decimal => "Decimal",
        Guid => "UUID",
        Complex => "complex",
        _ => value.GetType().Name,
    };

    /// <summary>
    /// The content in Python's words when the value is a leaf, cut after about <paramref name="charsMax"/> characters; null
    /// when it has parts that stand below it.
    /// </summary>
    internal static string? Leaf(object? value, int charsMax)
    {
        var text = new StringBuilder();
        switch (value)
        {
            case null:
                return "None";
            case bool truth:
                return truth ? "True" : "False";
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            case BigInteger number:
                return number.GetBitLength() <= IntegerBitsMax
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"<{number.GetBitLength()} bits>");
            case double number:
                return PythonRepr.Float(number);
            case string characters:
                PythonRepr.AppendStr(text, characters, charsMax);
                return text.ToString();
            case byte[] bytes:
                PythonRepr.AppendBytes(text, bytes, charsMax);
                return text.ToString();
            case PyByteArray bytes:
                PythonRepr.AppendBytes(text, bytes.AsSpan(), charsMax);
                return text.ToString();
            case PySurrogateString surrogates:
                return OneLine(surrogates.ToString(), charsMax);
            case PyByteString bytes:
                PythonRepr.AppendBytes(text, bytes.AsSpan(), charsMax);
                return text.ToString();
            case PickleBuffer buffer:
                PythonRepr.AppendBytes(text, buffer.ReadOnlyMemory.Span, charsMax);
                return text.ToString();
            case PyGlobal global:
                return OneLine(global.FullName, charsMax);
            case PyObject made:
                return StandardText.OfObject(made)?.Text is { } known ? OneLine(known, charsMax) : null;
            default:
                return StandardText.OfNatural(value);
        }
    }

    /// <summary>
    /// A container whose parts are all leaves, as Python would print it, when that takes at most <paramref name="charsMax"/>
    /// characters; else null. A list of numbers is cut instead.
    /// </summary>
    internal static string? Inline(object? value, int charsMax) => value switch
    {
        PyList list when list.TryGetInt64s(out _) || list.TryGetDoubles(out _) => JoinNumbers(list, charsMax),
        PyList list => Join("[", list, list.Count, "]", charsMax),
        PyTuple tuple => Join("(", tuple, tuple.Count, tuple.Count == 1 ? ",)" : ")", charsMax),
        PySetBase { Count: 0 } => "{}",
        PySetBase set => Join("{", set, set.Count, "}", charsMax),
        PyDict dict => JoinEntries(dict, charsMax),
        PyObject made => Inline(ObjectParts.Of(made), charsMax),
        _ => null,
    };

    /// <summary>Type and content on one line, however much of the content is left out.</summary>
    internal static string Short(object? value, int charsMax)
    {
        if (value is null)
            return "None";
        var content = Leaf(value, charsMax) ?? Inline(value, charsMax);
        return content is null ? Type(value) : Type(value) + Gap(value) + content;
    }

    /// <summary>What stands between type and content: nothing before the arguments of a call.</summary>
    internal static string Gap(object? value) =>
        value is PyObject made && Leaf(value, 1) is null && ObjectParts.Of(made).IsOnlyCalled ? "" : " ";

    /// <summary>A dict's key in Python's words, on one line.</summary>
    internal static string Key(object? key, int charsMax) =>
        Leaf(key, charsMax) ?? (key is PyObject ? Short(key, charsMax) : Inline(key, charsMax)) ?? OneLine(key!.ToString()!, charsMax);

    private static string Type(ObjectParts made)
    {
        if (made.Global is not { } global)
            return "computed object";
        var name = OneLine(global.FullName, NameCharsMax);
        return made.IsOnlyCalled ? name : made.ItemCount > 0 ? Sized(name, made.ItemCount) : name + " object";
    }

    private static string? Inline(ObjectParts made, int charsMax) => made switch
    {
        { IsOnlyCalled: true } => Join("(", made.Arguments, made.Arguments.Count, ")", charsMax),
        { IsOnlyItems: true, Made.DictItems: { } entries } when made.ItemCount == entries.Count => JoinEntries(entries, charsMax),
        { IsOnlyItems: true, Made.ListItems: { } items } when made.ItemCount == items.Count => Inline(items, charsMax),
        _ => null,
    };

    private static string? Join(string open, IEnumerable<object?> items, int count, string close, int charsMax)
    {
        // Each item but the first takes three characters at least.
        if (count > charsMax / 3 + 1)
            return null;
        var text = new StringBuilder(open);
        foreach (var item in items)
        {
            if (!TryAppend(text, text.Length > open.Length ? ", " : "", item, charsMax))
                return null;
        }

        return text.Length + close.Length <= charsMax ? text.Append(close).ToString() : null;
    }

    // Numbers are many and look alike: as many as fit are enough.
    private static string JoinNumbers(PyList numbers, int charsMax)
    {
        const string More = ", ...]";
        var text = new StringBuilder("[");
        foreach (var number in numbers)
        {
            var length = text.Length;
            if (TryAppend(text, length > 1 ? ", " : "", number, charsMax - More.Length))
                continue;
            text.Length = length;
            return text.Append(length > 1 ? More : "...]").ToString();
        }

        return text.Append(']').ToString();
    }

    private static string? JoinEntries(PyDict dict, int charsMax)
    {
        // Each entry but the first takes six characters at least.
        if (dict.Count > charsMax / 6 + 1)
            return null;
        var text = new StringBuilder("{");
        foreach (var (key, value) in dict)
        {
            if (!TryAppend(text, text.Length > 1 ? ", " : "", key, charsMax) || !TryAppend(text, ": ", value, charsMax))
                return null;
        }

        return text.Length < charsMax ? text.Append('}').ToString() : null;
    }

    private static bool TryAppend(StringBuilder text, string separator, object? item, int charsMax)
    {
        if (Leaf(item, charsMax) is not { } leaf)
            return false;
        text.Append(separator).Append(leaf);
        return text.Length <= charsMax;
    }

    // A name comes from the pickle: it may hold line feeds and terminal escapes.
    internal static string OneLine(string text, int charsMax)
    {
        if (text.Length > charsMax)
            text = text[..charsMax] + "...";
        return text.Any(char.IsControl)
            ? string.Concat(text.Select(character => char.IsControl(character) ? $"\\x{(int)character:x2}" : character.ToString()))
            : text;
    }

    private static string Sized(string type, long size) => string.Create(CultureInfo.InvariantCulture, $"{type}[{size}]");
}
