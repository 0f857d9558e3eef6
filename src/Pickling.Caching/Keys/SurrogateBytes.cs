using System.Buffers;
using System.Text;

namespace Pickling.Caching.Keys;

/// <summary>The bytes of a text that is no UTF-16: as UTF-8 would be if it had surrogates (Python's <c>surrogatepass</c>).</summary>
internal static class SurrogateBytes
{
    public static byte[] Of(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(3 * text.Length);
        Span<byte> room = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int consumed) == OperationStatus.Done)
            {
                bytes.Write(room[..rune.EncodeToUtf8(room)]);
                i += consumed;
            }
            else
            {
                char lone = text[i++];
                bytes.Write([(byte)(0xe0 | (lone >> 12)), (byte)(0x80 | ((lone >> 6) & 0x3f)), (byte)(0x80 | (lone & 0x3f))]);
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
