using System.Buffers.Binary;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Messages as peers of connections send them.</summary>
internal static class Messages
{
    /// <summary>A message with its length before it, as <c>multiprocessing.connection</c> writes those below 2 GB.</summary>
    public static byte[] Frame(byte[] message)
    {
        byte[] frame = new byte[sizeof(int) + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, sizeof(int));
        return frame;
    }

    /// <summary>Bytes that differ from each other, the same for the same length.</summary>
    public static byte[] Filled(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
