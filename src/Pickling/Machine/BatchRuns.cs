using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <summary>
/// Reads and writes a batch in one tight loop: list items between MARK and APPENDS that are all integers, or all floats,
/// need neither stack nor boxes; and none of them are needed where all are read from the memo.
/// </summary>
internal static class BatchRuns
{
    /// <summary>Items at most of one run; CPython's batches hold 1000.</summary>
    public const int ItemsMax = 1024;

    /// <summary>Reads BININT1, BININT2 and BININT up to APPENDS.</summary>
    /// <returns>Bytes taken, APPENDS included; 0 when it is not such a run or not there whole.</returns>
    /// <remarks>Neighbours are mostly of one size, so that some are looked at and moved to their places at once.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ReadIntegers(ReadOnlySpan<byte> source, Span<int> target, out int count)
    {
        int at = 0;
        count = 0;
        while (count < target.Length)
        {
            ReadOnlySpan<byte> rest = source[at..];
            if (rest.Length >= 2 && rest[0] == (byte)Opcode.BinInt1)
            {
                int eights = ReadEights(rest, target[count..]);
                if (eights > 0)
                {
                    count += eights;
                    at += 2 * eights;
                    continue;
                }

                target[count++] = rest[1];
                at += 2;
            }
            else if (rest.Length >= 5 && rest[0] == (byte)Opcode.BinInt)
            {
                int threes = ReadThrees(rest, target[count..]);
                if (threes > 0)
                {
                    count += threes;
                    at += 5 * threes;
                    continue;
                }

                target[count++] = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
                at += 5;
            }
            else if (rest.Length >= 3 && rest[0] == (byte)Opcode.BinInt2)
            {
                int fours = ReadFours(rest, target[count..]);
                if (fours > 0)
                {
                    count += fours;
                    at += 3 * fours;
                    continue;
                }

                target[count++] = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
                at += 3;
            }
            else
            {
                break;
            }
        }

        return IsEnd(source, at) ? at + 1 : 0;
    }

    // BININT1, eight at a time; returns how many were read.
    private static int ReadEights(ReadOnlySpan<byte> source, Span<int> target)
    {
        const int Bytes = 16;
        Vector128<ushort> opcodes = Vector128.Create((ushort)Opcode.BinInt1);
        int count = 0;
        while (source.Length >= Bytes && target.Length - count >= 8)
        {
            Vector128<ushort> pairs = Vector128.Create(source[..Bytes]).AsUInt16();
            if ((pairs & Vector128.Create((ushort)byte.MaxValue)) != opcodes)
            {
                break;
            }

            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(pairs >>> 8);
            lower.AsInt32().CopyTo(target[count..]);
            upper.AsInt32().CopyTo(target[(count + 4)..]);
            count += 8;
            source = source[Bytes..];
        }

        return count;
    }

    // BININT2, four at a time; returns how many were read.
    private static int ReadFours(ReadOnlySpan<byte> source, Span<int> target)
    {
        const int Bytes = 12;
        const byte None = byte.MaxValue;
        int count = 0;
        while (source.Length >= Vector128<byte>.Count && target.Length - count >= 4
            && source[Bytes - 3] == (byte)Opcode.BinInt2 && source[3] == (byte)Opcode.BinInt2
            && source[6] == (byte)Opcode.BinInt2 && source[0] == (byte)Opcode.BinInt2)
        {
            Vector128.Shuffle(Vector128.Create(source[..Vector128<byte>.Count]), Vector128.Create(1, 2, None, None, 4, 5, None, None, 7, 8, None, None, 10, 11, None, None))
                .AsInt32().CopyTo(target[count..]);
            count += 4;
            source = source[Bytes..];
        }

        return count;
    }

    // BININT, three at a time; returns how many were read.
    private static int ReadThrees(ReadOnlySpan<byte> source, Span<int> target)
    {
        const int Bytes = 15;
        const byte None = byte.MaxValue;
        int count = 0;

        // The fourth place is written too, with nothing in it, and then again.
        while (source.Length >= Vector128<byte>.Count && target.Length - count >= 4
            && source[0] == (byte)Opcode.BinInt && source[5] == (byte)Opcode.BinInt && source[10] == (byte)Opcode.BinInt)
        {
            Vector128.Shuffle(Vector128.Create(source[..Vector128<byte>.Count]), Vector128.Create(1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, None, None, None, None))
                .AsInt32().CopyTo(target[count..]);
            count += 3;
            source = source[Bytes..];
        }

        return count;
    }

    /// <summary>Reads BINFLOAT up to APPENDS.</summary>
    /// <returns>Bytes taken, APPENDS included; 0 when it is not such a run or not there whole.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ReadFloats(ReadOnlySpan<byte> source, Span<double> target, out int count)
    {
        int at = 0;
        for (count = 0; count < target.Length; count++)
        {
            if (source.Length - at < 9 || source[at] != (byte)Opcode.BinFloat)
            {
                break;
            }

            target[count] = BinaryPrimitives.ReadDoubleBigEndian(source[(at + 1)..]);
            at += 9;
        }

        return IsEnd(source, at) ? at + 1 : 0;
    }

    /// <summary>Reads BINGET and LONG_BINGET of indexes below a bound up to APPENDS.</summary>
    /// <returns>Bytes taken, APPENDS included; 0 when it is not such a run or not there whole.</returns>
    /// <remarks>
    /// Which of the two opcodes comes is a coin's throw, so no branch depends on it: they differ in one bit, from which
    /// lengths and masks are computed. What takes time is that each opcode's place hangs on the one before; two are
    /// found with each load.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ReadGets(ReadOnlySpan<byte> source, int indexEnd, Span<int> target, out int count)
    {
        const int ShortBytes = 2;
        const int MoreBytes = 3;
        const int PairBytesMax = 2 * (ShortBytes + MoreBytes);
        int at = 0;
        count = 0;
        while (count + 1 < target.Length && source.Length - at >= PairBytesMax)
        {
            ReadOnlySpan<byte> pair = source.Slice(at, PairBytesMax);
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(pair);
            int firstLong = LongBitOf(word);
            ulong second = word >> (8 * (ShortBytes + (MoreBytes * firstLong)));
            if (!IsGet(word) || !IsGet(second))
            {
                break;
            }

            int secondLong = LongBitOf(second);
            int firstIndex = (int)(word >> 8) & (byte.MaxValue | -firstLong);
            int secondIndex = BinaryPrimitives.ReadInt32LittleEndian(pair[(ShortBytes + 1 + (MoreBytes * firstLong))..]) & (byte.MaxValue | -secondLong);
            if ((uint)firstIndex >= (uint)indexEnd || (uint)secondIndex >= (uint)indexEnd)
            {
                return 0;
            }

            target[count] = firstIndex;
            target[count + 1] = secondIndex;
            count += 2;
            at += (2 * ShortBytes) + (MoreBytes * (firstLong + secondLong));
        }

        while (count < target.Length)
        {
            ReadOnlySpan<byte> rest = source[at..];
            bool isLong = rest.Length > 0 && rest[0] == (byte)Opcode.LongBinGet;
            if (rest.Length < ShortBytes + (isLong ? MoreBytes : 0) || !IsGet(rest[0]))
            {
                break;
            }

            int index = isLong ? BinaryPrimitives.ReadInt32LittleEndian(rest[1..]) : rest[1];
            if ((uint)index >= (uint)indexEnd)
            {
                return 0;
            }

            target[count++] = index;
            at += isLong ? ShortBytes + MoreBytes : ShortBytes;
        }

        return IsEnd(source, at) ? at + 1 : 0;
    }

    /// <summary>Bytes at most of an integer that <see cref="WriteIntegers"/> writes.</summary>
    public const int IntegerBytesMax = 5;

    /// <summary>Bytes of a BINFLOAT.</summary>
    public const int FloatBytes = 9;

    /// <summary>Writes BININT1, BININT2 and BININT, up to the first integer that does not fit them.</summary>
    /// <param name="items">The integers.</param>
    /// <param name="target">Room for <see cref="IntegerBytesMax"/> an item.</param>
    /// <param name="count">Integers written.</param>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int WriteIntegers<T>(ReadOnlySpan<T> items, Span<byte> target, out int count)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(byte))
        {
            count = items.Length;
            return WriteBytes(MemoryMarshal.Cast<T, byte>(items), target);
        }

        int at = 0;
        for (count = 0; count < items.Length; count++)
        {
            long value = long.CreateTruncating(items[count]);
            Span<byte> room = target.Slice(at, IntegerBytesMax);
            if ((ulong)value < 256)
            {
                room[1] = (byte)value;
                room[0] = (byte)Opcode.BinInt1;
                at += 2;
            }
            else if ((ulong)value < 65536)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(room[1..], (ushort)value);
                room[0] = (byte)Opcode.BinInt2;
                at += 3;
            }
            else if (value == (int)value)
            {
                BinaryPrimitives.WriteInt32LittleEndian(room[1..], (int)value);
                room[0] = (byte)Opcode.BinInt;
                at += 5;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    // BININT1, sixteen at a time.
    private static int WriteBytes(ReadOnlySpan<byte> items, Span<byte> target)
    {
        int i = 0;
        for (; i <= items.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Create(items.Slice(i, Vector128<byte>.Count)));
            Span<byte> room = target.Slice(2 * i, 2 * Vector128<byte>.Count);
            ((lower << 8) | Vector128.Create((ushort)Opcode.BinInt1)).AsByte().CopyTo(room);
            ((upper << 8) | Vector128.Create((ushort)Opcode.BinInt1)).AsByte().CopyTo(room[Vector128<byte>.Count..]);
        }

        for (; i < items.Length; i++)
        {
            target[(2 * i) + 1] = items[i];
            target[2 * i] = (byte)Opcode.BinInt1;
        }

        return 2 * items.Length;
    }

    /// <summary>Writes BINFLOATs into room for <see cref="FloatBytes"/> an item; returns the bytes written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int WriteFloats(ReadOnlySpan<double> items, Span<byte> target)
    {
        int at = 0;
        foreach (double value in items)
        {
            Span<byte> room = target.Slice(at, FloatBytes);
            BinaryPrimitives.WriteDoubleBigEndian(room[1..], value);
            room[0] = (byte)Opcode.BinFloat;
            at += FloatBytes;
        }

        return at;
    }

    // The bit in which LONG_BINGET differs from BINGET.
    private const byte LongBit = (byte)Opcode.BinGet ^ (byte)Opcode.LongBinGet;

    private static bool IsGet(ulong opcodes) => ((byte)opcodes & ~LongBit) == (byte)Opcode.BinGet;

    private static int LongBitOf(ulong opcodes) => (int)(opcodes & LongBit) / LongBit;

    private static bool IsEnd(ReadOnlySpan<byte> source, int at) =>
        at < source.Length && source[at] == (byte)Opcode.Appends;
}
