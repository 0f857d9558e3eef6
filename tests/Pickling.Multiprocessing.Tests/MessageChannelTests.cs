using System.Collections.Concurrent;
using Pickling.Multiprocessing.Channels;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Messages of Windows' pipes. The pipe itself is there on Windows only: here a stream that keeps messages apart stands for it.</summary>
public sealed class MessageChannelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(200_000)]
    public async Task Each_write_is_one_message_and_comes_back_as_one(int length)
    {
        var pipe = new MessageStream(pieceBytesMax: 1_000);
        using var connection = new PickleConnection(new MessageChannel(pipe, () => pipe.IsMessageComplete, static () => true, long.MaxValue), PickleConnectionOptions.Default);
        byte[] message = [.. Enumerable.Range(0, length).Select(static index => (byte)index)];
        await connection.SendBytesAsync(message);
        connection.SendBytes(message);
        connection.Send(message);

        Assert.Equal(3, pipe.Messages.Count);
        Assert.Equal(message, pipe.Messages.First());
        Assert.Equal(message, connection.ReceiveBytes());
        Assert.Equal(message, await connection.ReceiveBytesAsync());
        Assert.Equal(message, await connection.ReceiveAsync<byte[]>());
    }

    [Fact]
    public async Task A_message_of_no_bytes_is_received_and_not_sent()
    {
        var pipe = new MessageStream(pieceBytesMax: 1_000);
        using var connection = new PickleConnection(new MessageChannel(pipe, () => pipe.IsMessageComplete, static () => true, long.MaxValue), PickleConnectionOptions.Default);
        pipe.Write([]);
        Assert.Empty(connection.ReceiveBytes());

        // .NET's pipe would write nothing, and the peer wait for ever.
        Assert.Contains("Nothing was sent", Assert.Throws<PickleConnectionException>(() => connection.SendBytes(default)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PickleConnectionException>(() => connection.SendStreamAsync(Stream.Null, 0, TestContext.Current.CancellationToken).AsTask());
        connection.Send("next");
        Assert.Equal("next", connection.Receive());
    }

    // A read that waited when the peer closed returns no bytes, as a message of no bytes does.
    [Fact]
    public void No_bytes_from_a_pipe_that_is_closed_are_the_end()
    {
        var pipe = new MessageStream(pieceBytesMax: 1_000);
        using var connection = new PickleConnection(new MessageChannel(pipe, () => pipe.IsMessageComplete, () => !pipe.Messages.IsEmpty, long.MaxValue), PickleConnectionOptions.Default);
        pipe.Write(Pickle.Dumps("last"));
        pipe.Write([]);
        Assert.Equal("last", connection.Receive());
        Assert.Throws<EndOfStreamException>(() => connection.Receive());
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused_while_it_comes()
    {
        var pipe = new MessageStream(pieceBytesMax: 1_000);
        pipe.Write(new byte[100_000]);
        using var connection = new PickleConnection(new MessageChannel(pipe, () => pipe.IsMessageComplete, static () => true, 10_000), PickleConnectionOptions.Default);

        await Assert.ThrowsAsync<PickleConnectionException>(() => connection.ReceiveBytesAsync().AsTask());
    }

    [Fact]
    public void Pipes_of_Windows_are_refused_elsewhere_with_what_to_use()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "They are there.");
        var address = new PickleNamedPipeEndPoint("jobs");

        Assert.Equal(@"\\.\pipe\jobs", address.ToString());
        Assert.Contains("UnixDomainSocketEndPoint", Assert.Throws<PlatformNotSupportedException>(() => PickleClient.Connect(address)).Message);
        Assert.Contains("UnixDomainSocketEndPoint", Assert.Throws<PlatformNotSupportedException>(() => new PickleListener(address)).Message);
    }

    private sealed class MessageStream(int pieceBytesMax) : Stream
    {
        private byte[] _current = [];
        private int _taken;

        public ConcurrentQueue<byte[]> Messages { get; } = [];

        public bool IsMessageComplete => _taken == _current.Length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (IsMessageComplete)
            {
                _taken = 0;
                Assert.True(Messages.TryDequeue(out _current!));
            }

            int taken = Math.Min(Math.Min(count, pieceBytesMax), _current.Length - _taken);
            _current.AsSpan(_taken, taken).CopyTo(buffer.AsSpan(offset));
            _taken += taken;
            return taken;
        }

        public override void Write(byte[] buffer, int offset, int count) => Messages.Enqueue(buffer.AsSpan(offset, count).ToArray());

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
