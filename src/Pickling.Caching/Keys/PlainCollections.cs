using System.Runtime.InteropServices;

namespace Pickling.Caching.Keys;

/// <summary>Writes what .NET programs most often keep strings and numbers in, without a box for each of them.</summary>
internal static class PlainCollections
{
    /// <summary>Writes the value; false, and nothing written, for others.</summary>
    public static bool TryWrite(KeyPath path, KeyBuffer buffer, object value, bool typedNumbers)
    {
        switch (value)
        {
            case Dictionary<string, string?> pairs:
                path.Enter(pairs, new KeyNode(KeyTag.Dict, [], 1));
                foreach ((string key, string? text) in pairs)
                {
                    WriteKey(path, buffer, key);
                    WriteText(buffer, text);
                }

                break;
            case Dictionary<string, int> pairs:
                path.Enter(pairs, new KeyNode(KeyTag.Dict, [], 1));
                foreach ((string key, int number) in pairs)
                {
                    WriteKey(path, buffer, key);
                    buffer.Int(number);
                }

                break;
            case Dictionary<string, double> pairs when typedNumbers:
                path.Enter(pairs, new KeyNode(KeyTag.Dict, [], 1));
                foreach ((string key, double number) in pairs)
                {
                    WriteKey(path, buffer, key);
                    buffer.Float(number);
                }

                break;
            case HashSet<string?> items:
                path.Enter(items, new KeyNode(KeyTag.Set, [], 1));
                foreach (string? item in items)
                {
                    path.NextItem();
                    WriteText(buffer, item);
                }

                break;
            case string?[] items:
                WriteTexts(path, buffer, items, items);
                return true;
            case List<string?> items:
                WriteTexts(path, buffer, items, CollectionsMarshal.AsSpan(items));
                return true;
            default:
                return false;
        }

        path.Leave();
        return true;
    }

    private static void WriteTexts(KeyPath path, KeyBuffer buffer, object value, ReadOnlySpan<string?> texts)
    {
        path.Enter(value, new KeyNode(KeyTag.List, [], 0));
        foreach (string? text in texts)
        {
            WriteText(buffer, text);
        }

        path.Leave();
    }

    private static void WriteKey(KeyPath path, KeyBuffer buffer, string key)
    {
        path.NextItem();
        buffer.Text(key);
    }

    private static void WriteText(KeyBuffer buffer, string? text)
    {
        if (text is null)
        {
            buffer.Tag(KeyTag.None);
        }
        else
        {
            buffer.Text(text);
        }
    }
}
