using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Pickling.Celery.Tests;

/// <summary>Publishes what no client would: headers as bytes, over AMQP by hand.</summary>
internal sealed class RawPublisher : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawPublisher(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public static async Task<RawPublisher> OpenAsync(string url)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(url).Port);
        var publisher = new RawPublisher(client);
        await publisher._stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
        await publisher.ReadMethodAsync(10, 10);
        await publisher.WriteAsync(1, 0, [.. Method(10, 11), .. Long(0), .. Short("PLAIN"), .. Text("\0guest\0guest"), .. Short("en_US")]);
        byte[] tune = await publisher.ReadMethodAsync(10, 30);
        await publisher.WriteAsync(1, 0, [.. Method(10, 31), .. tune]);
        await publisher.WriteAsync(1, 0, [.. Method(10, 40), .. Short("/"), 0, 0]);
        await publisher.ReadMethodAsync(10, 41);
        await publisher.WriteAsync(1, 1, [.. Method(20, 10), 0]);
        await publisher.ReadMethodAsync(20, 11);
        return publisher;
    }

    /// <summary>Publishes to a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="table">The headers' bytes behind their length.</param>
    /// <param name="body">The body.</param>
    public async Task PublishAsync(string queue, byte[] table, byte[] body)
    {
        await WriteAsync(1, 1, [.. Method(60, 40), 0, 0, 0, .. Short(queue), 0]);
        await WriteAsync(2, 1, PropertiesOf(table, body.Length));
        await WriteAsync(3, 1, body);
    }

    /// <summary>Waits until the server has read everything: then it answers.</summary>
    public async Task FlushAsync()
    {
        await WriteAsync(1, 1, [.. Method(20, 40), 0, 200, 0, 0, 0, 0, 0]);
        await ReadMethodAsync(20, 41);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The payload of a frame with properties.</summary>
    public static byte[] PropertiesOf(byte[] table, int bodyBytes) => [0, 60, 0, 0, 0, 0, 0, 0, .. Long(bodyBytes), 0xA0, 0, .. Short("text/plain"), .. Long(table.Length), .. table];

    /// <summary>A header whose value is nested so deep in arrays or tables.</summary>
    public static byte[] Nested(char kind, int depth)
    {
        List<byte[]> heads = [];
        int length = 0;
        for (int i = 0; i < depth; i++)
        {
            byte[] head = [(byte)kind, .. Long(length)];
            heads.Add(kind == 'F' ? [1, (byte)'k', .. head] : head);
            length += heads[^1].Length;
        }

        heads.Reverse();
        byte[] value = [.. heads.SelectMany(head => head)];
        return kind == 'F' ? value : [1, (byte)'k', .. value];
    }

    /// <summary>A frame.</summary>
    public static byte[] Frame(byte type, int channel, byte[] payload) => [type, (byte)(channel >> 8), (byte)channel, .. Long(payload.Length), .. payload, 0xCE];

    private static byte[] Method(byte kind, byte number) => [0, kind, 0, number];

    private static byte[] Short(string text) => [(byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Text(string text) => [.. Long(text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Long(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private async Task WriteAsync(byte type, int channel, byte[] payload) => await _stream.WriteAsync(Frame(type, channel, payload));

    // The arguments of the method that must come next.
    private async Task<byte[]> ReadMethodAsync(int kind, int number)
    {
        byte[] head = new byte[7];
        await _stream.ReadExactlyAsync(head);
        byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(3)) + 1];
        await _stream.ReadExactlyAsync(payload);
        return payload[1] == kind && payload[3] == number ? payload[4..^1] : throw new InvalidOperationException($"The server said {payload[1]}.{payload[3]}: {Encoding.UTF8.GetString(payload)}");
    }
}
