using System.Buffers.Binary;
using System.Text;

namespace Pickling.Stores.Disk;

/// <summary>diskcache's <c>Disk.hash</c>, by which a FanoutCache finds the part that has a key.</summary>
internal static class DiskHash
{
    /// <summary>The hash of a key as its column has it: a long, double, string or byte[].</summary>
    public static uint Of(object column)
    {
        switch (column)
        {
            case long number:
                // Python's remainder, which is never negative.
                long rest = number % uint.MaxValue;
                return (uint)(rest < 0 ? rest + uint.MaxValue : rest);
            case double number:
                Span<byte> bytes = stackalloc byte[sizeof(double)];
                BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
                return Adler32(bytes);
            case string text:
                return Adler32(Encoding.UTF8.GetBytes(text));
            default:
                return Adler32((byte[])column);
        }
    }

    // RFC 1950, 8.2: two sums modulo 65521.
    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        const uint Modulus = 65521;
        uint low = 1;
        uint high = 0;
        foreach (byte value in data)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }
}
