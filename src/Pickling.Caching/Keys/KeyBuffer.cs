using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Pickling.Caching.Keys;

/// <summary>Where a key's bytes are put together: scalars are written, containers are closed, long parts are hashed.</summary>
internal sealed class KeyBuffer : IDisposable
{
    // What is longer becomes its SHA-256, so that a key stays small and shared parts are not written out again and again.
    public const int PartBytesMax = 4096;

    // A byte numbers the pieces that are sorted by their heads.
    private const int FewPieces = 256;

    // What insertion puts in order, at the start and among pieces with one head.
    private const int InsertedPieces = 16;

    // A tag and ten times seven bits.
    private const int IntBytesMax = 11;
    private const int OneByteCountMax = 0x7f;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2 * PartBytesMax);

    /// <summary>Bytes written so far; set to fewer to take back the last ones.</summary>
    public int Length { get; set; }

    /// <summary>The bytes from one place to another.</summary>
    public ReadOnlySpan<byte> this[Range range] => _bytes.AsSpan(0, Length)[range];

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public void Clear() => Length = 0;

    public void Tag(byte tag)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = tag;
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Int(long value)
    {
        if (_bytes.Length - Length < IntBytesMax)
        {
            Grow(IntBytesMax);
        }

        Span<byte> room = _bytes.AsSpan(Length, IntBytesMax);
        room[0] = KeyTag.Int;
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        int count = 1;
        for (; rest > 0x7f; rest >>= 7)
        {
            room[count++] = (byte)(rest | 0x80);
        }

        room[count] = (byte)rest;
        Length += count + 1;
    }

    public void BigInt(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            Int((long)value);
            return;
        }

        Leaf(KeyTag.BigInt, value.ToByteArray());
    }

    public void Float(double value)
    {
        Tag(KeyTag.Float);
        Double(value);
    }

    public void Complex(Complex value)
    {
        Tag(KeyTag.Complex);
        Double(value.Real);
        Double(value.Imaginary);
    }

    public void Ticks(byte tag, long ticks)
    {
        Tag(tag);
        ZigZag(ticks);
    }

    public void Uuid(Guid value)
    {
        Tag(KeyTag.Uuid);
        value.TryWriteBytes(Reserve(16), bigEndian: true, out _);
    }

    // 1.0 and 1.00 are one Decimal in Python's eyes: the coefficient goes without trailing zeros.
    public void Decimal(ExactDecimal value)
    {
        Leaf(KeyTag.Decimal, value.Coefficient.ToByteArray());
        ZigZag(value.Scale);
    }

    public void Text(string value)
    {
        if (value.Length <= OneByteCountMax && TryShortAscii(value))
        {
            return;
        }

        if (value.Length > PartBytesMax / 3)
        {
            LongText(value);
            return;
        }

        // Short texts, which most are, are encoded in place: their length takes one byte up to 127 bytes of UTF-8, else two.
        int start = Length;
        int headerBytes = value.Length <= 42 ? 2 : 3;
        Span<byte> room = Reserve(headerBytes + (3 * value.Length));
        if (Utf8.FromUtf16(value, room[headerBytes..], out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            Length = start;
            SurrogateText(value);
            return;
        }

        Length = start;
        Tag(KeyTag.Text);
        Count(written);
        if (Length != start + headerBytes)
        {
            room.Slice(headerBytes, written).CopyTo(_bytes.AsSpan(Length));
        }

        Length += written;
    }

    /// <summary>Bytes of a kind; of long ones only the hash.</summary>
    public void Leaf(byte tag, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > PartBytesMax)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes, hash);
            Tag(KeyTag.Hashed);
            Tag(tag);
            Raw(hash);
            return;
        }

        Tag(tag);
        Count(bytes.Length);
        Raw(bytes);
    }

    /// <summary>Replaces what was written since a place by its hash, if it is long.</summary>
    public bool HashIfLong(int start)
    {
        if (Length - start <= PartBytesMax)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.AsSpan(start, Length - start), hash);
        Length = start;
        Tag(KeyTag.Hashed);
        Raw(hash);
        return true;
    }

    /// <summary>Puts the pieces that begin at the given places, the last of which ends the buffer, into the order of their bytes.</summary>
    public void Sort(ReadOnlySpan<int> starts)
    {
        if (IsSorted(starts))
        {
            return;
        }

        // Most containers are small: their pieces are put in order by a few of their bytes, without allocating.
        if (starts.Length <= InsertedPieces)
        {
            SortVeryFew(starts);
            return;
        }

        if (starts.Length <= FewPieces && TrySortFew(starts))
        {
            return;
        }

        int from = starts[0];
        byte[] copy = _bytes.AsSpan(from, Length - from).ToArray();
        var pieces = new (int Start, int End)[starts.Length];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (starts[i] - from, (i + 1 < starts.Length ? starts[i + 1] : Length) - from);
        }

        Array.Sort(pieces, (a, b) => copy.AsSpan(a.Start..a.End).SequenceCompareTo(copy.AsSpan(b.Start..b.End)));
        Length = from;
        foreach ((int start, int end) in pieces)
        {
            Raw(copy.AsSpan(start..end));
        }
    }

    // False where too many pieces are alike for long.
    private bool TrySortFew(ReadOnlySpan<int> starts)
    {
        Span<ulong> heads = stackalloc ulong[FewPieces];
        Span<byte> order = stackalloc byte[FewPieces];
        heads = heads[..starts.Length];
        order = order[..starts.Length];
        TakeHeads(starts, heads, order);
        heads.Sort(order);
        if (LongestRun(heads) > InsertedPieces)
        {
            return false;
        }

        Insert(starts, heads, order);
        Arrange(starts, order);
        return true;
    }

    // Apart from the above, for room on the stack is cleared before it is used.
    private void SortVeryFew(ReadOnlySpan<int> starts)
    {
        Span<ulong> heads = stackalloc ulong[InsertedPieces];
        Span<byte> order = stackalloc byte[InsertedPieces];
        heads = heads[..starts.Length];
        order = order[..starts.Length];
        TakeHeads(starts, heads, order);
        Insert(starts, heads, order);
        Arrange(starts, order);
    }

    private void TakeHeads(ReadOnlySpan<int> starts, Span<ulong> heads, Span<byte> order)
    {
        int skipped = CommonBytes(starts);
        for (int piece = 0; piece < starts.Length; piece++)
        {
            heads[piece] = Head(Piece(starts, piece)[skipped..]);
            order[piece] = (byte)piece;
        }
    }

    // Whoever fills dicts does so in some order, and often nearly in this one.
    private void Insert(ReadOnlySpan<int> starts, Span<ulong> heads, Span<byte> order)
    {
        for (int next = 1; next < order.Length; next++)
        {
            ulong head = heads[next];
            byte piece = order[next];
            int place = next;
            while (place > 0 && (head < heads[place - 1] || (head == heads[place - 1] && Piece(starts, piece).SequenceCompareTo(Piece(starts, order[place - 1])) < 0)))
            {
                heads[place] = heads[place - 1];
                order[place] = order[place - 1];
                place--;
            }

            heads[place] = head;
            order[place] = piece;
        }
    }

    private void Arrange(ReadOnlySpan<int> starts, ReadOnlySpan<byte> order)
    {
        // In their order behind the others, and from there to their place.
        int from = starts[0];
        int end = Length;
        int bytes = end - from;
        Reserve(bytes);
        int target = end;
        foreach (byte piece in order)
        {
            ReadOnlySpan<byte> source = PieceBefore(starts, piece, end);
            source.CopyTo(_bytes.AsSpan(target));
            target += source.Length;
        }

        _bytes.AsSpan(end, bytes).CopyTo(_bytes.AsSpan(from));
        Length = end;
    }

    private ReadOnlySpan<byte> Piece(ReadOnlySpan<int> starts, int piece) => PieceBefore(starts, piece, Length);

    private ReadOnlySpan<byte> PieceBefore(ReadOnlySpan<int> starts, int piece, int end) =>
        _bytes.AsSpan(starts[piece]..(piece + 1 < starts.Length ? starts[piece + 1] : end));

    // How many bytes all pieces have in common at their start: their tag, often more.
    private int CommonBytes(ReadOnlySpan<int> starts)
    {
        ReadOnlySpan<byte> common = Piece(starts, 0);
        for (int piece = 1; piece < starts.Length; piece++)
        {
            common = common[..common.CommonPrefixLength(Piece(starts, piece))];
        }

        return common.Length;
    }

    private static int LongestRun(ReadOnlySpan<ulong> sorted)
    {
        int longest = 1;
        for (int index = 1, run = 1; index < sorted.Length; index++)
        {
            run = sorted[index] == sorted[index - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    // The first eight bytes as a number that compares as they do; shorter pieces are told apart by their bytes.
    private static ulong Head(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }

        ulong head = 0;
        for (int index = 0; index < sizeof(ulong); index++)
        {
            head = (head << 8) | (index < bytes.Length ? bytes[index] : 0u);
        }

        return head;
    }

    private bool IsSorted(ReadOnlySpan<int> starts)
    {
        for (int i = 1; i < starts.Length; i++)
        {
            int end = i + 1 < starts.Length ? starts[i + 1] : Length;
            if (_bytes.AsSpan(starts[i - 1]..starts[i]).SequenceCompareTo(_bytes.AsSpan(starts[i]..end)) > 0)
            {
                return false;
            }
        }

        return true;
    }

    // What most keys of dicts are.
    private bool TryShortAscii(string value)
    {
        int start = Length;
        Span<byte> room = Reserve(2 + value.Length);
        if (Ascii.FromUtf16(value, room[2..], out _) == OperationStatus.Done)
        {
            room[0] = KeyTag.Text;
            room[1] = (byte)value.Length;
            return true;
        }

        Length = start;
        return false;
    }

    private void LongText(string value)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        if (Utf8.FromUtf16(value, room, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            Leaf(KeyTag.Text, room.AsSpan(0, written));
        }
        else
        {
            SurrogateText(value);
        }

        ArrayPool<byte>.Shared.Return(room);
    }

    // Lone surrogates have no UTF-8; Python's own bytes for them are what the core gives for the same text.
    private void SurrogateText(string value) => Leaf(KeyTag.SurrogateText, SurrogateBytes.Of(value));

    private void Count(int value)
    {
        uint rest = (uint)value;
        while (rest > 0x7f)
        {
            Tag((byte)(rest | 0x80));
            rest >>= 7;
        }

        Tag((byte)rest);
    }

    private void ZigZag(long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest > 0x7f)
        {
            Tag((byte)(rest | 0x80));
            rest >>= 7;
        }

        Tag((byte)rest);
    }

    // 0.0 and -0.0 are equal, and a NaN is to be found again.
    private void Double(double value)
    {
        double canonical = value == 0 ? 0.0 : double.IsNaN(value) ? double.NaN : value;
        BinaryPrimitives.WriteDoubleBigEndian(Reserve(8), canonical);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }

        Span<byte> room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(2 * _bytes.Length, Length + count)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
