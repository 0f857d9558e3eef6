using System.Net.Sockets;
using System.Text;

namespace Pickling.Stores.Memcached;

/// <summary>One connection: lines and bytes of memcached's text protocol. What a server says is believed only as it arrives.</summary>
internal sealed class MemcachedConnection(Socket socket, string server) : IDisposable
{
    // A line is a word, a key of 250 bytes and three numbers, or an error's text.
    private const int LineBytesMax = 2048;
    private const int FirstBytes = 64 << 10;

    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    // 0 <= _start <= _end <= _buffer.Length; what lies between was received and not yet looked at.
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _start;
    private int _end;

    /// <summary>How errors call the server.</summary>
    public string Server => server;

    /// <summary>Whether nothing was received since the last answer: not even that the server has gone.</summary>
    public bool IsQuiet => _start == _end && !socket.Poll(0, SelectMode.SelectRead);

    public void Dispose() => socket.Dispose();

    /// <summary>Sends a command, and with it the bytes that it announces.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> command, ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
    {
        byte[] message = data is { } bytes ? [.. command.Span, .. LineEnd, .. bytes.Span, .. LineEnd] : [.. command.Span, .. LineEnd];
        for (int sent = 0; sent < message.Length;)
        {
            sent += await socket.SendAsync(message.AsMemory(sent), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next line, without its end.</summary>
    /// <exception cref="IOException">There is none, or it does not end.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int looked = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n') + looked;
            if (length >= looked)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                return Encoding.Latin1.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
            }

            looked = _end - _start;
            if (looked > LineBytesMax)
            {
                throw new IOException($"the answer has a line of more than {LineBytesMax} bytes, so it is none of memcached's");
            }

            await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bytes that a line announced, and the end of line behind them.</summary>
    /// <exception cref="IOException">There are fewer, or something else stands behind them.</exception>
    public async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        byte[] data = new byte[Math.Min(count, FirstBytes)];
        for (int done = 0; done < count;)
        {
            if (done == data.Length)
            {
                Array.Resize(ref data, (int)Math.Min(count, 2L * data.Length));
            }

            if (_start == _end && data.Length - done >= _buffer.Length)
            {
                int received = await socket.ReceiveAsync(data.AsMemory(done), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                done += received > 0 ? received : throw Closed();
                continue;
            }

            if (_start == _end)
            {
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }

            int there = Math.Min(_end - _start, data.Length - done);
            _buffer.AsSpan(_start, there).CopyTo(data.AsSpan(done));
            _start += there;
            done += there;
        }

        return await ReadLineAsync(cancellationToken).ConfigureAwait(false) is ""
            ? data
            : throw new IOException("the value is longer than the answer said");
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        _end += received > 0 ? received : throw Closed();
    }

    private static IOException Closed() => new("the server closed the connection in the middle of an answer");
}
