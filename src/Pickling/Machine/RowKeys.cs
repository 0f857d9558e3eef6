using System.Buffers.Binary;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <summary>
/// The keys of a batch of pairs as opcodes that read them from the memo: what instances of a class and rows of a table have in
/// common, to be compared a key at a time.
/// </summary>
internal sealed class RowKeys
{
    /// <summary>Keys at most; a dict with more is no row.</summary>
    public const int KeysMax = 64;

    /// <summary>Bytes that must be there for a key to be compared.</summary>
    public const int BytesMin = 8;

    private const int ShortBytes = 2;
    private const int LongBytes = 5;

    private readonly int[] _indexes;
    private readonly (ulong Mask, ulong Opcode, int Bytes)[] _opcodes;

    /// <param name="indexes">The memo entries that are the keys.</param>
    public RowKeys(int[] indexes)
    {
        _indexes = indexes;
        _opcodes = [.. indexes.Select(static index => index <= byte.MaxValue
            ? (0xffffUL, (byte)Opcode.BinGet | ((ulong)index << 8), ShortBytes)
            : (0xff_ffff_ffffUL, (byte)Opcode.LongBinGet | ((ulong)index << 8), LongBytes))];
    }

    /// <summary>The memo entries that are the keys.</summary>
    public ReadOnlySpan<int> Indexes => _indexes;

    /// <summary>What the sink calls these keys.</summary>
    public required int Handle { get; init; }

    /// <summary>Other keys that begin with the same.</summary>
    public RowKeys? Next { get; init; }

    /// <summary>Reads the keys of a batch of plain values up to SETITEMS; null when it holds others, or is not there whole.</summary>
    /// <param name="source">What follows MARK.</param>
    public static int[]? Read(ReadOnlySpan<byte> source)
    {
        List<int> indexes = [];
        while (indexes.Count < KeysMax && TryReadGet(ref source, out int index) && TrySkipPlain(ref source) && !source.IsEmpty)
        {
            indexes.Add(index);
            if (source[0] == (byte)Opcode.SetItems)
            {
                return [.. indexes];
            }
        }

        return null;
    }

    /// <summary>Bytes of the opcode that reads a key, when it stands there; else 0.</summary>
    /// <param name="number">Which key.</param>
    /// <param name="source">At least <see cref="BytesMin"/> bytes.</param>
    public int Match(int number, ReadOnlySpan<byte> source)
    {
        (ulong mask, ulong opcode, int bytes) = _opcodes[number];
        return (BinaryPrimitives.ReadUInt64LittleEndian(source) & mask) == opcode ? bytes : 0;
    }

    /// <summary>
    /// These keys or others, of which as many came as were read, and which go on as the source does: with a key, or with SETITEMS.
    /// </summary>
    /// <param name="read">How many keys were read of these.</param>
    /// <param name="source">What follows.</param>
    public RowKeys? GoingOn(int read, ReadOnlySpan<byte> source)
    {
        bool ends = source[0] == (byte)Opcode.SetItems;
        for (RowKeys? row = this; row is not null; row = row.Next)
        {
            if (row.Indexes.Length >= read && row.Indexes[..read].SequenceEqual(Indexes[..read])
                && (ends ? row.Indexes.Length == read : row.Indexes.Length > read && row.Match(read, source) > 0))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The memo index of the first key; -1 when another opcode stands there.</summary>
    public static int FirstIndex(ReadOnlySpan<byte> source) => TryReadGet(ref source, out int index) ? index : -1;

    private static bool TryReadGet(ref ReadOnlySpan<byte> source, out int index)
    {
        index = -1;
        if (source.Length >= ShortBytes && source[0] == (byte)Opcode.BinGet)
        {
            index = source[1];
            source = source[ShortBytes..];
        }
        else if (source.Length >= LongBytes && source[0] == (byte)Opcode.LongBinGet)
        {
            index = BinaryPrimitives.ReadInt32LittleEndian(source[1..]);
            source = source[LongBytes..];
        }

        return index >= 0;
    }

    // A value that PickleMachine.ReadRow takes, with its memo opcode.
    private static bool TrySkipPlain(ref ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return false;
        }

        bool isText = source[0] is (byte)Opcode.ShortBinUnicode or (byte)Opcode.BinUnicode;
        long bytes = (Opcode)source[0] switch
        {
            Opcode.None or Opcode.NewTrue or Opcode.NewFalse => 1,
            Opcode.BinInt1 or Opcode.BinGet => 2,
            Opcode.BinInt2 => 3,
            Opcode.BinInt or Opcode.LongBinGet => 5,
            Opcode.BinFloat => 9,
            Opcode.ShortBinUnicode when source.Length >= 2 => 2 + source[1],
            Opcode.BinUnicode when source.Length >= 5 => 5L + BinaryPrimitives.ReadUInt32LittleEndian(source[1..]),
            _ => long.MaxValue,
        };
        if (bytes > source.Length)
        {
            return false;
        }

        source = source[(int)bytes..];
        if (isText && !source.IsEmpty)
        {
            int memoBytes = (Opcode)source[0] switch
            {
                Opcode.Memoize => 1,
                Opcode.BinPut => 2,
                Opcode.LongBinPut => 5,
                _ => 0,
            };
            source = source[Math.Min(memoBytes, source.Length)..];
        }

        return true;
    }
}
