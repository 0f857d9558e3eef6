using System.Collections;
using System.Security.Cryptography;
using Pickling;

namespace Quickstart;

/// <summary>A key that a value has in every process and on every day: SHA-256 over the pickle of its canonical form.</summary>
/// <remarks>
/// The plain pickle of a value is no key: it tells which parts are shared and in which order a dictionary was filled.
/// The canonical form forgets both. Its rule: values of null, bool, whole numbers, double, string, byte[], lists and
/// dictionaries with string keys have one key exactly when they are of the same kinds and contents, whatever the order
/// of a dictionary. 1 and 1.0 differ, 1 and true differ, and a list is a list whatever its .NET type.
/// </remarks>
internal static class StableKey
{
    // Deeper values, and those that contain themselves, are refused.
    private const int DepthMax = 100;

    /// <summary>The key, in hexadecimal digits.</summary>
    /// <exception cref="NotSupportedException">A part of the value is of none of the kinds above, or lies too deep.</exception>
    public static string Of(object? value)
    {
        byte[] pickle = Pickle.Dumps(Canonical(value, [], 0));
        return Convert.ToHexStringLower(SHA256.HashData(pickle));
    }

    private static object? Canonical(object? value, Dictionary<string, string> texts, int depth)
    {
        if (depth > DepthMax)
        {
            throw new NotSupportedException($"a key's value may be {DepthMax} levels deep");
        }

        switch (value)
        {
            case null or bool or int or long or double:
                return value;

            // Equal texts become one object, so that the pickle's sharing says nothing about the value's.
            case string text:
                return texts.TryAdd(text, text) ? text : texts[text];

            case byte[] bytes:
                return bytes.Clone();

            // A dictionary becomes its items in the order of their keys, inside a tuple that no list can be mistaken for.
            case IDictionary dictionary:
                return ("dict", Items(dictionary, texts, depth));

            case IList list:
                return list.Cast<object?>().Select(item => Canonical(item, texts, depth + 1)).ToList();

            default:
                throw new NotSupportedException($"{value.GetType()} cannot be part of a key");
        }
    }

    private static List<object?> Items(IDictionary dictionary, Dictionary<string, string> texts, int depth)
    {
        SortedDictionary<string, object?> sorted = new(StringComparer.Ordinal);
        foreach (DictionaryEntry item in dictionary)
        {
            string key = item.Key as string ?? throw new NotSupportedException($"{item.Key.GetType()} cannot be a key's key");
            sorted.Add(key, item.Value);
        }

        List<object?> items = [];
        foreach ((string key, object? value) in sorted)
        {
            items.Add(Canonical(key, texts, depth + 1));
            items.Add(Canonical(value, texts, depth + 1));
        }

        return items;
    }
}
