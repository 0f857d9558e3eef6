using System.Buffers.Binary;
using System.Text;

namespace Pickling.Celery.RabbitMq;

/// <summary>
/// The headers of a message as they come over the wire: AMQP's tables and arrays, in each other as deep as the sender likes.
/// RabbitMQ.Client reads them by recursion and ends the connection at what it does not know, so they are looked through before.
/// </summary>
internal static class AmqpHeaders
{
    /// <summary>How deep tables and arrays may lie in each other.</summary>
    public const int DepthMax = 100;

    /// <summary>The one header of a message whose own were refused; its value says why.</summary>
    public const string Refused = "x-pickling-refused";

    // Class, weight and the body's length stand before the properties.
    private const int PropertiesOffset = 12;

    private const int HasContentType = 1 << 15;
    private const int HasContentEncoding = 1 << 14;
    private const int HasHeaders = 1 << 13;
    private const int DecimalScaleMax = 28;

    /// <summary>Looks through the payload of a frame with a message's properties.</summary>
    /// <returns>Why its headers are not to be read; null when they may be.</returns>
    public static string? Check(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < PropertiesOffset + 2)
        {
            return null;
        }

        int flags = BinaryPrimitives.ReadUInt16BigEndian(payload[PropertiesOffset..]);
        int at = PropertiesOffset + 2;
        foreach (int flag in (ReadOnlySpan<int>)[HasContentType, HasContentEncoding])
        {
            if ((flags & flag) != 0)
            {
                at += at < payload.Length ? 1 + payload[at] : 1;
            }
        }

        return (flags & HasHeaders) == 0 ? null : CheckTable(payload, at);
    }

    /// <summary>The payload for a message whose headers were refused; its body follows as it would have.</summary>
    /// <param name="payload">The beginning of the one that came.</param>
    /// <param name="reason">Why.</param>
    public static byte[] WriteRefused(ReadOnlySpan<byte> payload, string reason)
    {
        byte[] name = Encoding.UTF8.GetBytes(Refused);
        byte[] text = Encoding.UTF8.GetBytes(reason);
        int tableBytes = 1 + name.Length + 1 + 4 + text.Length;
        byte[] written = new byte[PropertiesOffset + 2 + 4 + tableBytes];
        payload[..PropertiesOffset].CopyTo(written);
        Span<byte> rest = written.AsSpan(PropertiesOffset);
        BinaryPrimitives.WriteUInt16BigEndian(rest, HasHeaders);
        BinaryPrimitives.WriteUInt32BigEndian(rest[2..], (uint)tableBytes);
        rest[6] = (byte)name.Length;
        name.CopyTo(rest[7..]);
        rest = rest[(7 + name.Length)..];
        rest[0] = (byte)'S';
        BinaryPrimitives.WriteUInt32BigEndian(rest[1..], (uint)text.Length);
        text.CopyTo(rest[5..]);
        return written;
    }

    // A stack of our own holds where the open tables and arrays end.
    private static string? CheckTable(ReadOnlySpan<byte> source, int at)
    {
        const string Broken = "The message's headers are broken.";
        Span<int> ends = stackalloc int[DepthMax];
        Span<bool> areTables = stackalloc bool[DepthMax];
        int depth = 0;
        long end = source.Length;
        char type = 'F';
        while (true)
        {
            if (type is 'F' or 'A')
            {
                if (at + 4L > end)
                {
                    return Broken;
                }

                long inner = at + 4L + BinaryPrimitives.ReadUInt32BigEndian(source[at..]);
                if (inner > end)
                {
                    return Broken;
                }

                if (depth == DepthMax)
                {
                    return $"The message's headers are nested more than {DepthMax} deep.";
                }

                at += 4;
                areTables[depth] = type == 'F';
                ends[depth++] = (int)inner;
            }
            else
            {
                long size = SizeOf(type, source[at..(int)end]);
                if (size < 0 || at + size > end)
                {
                    return size < 0 ? $"The message's headers hold a value of an unknown type ({(int)type})." : Broken;
                }

                at += (int)size;
            }

            while (depth > 0 && at == ends[depth - 1])
            {
                depth--;
            }

            if (depth == 0)
            {
                return null;
            }

            end = ends[depth - 1];
            at += areTables[depth - 1] ? 1 + source[at] : 0;
            if (at >= end)
            {
                return Broken;
            }

            type = (char)source[at++];
        }
    }

    // How many bytes a value has behind its type; negative for one that RabbitMQ.Client does not read.
    private static long SizeOf(char type, ReadOnlySpan<byte> value) => type switch
    {
        'V' => 0,
        't' or 'b' or 'B' => 1,
        's' or 'u' => 2,
        'I' or 'i' or 'f' => 4,
        'D' => value.Length > 0 && value[0] > DecimalScaleMax ? -1 : 5,
        'l' or 'd' or 'T' => 8,
        'S' or 'x' => value.Length < 4 ? 4 : 4L + BinaryPrimitives.ReadUInt32BigEndian(value),
        _ => -1,
    };
}
