using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Caching.Keys;

/// <summary>A container taken apart: what it is, and its items (of dicts keys and values in turn).</summary>
/// <param name="Tag">The kind, a <see cref="KeyTag"/>.</param>
/// <param name="Items">The items in the container's order.</param>
/// <param name="PieceItems">How many items make a piece of those that are sorted: 2 of a dict, 1 of a set, 0 where the order counts.</param>
internal readonly record struct KeyNode(byte Tag, object?[] Items, int PieceItems)
{
    /// <summary>The number before an object's state; parts that few objects have are numbered, so that later ones change no other keys.</summary>
    public const long StatePart = 1;

    /// <summary>Takes a value apart that is no scalar; null when it is nothing known.</summary>
    public static KeyNode? TryTakeApart(object value) => value switch
    {
        PyDict dict => Dict(dict),
        PyList list => new KeyNode(KeyTag.List, ItemsOf(list), 0),
        PyTuple tuple => new KeyNode(KeyTag.Tuple, ItemsOf(tuple), 0),
        PySet set => new KeyNode(KeyTag.Set, Copy(set, set.Count), 1),
        PyFrozenSet set => new KeyNode(KeyTag.FrozenSet, Copy(set, set.Count), 1),
        PyObject instance => new KeyNode(KeyTag.Object, Parts(instance), 0),
        PersistentReference reference => new KeyNode(KeyTag.Persistent, [reference.Id], 0),
        OrderedItems ordered => new KeyNode(KeyTag.OrderedDict, ordered.Items, 0),
        Dictionary<string, object?> dictionary => Dict(dictionary),
        object?[] array when value.GetType() == typeof(object[]) => new KeyNode(KeyTag.List, [.. array], 0),
        List<object?> list => new KeyNode(KeyTag.List, [.. list], 0),
        _ => null,
    };

    /// <summary>Takes any other collection apart; null when it is none.</summary>
    public static KeyNode? TryTakeApartOther(object value)
    {
        try
        {
            return TakeApartOther(value);
        }
        catch (Exception error) when (error is not (PickleException or PicklingException or OperationCanceledException))
        {
            // What the collection's own code throws, such as that of an ImmutableArray that was never made.
            throw new PicklingException($"the {value.GetType()} could not be read: {error.Message}", error);
        }
    }

    private static KeyNode? TakeApartOther(object value) => value switch
    {
        ITuple tuple => Tuple(tuple),
        IDictionary dictionary => Dict(dictionary),
        IReadOnlyDictionary<string, object?> dictionary => Dict(dictionary),
        HashSet<string> set => new KeyNode(KeyTag.Set, Copy(set, set.Count), 1),
        HashSet<object?> set => new KeyNode(KeyTag.Set, Copy(set, set.Count), 1),
        Array { Rank: > 1 } => null,

        // The one set of .NET that is a list too, and a frozenset in Python.
        IList when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ImmutableSortedSet<>) => null,
        IList list => List(list),
        _ => null,
    };

    private static KeyNode Dict(PyDict dict)
    {
        var items = new object?[2 * dict.Count];
        int next = 0;
        foreach (KeyValuePair<object, object?> pair in dict)
        {
            items[next++] = pair.Key;
            items[next++] = pair.Value;
        }

        return new KeyNode(KeyTag.Dict, items, 2);
    }

    private static KeyNode Dict(Dictionary<string, object?> dictionary)
    {
        var items = new object?[2 * dictionary.Count];
        int next = 0;
        foreach ((string key, object? value) in dictionary)
        {
            items[next++] = key;
            items[next++] = value;
        }

        return new KeyNode(KeyTag.Dict, items, 2);
    }

    private static KeyNode Dict(IReadOnlyDictionary<string, object?> dictionary) =>
        new(KeyTag.Dict, [.. dictionary.SelectMany(pair => new[] { pair.Key, pair.Value })], 2);

    private static KeyNode Dict(IDictionary dictionary)
    {
        var items = new List<object?>(2 * dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            items.Add(entry.Key);
            items.Add(entry.Value);
        }

        return new KeyNode(KeyTag.Dict, [.. items], 2);
    }

    private static KeyNode List(IList list)
    {
        var items = new object?[list.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = list[i];
        }

        return new KeyNode(KeyTag.List, items, 0);
    }

    private static KeyNode Tuple(ITuple tuple)
    {
        var items = new object?[tuple.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = tuple[i];
        }

        return new KeyNode(KeyTag.Tuple, items, 0);
    }

    private static object?[] ItemsOf(PyList list)
    {
        var items = new object?[list.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = list[i];
        }

        return items;
    }

    private static object?[] ItemsOf(PyTuple tuple)
    {
        var items = new object?[tuple.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = tuple[i];
        }

        return items;
    }

    private static object?[] Copy(IEnumerable<object?> source, int count)
    {
        var items = new object?[count];
        int next = 0;
        foreach (object? item in source)
        {
            items[next++] = item;
        }

        return items;
    }

    private static object?[] Parts(PyObject call)
    {
        PyObject instance = OldForms.Plain(call);
        List<object?> parts = [(long)instance.Construction, instance.Callable, instance.Arguments];
        AddPart(StatePart, instance.HasState, instance.State);
        AddPart(2, instance.KeywordArguments is not null, instance.KeywordArguments);
        AddPart(3, instance.ListItems is not null, instance.ListItems);
        AddPart(4, instance.DictItems is not null, DictItems(instance));
        AddPart(5, instance.SetItems is not null, instance.SetItems);
        AddPart(6, instance.StateSetter is not null, instance.StateSetter);
        AddPart(7, instance.AdditionalStates is not null, instance.AdditionalStates);
        return [.. parts];

        void AddPart(long number, bool isThere, object? part)
        {
            if (isThere)
            {
                parts.Add(number);
                parts.Add(part);
            }
        }
    }

    // Python's OrderedDict compares by order, all other dicts do not.
    private static object? DictItems(PyObject instance) =>
        instance is { DictItems: { } items, Global: { Module: "collections", Name: "OrderedDict" } }
            ? new OrderedItems(Dict(items).Items)
            : instance.DictItems;

    /// <summary>The entries of a dict whose order counts.</summary>
    internal sealed record OrderedItems(object?[] Items);
}
