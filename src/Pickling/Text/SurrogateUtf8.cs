using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
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
    internal static string Decode(ReadOnlySpan<byte> utf8) => Decode(utf8, out _);

    internal static string Decode(ReadOnlySpan<byte> utf8, out int[]? splits)
    {
        splits = null;
        if (utf8.IsEmpty)
            return string.Empty;
        if (!Ascii.IsValid(utf8))
            return DecodeWide(utf8, out splits);

        // Nothing else has seen the new string yet, so filling it in place is what string.Create does, without the
        // call through a delegate. It is not string.Empty: its length is at least one.
        string text = new('\0', utf8.Length);
        Ascii.ToUtf16(utf8, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length), out _);
        return text;
    }

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
        splits = null;
        // The fast decoder puts U+FFFD for what is invalid; where none is, all was valid.
        string text = Encoding.UTF8.GetString(utf8);
        return text.Contains('\ufffd') && !Utf8.IsValid(utf8) ? DecodeSurrogates(utf8, out splits) : text;
    }

    private static string DecodeSurrogates(ReadOnlySpan<byte> utf8, out int[]? splits)
    {
        var pairs = new SplitPairs();
        // Every byte makes at most one char.
        char[] buffer = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            int position = 0;
            int written = 0;
            while (true)
            {
                OperationStatus status = Utf8.ToUtf16(
                    utf8[position..],
                    buffer.AsSpan(written),
                    out int bytesRead,
                    out int charsWritten,
                    replaceInvalidSequences: false);
                position += bytesRead;
                written += charsWritten;
                if (status == OperationStatus.Done)
                {
                    splits = pairs.Found;
                    return new string(buffer, 0, written);
                }

                Debug.Assert(status != OperationStatus.DestinationTooSmall, "a byte makes at most one char");
                ReadOnlySpan<byte> rest = utf8[position..];
                if (rest.Length < 3 || rest[0] != 0xed || rest[1] is < 0xa0 or > 0xbf || rest[2] is < 0x80 or > 0xbf)
                    throw Invalid(rest, position);
                char surrogate = (char)(0xd000 | ((rest[1] & 0x3f) << 6) | (rest[2] & 0x3f));
                pairs.Add(surrogate, written);
                buffer[written++] = surrogate;
                position += 3;
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

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
        while (length < expected && length < rest.Length && IsContinuation(first, length, rest[length]))
            length++;
        string reason = length == rest.Length ? "unexpected end of data" : "invalid continuation byte";
        return length == 1
            ? new PickleException($"'utf-8' codec can't decode byte 0x{first:x2} in position {position}: {reason}")
            : new PickleException($"'utf-8' codec can't decode bytes in position {position}-{position + length - 1}: {reason}");
    }

    // The second byte rules out overlong forms, surrogates and code points above 10ffff.
    private static bool IsContinuation(byte first, int index, byte value) => (first, index) switch
    {
        (0xe0, 1) => value is >= 0xa0 and <= 0xbf,
        (0xed, 1) => value is >= 0x80 and <= 0x9f,
        (0xf0, 1) => value is >= 0x90 and <= 0xbf,
        (0xf4, 1) => value is >= 0x80 and <= 0x8f,
        _ => value is >= 0x80 and <= 0xbf,
    };
}
