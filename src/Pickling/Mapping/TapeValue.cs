using System.Runtime.CompilerServices;

namespace Pickling.Mapping;

/// <summary>
/// A node of a tape, and the machine's value while it is made: 16 bytes and no reference, so that the GC never looks
/// at them.
/// </summary>
/// <remarks>
/// A number is here itself; a text is a slice of where it lies; a container is the index of its header node. What the
/// parts hold, by kind:
/// <code>
///                   Low                        High
/// None, Bool        0 or 1                     offset of the opcode
/// Int, Float        offset (32 bits)           the value
/// BigInt, Buffer    index in the side list     offset
/// Str, Bytes ...    length, or side index      where it begins; the offset of the opcode when adopted
/// Global            index in the side list     offset
/// List ... Object   index of the header        offset
/// header            count of items             first item or block (low half), last block (high half)
/// block             count of items             first item (low half), next block (high half)
/// </code>
/// </remarks>
internal readonly struct TapeValue
{
    public readonly TapeKind Kind;
    public readonly TapeFlags Flags;
    public readonly short Extra;
    public readonly int Low;
    public readonly long High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeValue(TapeKind kind, int low, long high, TapeFlags flags = TapeFlags.None, short extra = 0)
    {
        Kind = kind;
        Flags = flags;
        Extra = extra;
        Low = low;
        High = high;
    }

    public bool IsContainer => Kind >= TapeKind.List;

    public bool IsShared => (Flags & TapeFlags.Shared) != 0;

    public bool IsChained => (Flags & TapeFlags.Chained) != 0;

    public bool IsPacked => (Flags & (TapeFlags.Int64s | TapeFlags.Doubles)) != 0;

    /// <summary>The low half of <see cref="High"/>: an index.</summary>
    public int First => (int)High;

    /// <summary>The high half of <see cref="High"/>: an index.</summary>
    public int Last => (int)(High >> 32);

    public double Float => BitConverter.Int64BitsToDouble(High);

    /// <summary>Offset of the opcode in the pickle; -1 when it is not known.</summary>
    public long Offset => Kind switch
    {
        TapeKind.Unset or TapeKind.Block => -1,
        TapeKind.Int or TapeKind.Float => Low == -1 ? -1 : (uint)Low,
        TapeKind.Str or TapeKind.Bytes or TapeKind.ByteArray or TapeKind.ByteString when (Flags & TapeFlags.Copied) != 0 => -1,
        _ => High,
    };

    /// <summary>Where a text lies, as one number that is never 0.</summary>
    public long Place => (High << 1) + ((Flags & TapeFlags.Copied) != 0 ? 2 : 1);

    public static long Halves(int first, int last) => (uint)first | ((long)last << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeValue With(TapeFlags flags) => new(Kind, Low, High, Flags | flags, Extra);
}
