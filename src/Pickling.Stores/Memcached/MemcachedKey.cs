using System.Text;
using Pickling.Model;

namespace Pickling.Stores.Memcached;

/// <summary>Which keys memcached has: what Django and pymemcache let through.</summary>
internal static class MemcachedKey
{
    private const int BytesMax = 250;

    /// <summary>A key as it stands in a command.</summary>
    /// <exception cref="ArgumentException">It would be another command, or too long.</exception>
    public static byte[] Checked(string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(StoreKey.Checked(key));
        if (bytes.Length is 0 or > BytesMax)
        {
            throw new ArgumentException($"'{key}' has {bytes.Length} bytes in UTF-8; a key of memcached has 1 to {BytesMax}, prefix and version included", nameof(key));
        }

        foreach (byte value in bytes)
        {
            if (value is <= (byte)' ' or 127)
            {
                throw new ArgumentException($"{PyValue.Repr(key)} has a space or a control character, which no key of memcached can have", nameof(key));
            }
        }

        return bytes;
    }
}
