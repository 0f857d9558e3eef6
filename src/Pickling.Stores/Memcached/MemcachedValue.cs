using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Pickling.Stores.Memcached;

/// <summary>The only place where a value becomes bytes and flags, and bytes and flags a value.</summary>
internal static class MemcachedValue
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The form that pymemcache gives a value; pylibmc reads the same.</summary>
    public static MemcachedItem Pack<T>(T value, PickleOptions options) => value switch
    {
        string text when !StoreKey.HasLoneSurrogate(text) => new MemcachedItem(Encoding.UTF8.GetBytes(text), MemcachedFlags.Text),
        char character when !char.IsSurrogate(character) => new MemcachedItem(Encoding.UTF8.GetBytes([character]), MemcachedFlags.Text),

        // To the runtime, an sbyte[] is a byte[] too.
        byte[] bytes when value.GetType() == typeof(byte[]) => new MemcachedItem(bytes, MemcachedFlags.Bytes),
        ReadOnlyMemory<byte> bytes => new MemcachedItem(bytes.ToArray(), MemcachedFlags.Bytes),
        Memory<byte> bytes => new MemcachedItem(bytes.ToArray(), MemcachedFlags.Bytes),
        ArraySegment<byte> bytes => new MemcachedItem(bytes.ToArray(), MemcachedFlags.Bytes),
        _ when StoredInteger.Digits(value) is { } digits => new MemcachedItem(Encoding.ASCII.GetBytes(digits), MemcachedFlags.Integer),
        _ => new MemcachedItem(Pickle.Dumps<T>(value, options), MemcachedFlags.Pickle),
    };

    /// <summary>Reads what pymemcache, pylibmc, python-memcached or <see cref="Pack"/> stored.</summary>
    /// <exception cref="PickleException">It is none of these, or no <typeparamref name="T"/>.</exception>
    public static T Unpack<T>(string server, string key, MemcachedItem item, PickleOptions options, int bytesMax)
    {
        byte[] data = (item.Flags & MemcachedFlags.Compressed) == 0 ? item.Data : Unpacked();
        byte[] pickle = (item.Flags & ~MemcachedFlags.Compressed) switch
        {
            MemcachedFlags.Bytes => Pickle.Dumps((object)data),
            MemcachedFlags.Text => Pickle.Dumps((object)Text(server, key, data)),
            MemcachedFlags.Integer or MemcachedFlags.Long => Pickle.Dumps(Number<T>(server, key, data)),
            MemcachedFlags.Pickle => data,
            _ => throw StoredPickle.Broken(server, key, $"the item's flags are {item.Flags}, which neither pymemcache nor pylibmc writes; another client's serializer stored it"),
        };
        return StoredPickle.Load<T>(server, key, pickle, options);

        byte[] Unpacked()
        {
            using var packed = new ZLibStream(new MemoryStream(item.Data), CompressionMode.Decompress);
            return PackedValue.Unpack(server, key, packed, bytesMax, $"{nameof(MemcachedOptions)}.{nameof(MemcachedOptions.ValueBytesMax)}");
        }
    }

    private static string Text(string server, string key, byte[] data)
    {
        try
        {
            return StrictUtf8.GetString(data);
        }
        catch (DecoderFallbackException error)
        {
            throw StoredPickle.Broken(server, key, $"the item says that it is text, but it is not UTF-8: {error.Message}", error);
        }
    }

    // pylibmc stores a bool as the int that it is in Python.
    private static object Number<T>(string server, string key, byte[] data)
    {
        if (!StoredInteger.TryParse(data, out BigInteger number))
        {
            throw StoredPickle.Broken(server, key, $"the item says that it is an int, but its {data.Length} bytes are no digits that Python's int() reads");
        }

        return (typeof(T) == typeof(bool) || typeof(T) == typeof(bool?)) && (number.IsZero || number.IsOne) ? number.IsOne : number;
    }
}
