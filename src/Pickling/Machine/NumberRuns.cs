using System.Buffers.Binary;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <summary>
/// Decodes a batch of numbers in one tight loop: list items between MARK and APPENDS that are all integers, or all
/// floats, need neither stack nor boxes.
/// </summary>
internal static class NumberRuns
{
    /// <summary>Items at most of one run; CPython's batches hold 1000.</summary>
    public const int ItemsMax = 1024;

    /// <summary>Reads BININT1, BININT2 and BININT up to APPENDS.</summary>
    /// <returns>Bytes taken, APPENDS included; 0 when it is not such a run or not there whole.</returns>
    public static int ReadIntegers(ReadOnlySpan<byte> source, Span<long> target, out int count)
    {
        int at = 0;
        for (count = 0; count < target.Length; count++)
        {
            ReadOnlySpan<byte> rest = source[at..];
            if (rest.Length >= 2 && rest[0] == (byte)Opcode.BinInt1)
            {
                target[count] = rest[1];
                at += 2;
            }
            else if (rest.Length >= 5 && rest[0] == (byte)Opcode.BinInt)
            {
                target[count] = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
                at += 5;
            }
            else if (rest.Length >= 3 && rest[0] == (byte)Opcode.BinInt2)
            {
                target[count] = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
                at += 3;
            }
            else
            {
                break;
            }
        }

        return IsEnd(source, at) ? at + 1 : 0;
    }

    /// <summary>Reads BINFLOAT up to APPENDS.</summary>
    /// <returns>Bytes taken, APPENDS included; 0 when it is not such a run or not there whole.</returns>
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

    private static bool IsEnd(ReadOnlySpan<byte> source, int at) =>
        at < source.Length && source[at] == (byte)Opcode.Appends;
}
