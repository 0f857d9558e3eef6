using Pickling.Model;

namespace Pickling.Cli.Json;

/// <summary>Which containers stand on one line, for readers.</summary>
internal static class JsonLayout
{
    private const int ItemsMax = 16;
    private const int CharsMax = 80;

    /// <summary>Whether the items are few, short and no containers.</summary>
    internal static bool IsFlat(IEnumerable<object?> items, int count)
    {
        if (count > ItemsMax)
            return false;
        var chars = 0;
        foreach (var item in items)
        {
            chars += Length(item);
            if (chars > CharsMax)
                return false;
        }

        return true;
    }

    /// <summary>Whether keys and values are few, short and no containers.</summary>
    internal static bool IsFlat(PyDict dict) =>
        dict.Count <= ItemsMax / 2 && IsFlat(dict.SelectMany(entry => new[] { entry.Key, entry.Value }), dict.Count * 2);

    private static int Length(object? item) => item switch
    {
        null or bool => 4,
        long or double => 8,
        string text => text.Length + 4,
        _ => CharsMax + 1,
    };
}
