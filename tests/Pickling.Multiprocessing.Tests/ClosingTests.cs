using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>What closing does to those who wait here, and to the other end.</summary>
[Collection(nameof(Alone))]
public sealed class ClosingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("receive")]
    [InlineData("receive asynchronously")]
    [InlineData("receive in a message")]
    [InlineData("receive into")]
    [InlineData("receive from a stream")]
    [InlineData("receive from a pipe")]
    [InlineData("send")]
    [InlineData("receive behind another")]
    [InlineData("receive behind another asynchronously")]
    public async Task Whoever_waits_learns_that_this_end_was_closed(string what)
    {
        (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
        (NetworkStream stream, NetworkStream otherEnd) = await StreamsAsync();
        PickleConnection connection = what switch
        {
            "receive from a stream" => new PickleConnection(stream),
            "receive from a pipe" => new PickleConnection(new Ends(new Pipe().Reader, new Pipe().Writer)),
            _ => here,
        };
        await using (otherEnd)
        using (there)
        {
            Stream? message = null;
            if (what is "receive in a message" or "receive behind another" or "receive behind another asynchronously")
            {
                _ = there.SendStreamAsync(new NeverEnding(), 1_000_000).AsTask();
                message = what == "receive in a message" ? null : await connection.ReceiveStreamAsync();
            }

            Task waiting = what switch
            {
                "receive" or "receive in a message" or "receive behind another" => Task.Run(() => connection.Receive()),
                "receive into" => connection.ReceiveBytesIntoAsync(new byte[10]).AsTask(),
                "send" => Task.Run(() => connection.SendBytes(new byte[100_000_000])),
                _ => connection.ReceiveAsync().AsTask(),
            };
            await Task.Delay(200);
            Assert.False(waiting.IsCompleted);
            connection.Dispose();

            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Long));
            message?.Dispose();
        }
    }

    [Fact]
    public async Task A_message_s_stream_closes_quietly_though_the_peer_is_gone()
    {
        (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
        using (here)
        {
            _ = there.SendStreamAsync(new NeverEnding(), 1_000_000).AsTask();
            Stream first = await here.ReceiveStreamAsync();
            there.Dispose();
            await first.DisposeAsync();

            Assert.Throws<PickleConnectionException>(() => here.Receive());
        }
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, PickleStreamFraming.None)]
    [InlineData(true, PickleStreamFraming.None)]
    [InlineData(false, PickleStreamFraming.BigEndian32)]
    [InlineData(true, PickleStreamFraming.BigEndian32)]
    public async Task The_writer_of_a_pipe_need_not_wait_for_one_who_closed(bool isReading, PickleStreamFraming? framing)
    {
        Pipe incoming = new();
        var ends = new Ends(incoming.Reader, new Pipe().Writer);
        (IDisposable end, Func<Task> receive) = framing is null ? Of(new PickleConnection(ends)) : Of(new PickleStream(ends, framing: framing.Value));
        Task? receiving = isReading ? receive() : null;
        await Task.Delay(50);
        end.Dispose();
        if (receiving is not null)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.WaitAsync(Long));
        }

        FlushResult result = await incoming.Writer.WriteAsync(new byte[200_000]).AsTask().WaitAsync(Long);
        Assert.True(result.IsCompleted);
    }

    [Fact]
    public async Task A_stream_of_a_socket_closes_gracefully_too()
    {
        (NetworkStream one, NetworkStream other) = await StreamsAsync();
        using var here = new PickleConnection(one);
        using var there = new PickleConnection(other);
        here.Send("last words");
        Task<bool> closing = here.CloseAsync(Long).AsTask();
        Assert.Equal("last words", await there.ReceiveAsync());
        await Assert.ThrowsAsync<EndOfStreamException>(() => there.ReceiveAsync().AsTask().WaitAsync(Long));
        there.Dispose();

        Assert.True(await closing);
    }

    [Fact]
    public async Task A_poll_that_was_left_behind_is_no_error_that_nobody_saw()
    {
        // Not what other tests left.
        await CollectAsync();
        var unseen = new List<Exception>();
        void OnUnseen(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            lock (unseen)
            {
                unseen.Add(args.Exception);
            }
        }

        TaskScheduler.UnobservedTaskException += OnUnseen;
        try
        {
            await PollAndCloseAsync();
            await CollectAsync();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnseen;
        }

        Assert.Empty(unseen);
    }

    private static async Task PollAndCloseAsync()
    {
        for (int count = 0; count < 5; count++)
        {
            (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
            Assert.False(await here.PollAsync(TimeSpan.FromMilliseconds(5)));
            here.Dispose();
            there.Dispose();
        }
    }

    private static async Task CollectAsync()
    {
        for (int round = 0; round < 10; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
        }
    }

    private static async Task<(NetworkStream Here, NetworkStream There)> StreamsAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        Task connecting = client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = await listener.AcceptTcpClientAsync();
        await connecting;
        return (client.GetStream(), server.GetStream());
    }

    private static (IDisposable End, Func<Task> Receive) Of(PickleConnection connection) => (connection, () => connection.ReceiveAsync().AsTask());

    private static (IDisposable End, Func<Task> Receive) Of(PickleStream stream) => (stream, () => stream.LoadAsync().AsTask());

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A stream that gives 5,000 bytes and then nothing more.</summary>
    private sealed class NeverEnding : Stream
    {
        private int _left = 5_000;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, _left);
            _left -= count;
            await Task.Delay(count > 0 ? 0 : Timeout.Infinite, cancellationToken);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
