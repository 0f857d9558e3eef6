using System.Numerics;

namespace Pickling.Stores.Disk;

/// <summary>Which .NET values are Python's int, float, str and bytes, which diskcache gives to SQLite as they are.</summary>
internal static class DiskScalars
{
    /// <summary>The value for SQLite (long, double, string or byte[]); null when diskcache pickles it.</summary>
    /// <remarks>A bool is no int to diskcache. NaN would become NULL, and SQLite has no text with a lone surrogate.</remarks>
    public static object? Of(object? value) => value switch
    {
        string text => StoreKey.HasLoneSurrogate(text) ? null : text,
        char character => Of(character.ToString()),
        long => value,

        // To the runtime, an sbyte[] is a byte[] too.
        byte[] when value.GetType() == typeof(byte[]) => value,
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, provider: null),
        ulong wide => wide <= long.MaxValue ? (long)wide : null,
        nint native => (long)native,
        nuint or Int128 or UInt128 => Of(Wide(value)),
        BigInteger big => big >= long.MinValue && big <= long.MaxValue ? (long)big : null,
        double real => double.IsNaN(real) ? null : real,
        float narrow => Of((double)narrow),
        Half narrow => Of((double)narrow),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        Memory<byte> bytes => bytes.ToArray(),
        ArraySegment<byte> bytes => bytes.ToArray(),
        _ => null,
    };

    /// <summary>Whether a text is shorter than so many of Python's characters.</summary>
    public static bool IsShorter(string text, long characters) =>
        text.Length < characters || (text.Length / 2 < characters && text.EnumerateRunes().Count() < characters);

    private static BigInteger Wide(object value) => value switch
    {
        nuint native => native,
        Int128 big => big,
        _ => (UInt128)value,
    };
}
