using System.Globalization;
using System.Text;
using Pickling.Model;

namespace Pickling.Cli.Show;

/// <summary>The parts of a value, each with the label under which it stands in a tree.</summary>
internal static class TreeParts
{
    private const int KeyCharsMax = 40;

    /// <summary>The parts in order, made one by one: the caller stops where it has seen enough.</summary>
    internal static IEnumerable<(string Label, object? Value)> Of(object? value) => value switch
    {
        PyList list => Items(list),
        PyTuple tuple => Items(tuple),
        PySetBase set => set.Select(item => ("", item)),
        PyDict dict => Entries(dict),
        PersistentReference reference => [("id: ", reference.Id)],
        PyObject made => OfObject(ObjectParts.Of(made)),
        _ => [],
    };

    /// <summary>How many parts <see cref="Of"/> makes.</summary>
    internal static long Count(object? value) => value switch
    {
        PyList list => list.Count,
        PyTuple tuple => tuple.Count,
        PySetBase set => set.Count,
        PyDict dict => dict.Count,
        PersistentReference => 1,
        PyObject made => CountOfObject(ObjectParts.Of(made)),
        _ => 0,
    };

    private static IEnumerable<(string Label, object? Value)> Items(IEnumerable<object?> items) =>
        items.Select((item, index) => (string.Create(CultureInfo.InvariantCulture, $"[{index}]: "), item));

    private static IEnumerable<(string Label, object? Value)> Entries(PyDict dict) =>
        dict.Select(entry => ($"{ValueText.Key(entry.Key, KeyCharsMax)}: ", entry.Value));

    private static IEnumerable<(string Label, object? Value)> OfObject(ObjectParts parts)
    {
        var made = parts.Made;
        if (parts.Global is null)
            yield return ("callable: ", parts.Callable);
        if (IsBoundedDeque(parts))
        {
            yield return ("maxlen: ", parts.Arguments[1]);
        }
        else
        {
            for (var i = 0; i < parts.Arguments.Count; i++)
                yield return (string.Create(CultureInfo.InvariantCulture, $"argument {i}: "), parts.Arguments[i]);
        }

        if (made.KeywordArguments is PyDict keywords)
        {
            foreach (var (name, value) in keywords)
                yield return ($"argument {ValueText.Key(name, KeyCharsMax)}: ", value);
        }
        else if (made.KeywordArguments is not null)
        {
            yield return ("keyword arguments: ", made.KeywordArguments);
        }

        if (parts.Attributes is { } attributes)
        {
            foreach (var (name, value) in attributes)
                yield return ($".{AttributeName(name)}: ", value);
        }
        else if (made.HasState)
        {
            yield return ("state: ", made.State);
        }

        foreach (var state in made.AdditionalStates ?? [])
            yield return ("further state: ", state);
        if (made.StateSetter is not null)
            yield return ("state set by: ", made.StateSetter);
        foreach (var part in Items(made.ListItems ?? []))
            yield return part;
        foreach (var part in Entries(made.DictItems ?? []))
            yield return part;
        foreach (var item in made.SetItems ?? [])
            yield return ("", item);
    }

    private static long CountOfObject(ObjectParts parts)
    {
        var made = parts.Made;
        var count = (parts.Global is null ? 1L : 0) + (IsBoundedDeque(parts) ? 1 : parts.Arguments.Count) + (made.StateSetter is null ? 0 : 1);
        count += made.KeywordArguments switch { PyDict keywords => keywords.Count, null => 0, _ => 1 };
        count += parts.Attributes?.Count ?? (made.HasState ? 1 : 0);
        return count + (made.AdditionalStates?.Count ?? 0) + parts.ItemCount;
    }

    // Made empty, with the most items that it may hold, and filled afterwards.
    private static bool IsBoundedDeque(ObjectParts parts) =>
        parts is { Global: { Module: "collections", Name: "deque" }, Arguments: [PyTuple { Count: 0 } or PyList { Count: 0 }, _] };

    private static string AttributeName(object? name)
    {
        var key = ValueText.Key(name is PyByteString bytes && Ascii.IsValid(bytes.AsSpan()) ? bytes.ToString(Encoding.ASCII) : name, KeyCharsMax);
        return key[0] is '\'' ? key[1..^1] : key;
    }
}
