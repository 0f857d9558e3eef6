using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
/// header            count of items             first item or block (low half), last block or first key (high half)
/// block             count of items             first item (low half), next block (high half)
/// </code>
/// </remarks>
internal readonly struct TapeValue
{
    // Written and copied as a whole: what is written in parts and copied right after has to wait until the parts have left
    // the processor, which took a fifth of the time of a load. From the lowest bits: kind, flags, Extra, Low; then High.
    private readonly Vector128<long> _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeValue(TapeKind kind, int low, long high, TapeFlags flags = TapeFlags.None, short extra = 0)
    {
        _bits = Vector128.Create((long)kind | ((long)flags << 8) | ((long)(ushort)extra << 16) | ((long)low << 32), high);
    }

    private TapeValue(Vector128<long> bits) => _bits = bits;

    public TapeKind Kind => (TapeKind)(byte)_bits.ToScalar();

    public TapeFlags Flags => (TapeFlags)(byte)(_bits.ToScalar() >> 8);

    public short Extra => (short)(_bits.ToScalar() >> 16);

    public int Low => (int)(_bits.ToScalar() >> 32);

    public long High => _bits.GetElement(1);

    public bool IsContainer => Kind >= TapeKind.List;

    public bool IsShared => (Flags & TapeFlags.Shared) != 0;

    /// <summary>Header of a dict: its keys lie elsewhere, where <see cref="Last"/> says, for all dicts with the same keys.</summary>
    public bool IsKeyed => Kind == TapeKind.Dict && Last != 0 && !IsChained;

    public bool IsChained => (Flags & TapeFlags.Chained) != 0;

    public bool IsPacked => (Flags & (TapeFlags.Int64s | TapeFlags.Doubles)) != 0;

    /// <summary>The low half of <see cref="High"/>: an index.</summary>
    public int First => (int)High;

    /// <summary>The high half of <see cref="High"/>: an index.</summary>
    public int Last => (int)(High >> 32);

    public double Float => BitConverter.Int64BitsToDouble(High);

    /// <summary>A text or bytes whose content lies elsewhere.</summary>
    public bool IsText => Kind is TapeKind.Str or TapeKind.Bytes or TapeKind.ByteArray or TapeKind.ByteString && (Flags & TapeFlags.Adopted) == 0;

    /// <summary>
    /// Offset of the opcode in the pickle, but for texts: see <see cref="ValueTape.OffsetOf"/>; -1 when it is not known.
    /// </summary>
    public long Offset => Kind switch
    {
        TapeKind.Unset or TapeKind.Block => -1,
        TapeKind.Int or TapeKind.Float => Low == -1 ? -1 : (uint)Low,
        _ => High,
    };

    /// <summary>Where a text lies, as one number that is never 0.</summary>
    public long Place => (High << 1) + ((Flags & TapeFlags.Copied) != 0 ? 2 : 1);

    public static long Halves(int first, int last) => (uint)first | ((long)last << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TapeValue With(TapeFlags flags) => new(_bits | Vector128.CreateScalar((long)flags << 8));

    /// <summary>Whether two nodes say the same: the same value, from the same place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in TapeValue a, in TapeValue b) => a._bits == b._bits;
}
