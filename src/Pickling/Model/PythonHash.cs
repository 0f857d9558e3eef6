using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pickling.Model;

/// <summary>Seeded hashes of leaf values: equal numbers of any type hash alike, and nobody can prepare collisions.</summary>
/// <remarks>
/// Every process draws its own secrets, so colliding keys cannot be computed beforehand. The mixing is wyhash's: multiply
/// 64 by 64 bits and fold the halves, eight or sixteen bytes a step; several times faster than Marvin on short keys.
/// </remarks>
internal static class PythonHash
{
    private const int Samples = 32;
    private const int SampleBytes = 64;

    private static readonly ulong Secret0 = RandomOdd();
    private static readonly ulong Secret1 = RandomOdd();
    private static readonly ulong Secret2 = RandomOdd();

    internal static int String(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(value);
        return Fold(Bytes64(bytes, Secret0));
    }

    // Seeded apart from strings, since the two are never equal.
    internal static int Bytes(ReadOnlySpan<byte> value) => Fold(Bytes64(value, Secret1));

    /// <summary>A hash of the two edges and of places between them that nobody knows.</summary>
    internal static ulong Sample(ReadOnlySpan<byte> value)
    {
        ulong state = Bytes64(value[^SampleBytes..], Bytes64(value[..SampleBytes], Secret0));
        int stretch = value.Length / Samples;
        for (int i = 0; i < Samples; i++)
        {
            ulong place = Mix((uint)i ^ Secret2, (ulong)value.Length ^ Secret0) % (ulong)(stretch - SampleBytes + 1);
            state = Bytes64(value.Slice((i * stretch) + (int)place, SampleBytes), state);
        }

        return state;
    }

    // Eight neighbours share all but the last three bits, so that runs of integers, which are frequent keys, meet in one
    // cache line of the table instead of eight.
    internal static int Int64(long value) =>
        (Fold(Mix((ulong)(value >> 3) ^ Secret1, Secret2)) & ~7) | ((int)value & 7);

    // Only for doubles that are no whole numbers; the others hash as the integers they equal.
    internal static int Fraction(double value) => Fold(Mix(BitConverter.DoubleToUInt64Bits(value) ^ Secret2, Secret0));

    internal static int BigInteger(BigInteger value)
    {
        int count = value.GetByteCount();
        Span<byte> bytes = count <= 256 ? stackalloc byte[256] : new byte[count];
        value.TryWriteBytes(bytes, out int written);
        return Fold(Bytes64(bytes[..written], Secret2));
    }

    // Equal decimals of different scale must agree, so the digits without trailing zeros count.
    internal static int Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value / 1.0000000000000000000000000000m, parts);
        return Fold(Bytes64(MemoryMarshal.AsBytes(parts), Secret1 ^ Secret2));
    }

    // The start of a running hash over the items of a tuple; order counts.
    internal static ulong Begin(int count) => Mix((uint)count ^ Secret0, Secret1);

    internal static ulong Next(ulong state, int itemHash) => Mix(state ^ (uint)itemHash, Secret2);

    // An item's share in the hash of a set, where order does not count and shares are added.
    internal static ulong Share(int itemHash) => Mix((uint)itemHash ^ Secret1, Secret0);

    internal static int Fold(ulong hash) => (int)(hash ^ (hash >> 32));

    private static ulong Bytes64(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ulong a;
        ulong b;
        int length = bytes.Length;
        ulong state = seed ^ (ulong)length * 0x9e3779b97f4a7c15;
        if (length <= 16)
        {
            if (length >= 8)
            {
                a = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                b = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(length - 8)..]);
            }
            else if (length >= 4)
            {
                a = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                b = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(length - 4)..]);
            }
            else
            {
                a = 0;
                for (int i = 0; i < length; i++)
                    a = (a << 8) | bytes[i];
                b = 0;
            }
        }
        else
        {
            ReadOnlySpan<byte> rest = bytes;
            while (rest.Length > 16)
            {
                state = Mix(
                    BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ Secret1,
                    BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]) ^ state);
                rest = rest[16..];
            }

            // The last sixteen bytes, which may overlap those already mixed.
            a = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(length - 16)..]);
            b = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(length - 8)..]);
        }

        return Mix(Mix(a ^ Secret1, b ^ state), Secret2 ^ (ulong)length);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong RandomOdd()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }
}
