namespace Pickling.Stores;

/// <summary>Which texts the stores have: those of UTF-8. With a lone surrogate, a key would become another one that reads U+FFFD.</summary>
internal static class StoreKey
{
    /// <summary>A key that every store has as it is.</summary>
    /// <exception cref="ArgumentException">It has a lone surrogate, which Python refuses too.</exception>
    public static string Checked(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HasLoneSurrogate(key)
            ? throw new ArgumentException("a text with a lone surrogate is no key: stores keep UTF-8, which has no such text", nameof(key))
            : key;
    }

    public static bool HasLoneSurrogate(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                {
                    return true;
                }

                index++;
            }
        }

        return false;
    }
}
