using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Pickling.Text;

/// <summary>UTF-8 as pickles write it: Python's <c>surrogatepass</c>, so lone surrogates travel as three bytes.</summary>
/// <remarks>
/// One thing UTF-16 cannot tell apart: a pair of surrogates, each written as three bytes, stays two code points in
/// Python but reads as one astral character here. Decoding says where: at the indexes of such low surrogates.
/// </remarks>
internal static class SurrogateUtf8
{
    // Bytes at most of two words, which may overlap.
    private const int ShortMax = 2 * sizeof(ulong);

    internal static string Decode(ReadOnlySpan<byte> utf8) => Decode(utf8, out _);

    internal static string Decode(ReadOnlySpan<byte> utf8, out int[]? splits)
    {
        splits = null;
        if (utf8.IsEmpty)
            return string.Empty;
        if (utf8.Length <= ShortMax && TryDecodeShort(utf8) is { } brief)
            return brief;
        if (!Ascii.IsValid(utf8))
            return DecodeWide(utf8, out splits);

        // Nothing else has seen the new string yet, so filling it in place is what string.Create does, without the
        // call through a delegate. It is not string.Empty: its length is at least one.
        string text = new('\0', utf8.Length);
        Ascii.ToUtf16(utf8, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length), out _);
        return text;
    }

    // ASCII whose first and last half, which may overlap, are looked at and widened as one word each; else null. Most texts of
    // a pickle are this short, and checking and widening them in calls of their own took as long as making the string.
    private static string? TryDecodeShort(ReadOnlySpan<byte> utf8)
    {
        const ulong NotAscii = 0x8080808080808080;
        ulong head;
        ulong tail;
        if (utf8.Length >= sizeof(ulong))
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]);
            if (((head | tail) & NotAscii) != 0)
                return null;
            string text = new('\0', utf8.Length);
            Span<ushort> target = Chars(text);
            Widen(head).CopyTo(target);
            Widen(tail).CopyTo(target[^sizeof(ulong)..]);
            return text;
        }

        if (utf8.Length >= sizeof(uint))
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(utf8);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(utf8[^sizeof(uint)..]);
            if (((head | tail) & NotAscii) != 0)
                return null;
            string text = new('\0', utf8.Length);
            Span<ushort> target = Chars(text);
            Widen(head).GetLower().CopyTo(target);
            Widen(tail).GetLower().CopyTo(target[^sizeof(uint)..]);
            return text;
        }

        foreach (byte one in utf8)
        {
            if (one >= 0x80)
                return null;
        }

        string few = new('\0', utf8.Length);
        Span<ushort> characters = Chars(few);
        for (int i = 0; i < characters.Length; i++)
            characters[i] = utf8[i];
        return few;
    }

    // Of a string that nothing else has seen yet.
    private static Span<ushort> Chars(string text) =>
        MemoryMarshal.Cast<char, ushort>(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length));

    private static Vector128<ushort> Widen(ulong ascii) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(ascii).AsByte());

    internal static int ByteCount(ReadOnlySpan<char> text) =>
        // A lone surrogate counts as U+FFFD here, which takes three bytes as the surrogate itself does.
        Encoding.UTF8.GetByteCount(text);

    internal static int Encode(ReadOnlySpan<char> text, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            OperationStatus status = Utf8.FromUtf16(
                text, target[written..], out int charsRead, out int bytesWritten, replaceInvalidSequences: false);
            written += bytesWritten;
            if (status == OperationStatus.Done)
                return written;
            if (status == OperationStatus.DestinationTooSmall)
                throw new ArgumentException("The target is shorter than ByteCount.", nameof(target));

            char surrogate = text[charsRead];
            target[written] = (byte)(0xe0 | (surrogate >> 12));
            target[written + 1] = (byte)(0x80 | ((surrogate >> 6) & 0x3f));
            target[written + 2] = (byte)(0x80 | (surrogate & 0x3f));
            written += 3;
            text = text[(charsRead + 1)..];
        }
    }

    // One pass for text that is ASCII and fits; false leaves the target's content undefined.
    internal static bool TryEncodeShort(ReadOnlySpan<char> text, Span<byte> target, out int written) =>
        Ascii.FromUtf16(text, target, out written) == OperationStatus.Done;

    private static string DecodeWide(ReadOnlySpan<byte> utf8, out int[]? splits)
    {
        var pairs = new SplitPairs();
        string text = new('\0', CharCount(utf8));
        // Every character is counted by its first byte, and the loop below writes no more than that for each first byte
        // it comes to: what is valid fills the text exactly, what is not ends before.
        Span<char> target = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length);
        int written = 0;
        int i = 0;
        while (i < utf8.Length)
        {
            int first = utf8[i];
            if (first < 0x80)
            {
                if (i + 8 <= utf8.Length && written + 8 <= target.Length)
                {
                    ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(utf8[i..]);
                    if ((eight & 0x8080808080808080) == 0)
                    {
                        Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte())
                            .CopyTo(MemoryMarshal.Cast<char, ushort>(target[written..]));
                        written += 8;
                        i += 8;
                        continue;
                    }
                }

                target[written++] = (char)first;
                i++;
            }
            else if (first < 0xe0)
            {
                if (first < 0xc2 || i + 1 >= utf8.Length || !IsContinuation(utf8[i + 1]))
                    throw Invalid(utf8[i..], i);
                target[written++] = (char)(((first & 0x1f) << 6) | (utf8[i + 1] & 0x3f));
                i += 2;
            }
            else if (first < 0xf0)
            {
                // Most of what is written in three bytes comes in runs; a word shows all three and their lengths.
                uint word;
                while (utf8.Length - i >= sizeof(uint)
                    && ((word = BinaryPrimitives.ReadUInt32LittleEndian(utf8[i..])) & 0x00c0c0f0) == 0x008080e0)
                {
                    uint character = ((word & 0x0f) << 12) | ((word >> 2) & 0xfc0) | ((word >> 16) & 0x3f);
                    if (character < 0x800)
                        throw Invalid(utf8[i..], i);
                    if (char.IsSurrogate((char)character))
                        pairs.Add((char)character, written);
                    target[written++] = (char)character;
                    i += 3;
                }

                if (i >= utf8.Length || utf8[i] is < 0xe0 or >= 0xf0)
                    continue;
                first = utf8[i];
                if (i + 2 >= utf8.Length || !IsContinuation(utf8[i + 1]) || !IsContinuation(utf8[i + 2]))
                    throw Invalid(utf8[i..], i);
                // Surrogates pass.
                int value = ((first & 0x0f) << 12) | ((utf8[i + 1] & 0x3f) << 6) | (utf8[i + 2] & 0x3f);
                if (value < 0x800)
                    throw Invalid(utf8[i..], i);
                if (char.IsSurrogate((char)value))
                    pairs.Add((char)value, written);
                target[written++] = (char)value;
                i += 3;
            }
            else
            {
                if (i + 3 >= utf8.Length
                    || !IsContinuation(utf8[i + 1]) || !IsContinuation(utf8[i + 2]) || !IsContinuation(utf8[i + 3]))
                {
                    throw Invalid(utf8[i..], i);
                }

                int value = ((first & 0x0f) << 18) | ((utf8[i + 1] & 0x3f) << 12) | ((utf8[i + 2] & 0x3f) << 6) | (utf8[i + 3] & 0x3f);
                if (first > 0xf4 || value is < 0x10000 or > 0x10ffff)
                    throw Invalid(utf8[i..], i);
                target[written] = (char)(0xd7c0 + (value >> 10));
                target[written + 1] = (char)(0xdc00 | (value & 0x3ff));
                written += 2;
                i += 4;
            }
        }

        splits = pairs.Found;
        return text;
    }

    // A char for every first byte, two for those of four-byte characters.
    private static int CharCount(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        int i = 0;
        for (; i + Vector128<byte>.Count <= utf8.Length; i += Vector128<byte>.Count)
        {
            Vector128<byte> block = Vector128.Create(utf8.Slice(i, Vector128<byte>.Count));
            // As signed bytes, continuations are those below -64.
            uint continuations = Vector128.LessThan(block.AsSByte(), Vector128.Create((sbyte)-64)).ExtractMostSignificantBits();
            uint fours = Vector128.GreaterThanOrEqual(block, Vector128.Create((byte)0xf0)).ExtractMostSignificantBits();
            count += Vector128<byte>.Count - BitOperations.PopCount(continuations) + BitOperations.PopCount(fours);
        }

        for (; i < utf8.Length; i++)
        {
            byte b = utf8[i];
            count += (IsContinuation(b) ? 0 : 1) + (b >= 0xf0 ? 1 : 0);
        }

        return count;
    }

    private static bool IsContinuation(byte value) => (value & 0xc0) == 0x80;

    // Names the longest prefix of a valid character, as CPython does.
    private static PickleException Invalid(ReadOnlySpan<byte> rest, int position)
    {
        byte first = rest[0];
        int expected = first switch
        {
            < 0xc2 => 0,
            < 0xe0 => 2,
            < 0xf0 => 3,
            < 0xf5 => 4,
            _ => 0,
        };
        if (expected == 0)
            return new PickleException($"'utf-8' codec can't decode byte 0x{first:x2} in position {position}: invalid start byte");

        int length = 1;
        while (length < expected && length < rest.Length && IsValidAt(first, length, rest[length]))
            length++;
        string reason = length == rest.Length ? "unexpected end of data" : "invalid continuation byte";
        return length == 1
            ? new PickleException($"'utf-8' codec can't decode byte 0x{first:x2} in position {position}: {reason}")
            : new PickleException($"'utf-8' codec can't decode bytes in position {position}-{position + length - 1}: {reason}");
    }

    // The second byte rules out overlong forms, surrogates and code points above 10ffff.
    private static bool IsValidAt(byte first, int index, byte value) => (first, index) switch
    {
        (0xe0, 1) => value is >= 0xa0 and <= 0xbf,
        (0xed, 1) => value is >= 0x80 and <= 0x9f,
        (0xf0, 1) => value is >= 0x90 and <= 0xbf,
        (0xf4, 1) => value is >= 0x80 and <= 0x8f,
        _ => value is >= 0x80 and <= 0xbf,
    };
}
