using System.Buffers.Binary;

namespace Pickling.Multiprocessing.Channels;

/// <summary>Guesses by the first bytes of a pickle whether it is little more than one large <c>bytes</c>, such as an array's.</summary>
/// <remarks>
/// Such a message is loaded while it arrives: its payload goes from the socket straight to where it stays. One of many small
/// values is loaded faster when all of it is there. The guess decides on speed alone, so it need not read opcodes.
/// </remarks>
internal static class PayloadProbe
{
    /// <summary>As many of the first bytes as are worth waiting for: what stands before the data of an array is less.</summary>
    public const int HeadBytes = 512;

    /// <summary>Messages below this are not worth it.</summary>
    public const int MessageBytesMin = 128 * 1024;

    private const byte BinBytes = (byte)'B';
    private const byte BinBytes8 = 0x8e;
    private const byte ByteArray8 = 0x96;

    /// <summary>Whether a length in the head says that most of the message is one payload.</summary>
    public static bool IsMostlyPayload(ReadOnlySpan<byte> head, long messageBytes)
    {
        for (int at = 0; at + 1 + sizeof(ulong) <= head.Length; at++)
        {
            ulong length = head[at] switch
            {
                BinBytes => BinaryPrimitives.ReadUInt32LittleEndian(head[(at + 1)..]),
                BinBytes8 or ByteArray8 => BinaryPrimitives.ReadUInt64LittleEndian(head[(at + 1)..]),
                _ => 0,
            };
            if (length <= (ulong)(messageBytes - at) && length >= (ulong)(messageBytes / 4 * 3))
            {
                return true;
            }
        }

        return false;
    }
}
