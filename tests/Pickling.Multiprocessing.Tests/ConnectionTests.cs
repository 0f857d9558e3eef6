using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>What a connection does with messages, however they arrive.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Objects_and_bytes_go_both_ways_blocking_and_asynchronously()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            here.Send((1, "one"));
            await here.SendAsync(new[] { 1, 2 });
            here.SendBytes(new byte[] { 1, 2, 3 });
            await here.SendBytesAsync(new ReadOnlySequence<byte>(new byte[70_000]));

            Assert.Equal(PyTuple.Create(1, "one"), await there.ReceiveAsync());
            Assert.Equal([1, 2], there.Receive<int[]>());
            Assert.Equal([1, 2, 3], there.ReceiveBytes());
            Assert.Equal(70_000, (await there.ReceiveBytesAsync()).Length);
        }
    }

    [Fact]
    public async Task Poll_sees_messages_and_the_end()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (there)
        {
            Assert.False(there.Poll());
            Assert.False(await there.PollAsync(TimeSpan.FromMilliseconds(20)));
            here.Send(1);
            here.Send(2);
            Assert.True(there.Poll(Long));
            Assert.Equal(1, there.Receive<int>());
            Assert.True(await there.PollAsync(Long));
            Assert.Equal(2, there.Receive<int>());
            Assert.False(there.Poll(TimeSpan.FromMilliseconds(20)));
            here.Dispose();
            Assert.True(there.Poll(Long));
            Assert.Throws<EndOfStreamException>(() => there.Receive());
        }
    }

    [Fact]
    public async Task A_stream_can_be_polled_too()
    {
        Pipe pipe = new();
        using var connection = new PickleConnection(new BothWays(pipe.Reader.AsStream(), Stream.Null));
        Assert.False(connection.Poll(TimeSpan.FromMilliseconds(10)));
        await pipe.Writer.WriteAsync(Messages.Frame(Pickle.Dumps("late")));
        Assert.True(connection.Poll(Long));
        Assert.Equal("late", connection.Receive());
        Assert.False(await connection.PollAsync(TimeSpan.FromMilliseconds(10)));
        await pipe.Writer.CompleteAsync();
        Assert.True(await connection.PollAsync(Long));
        await Assert.ThrowsAsync<EndOfStreamException>(() => connection.ReceiveAsync().AsTask());
    }

    // Python: less than none is none.
    [Fact]
    public async Task Poll_takes_any_time()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            foreach (TimeSpan none in new[] { TimeSpan.FromSeconds(-1), TimeSpan.MinValue, TimeSpan.Zero })
            {
                Assert.False(there.Poll(none));
                Assert.False(await there.PollAsync(none));
            }

            Task<bool> polling = there.PollAsync(TimeSpan.MaxValue).AsTask();
            here.Send(1);
            Assert.True(await polling.WaitAsync(Long));
            Assert.True(there.Poll(TimeSpan.MaxValue));
            Assert.Equal(1, there.Receive<int>());
        }
    }

    // Python's multiprocessing.connection.wait: the polls of those that have nothing end with their token, and take nothing.
    [Fact]
    public async Task A_program_waits_for_the_first_of_several_connections()
    {
        List<(PickleConnection Here, PickleConnection There)> pairs = [];
        for (int count = 0; count < 4; count++)
        {
            pairs.Add(await PairAsync());
        }

        for (int round = 0; round < 40; round++)
        {
            using var others = new CancellationTokenSource();
            Task<bool>[] polls = [.. pairs.Select(pair => pair.There.PollAsync(Timeout.InfiniteTimeSpan, others.Token).AsTask())];
            pairs[round % 4].Here.Send(round);
            Task<bool> ready = await Task.WhenAny(polls).WaitAsync(Long);
            await others.CancelAsync();

            Assert.Equal(round % 4, Array.IndexOf(polls, ready));
            Assert.Equal(round, await pairs[round % 4].There.ReceiveAsync<int>());
        }

        pairs.ForEach(pair => pair.Here.Dispose());
        pairs.ForEach(pair => pair.There.Dispose());
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing()
    {
        Pipe pipe = new();
        using var connection = new PickleConnection(new BothWays(pipe.Reader.AsStream(), Stream.Null));
        byte[] frame = Messages.Frame(Pickle.Dumps(new string('y', 200_000)));
        foreach (int length in new[] { 2, 100, 50_000, frame.Length - 50_102 })
        {
            using var cancellation = new CancellationTokenSource();
            Task<object?> receiving = connection.ReceiveAsync(cancellation.Token).AsTask();
            await pipe.Writer.WriteAsync(frame.AsMemory(0, length));
            frame = frame[length..];
            if (frame.Length > 0)
            {
                await Task.Delay(20);
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
            }
            else
            {
                Assert.Equal(new string('y', 200_000), await receiving);
            }
        }
    }

    [Fact]
    public async Task A_message_that_is_no_pickle_breaks_nothing()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            here.SendBytes("no pickle"u8.ToArray());
            here.Send("the next");

            Assert.Throws<PickleException>(() => there.Receive());
            Assert.Equal("the next", there.Receive());
        }
    }

    [Fact]
    public async Task An_object_that_cannot_be_dumped_breaks_nothing()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            Assert.Throws<PicklingException>(() => here.Send(new object[] { new string('x', 100_000), new Action(() => { }) }));
            here.Send("the next");

            Assert.Equal("the next", there.Receive());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(50)]
    public void An_end_within_a_message_is_an_error(int length)
    {
        byte[] bytes = Messages.Frame(Pickle.Dumps(new string('x', 100)))[..length];
        using var connection = new PickleConnection(new BothWays(new MemoryStream(bytes), Stream.Null));

        IOException error = Assert.ThrowsAny<IOException>(() => connection.Receive());
        Assert.Equal(length == 0, error is EndOfStreamException);
    }

    [Fact]
    public void A_message_longer_than_allowed_is_refused_by_its_length()
    {
        foreach (byte[] header in new[] { LongHeader(1L << 40), LongHeader(-1), [0x7f, 0xff, 0xff, 0xff], [0xff, 0, 0, 0], LongHeader(101) })
        {
            using var connection = new PickleConnection(new BothWays(new MemoryStream([.. header, .. new byte[100]]), Stream.Null), new PickleConnectionOptions { FrameBytesMax = 100 });

            Assert.Throws<PickleConnectionException>(() => connection.Receive());
            Assert.Throws<PickleConnectionException>(() => connection.Receive());
        }
    }

    // Python: ValueError, and the message is still there.
    [Fact]
    public async Task A_negative_limit_breaks_nothing()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            here.SendBytes(new byte[3]);
            Assert.Throws<ArgumentOutOfRangeException>(() => there.ReceiveBytes(-1));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await there.ReceiveBytesAsync(-1));
            Assert.Equal(3, there.ReceiveBytes(3).Length);
        }
    }

    [Fact]
    public async Task A_declared_length_costs_no_memory()
    {
        using var connection = new PickleConnection(new BothWays(new MemoryStream([0x7f, 0xff, 0xff, 0x00, 1, 2, 3]), Stream.Null));
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await Assert.ThrowsAsync<PickleConnectionException>(() => connection.ReceiveBytesAsync().AsTask());
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 4_000_000);
    }

    [Fact]
    public async Task More_than_two_gigabytes_are_streamed_where_that_is_allowed()
    {
        const long Length = (1L << 31) + 100;
        var options = new PickleConnectionOptions { FrameBytesMax = long.MaxValue };
        using (var refusing = new PickleConnection(new BothWays(new ZeroStream(LongHeader(Length)), Stream.Null)))
        {
            await Assert.ThrowsAsync<PickleConnectionException>(() => refusing.ReceiveStreamAsync().AsTask());
        }

        using var connection = new PickleConnection(new BothWays(new ZeroStream(LongHeader(Length)), Stream.Null), options);
        await using Stream message = await connection.ReceiveStreamAsync();
        byte[] buffer = new byte[1 << 20];
        long read = 0;
        for (int count; (count = await message.ReadAsync(buffer)) > 0;)
        {
            read += count;
        }

        Assert.Equal(Length, read);
    }

    [Fact]
    public async Task A_large_object_is_loaded_as_it_arrives()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            object value = PyList.Create(new byte[70_000_000], "end");
            Task sending = Task.Run(() => here.Send(value));
            PyList received = (PyList)(await there.ReceiveAsync())!;
            await sending;
            here.SendBytes(new byte[80_000_000].AsMemory()[..10]);

            Assert.Equal(70_000_000, ((byte[])received[0]!).Length);
            Assert.Equal("end", received[1]);
            Assert.Equal(10, there.ReceiveBytes().Length);
        }
    }

    [Fact]
    public async Task A_stream_is_sent_as_one_message_and_the_unread_rest_is_read_over()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            Task sending = Task.Run(async () =>
            {
                await here.SendStreamAsync(new ZeroStream([]), 1_000_000);
                await here.SendAsync("the next");
            });
            await using (Stream message = await there.ReceiveStreamAsync())
            {
                Assert.Equal(1_000_000, message.Length);
                await message.ReadExactlyAsync(new byte[10]);
            }

            Assert.Equal("the next", there.Receive());
            await sending;
        }
    }

    [Fact]
    public async Task A_peer_that_does_not_receive_stops_the_sender()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            int sent = 0;
            using var cancellation = new CancellationTokenSource();
            Task sending = Task.Run(async () =>
            {
                for (; ; sent++)
                {
                    await here.SendBytesAsync(new byte[1 << 20], cancellation.Token);
                }
            });
            int last = -1;
            while (last != sent)
            {
                last = sent;
                await Task.Delay(200);
            }

            Assert.InRange(sent, 0, 100);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            Assert.Throws<PickleConnectionException>(() => here.Send(1));
        }
    }

    [Fact]
    public async Task A_graceful_close_lets_everything_arrive()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        here.Send("last words");
        Task<bool> closing = here.CloseAsync(Long).AsTask();
        Assert.Equal("last words", there.Receive());
        Assert.Throws<EndOfStreamException>(() => there.Receive());
        there.Dispose();

        Assert.True(await closing);
        Assert.Throws<ObjectDisposedException>(() => here.Send(1));
    }

    [Fact]
    public async Task Closing_wakes_a_blocked_receive()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        Task receiving = Task.Run(() => here.Receive());
        await Task.Delay(50);
        here.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => receiving.WaitAsync(Long));
        there.Dispose();
    }

    [Fact]
    public async Task A_pair_of_pipes_is_a_connection()
    {
        Pipe forth = new(), back = new();
        using var here = new PickleConnection(new Ends(back.Reader, forth.Writer));
        using var there = new PickleConnection(new Ends(forth.Reader, back.Writer));
        Task<object?> receiving = there.ReceiveAsync().AsTask();
        await here.SendAsync(PyList.FromInt64s(new long[10_000]));

        Assert.Equal(10_000, ((PyList)(await receiving)!).Count);
        there.Send("blocking");
        Assert.Equal("blocking", here.Receive());
        here.Dispose();
        await Assert.ThrowsAsync<EndOfStreamException>(() => there.ReceiveAsync().AsTask());
    }

    [Fact]
    public async Task Senders_take_turns()
    {
        (PickleConnection here, PickleConnection there) = await PairAsync();
        using (here)
        using (there)
        {
            Task[] senders = [.. Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
            {
                for (int number = 0; number < 50; number++)
                {
                    await here.SendAsync(PyTuple.Create(sender, number, new string('x', number * 400)));
                }
            }))];
            int[] next = new int[8];
            for (int count = 0; count < 400; count++)
            {
                PyTuple message = await there.ReceiveAsync<PyTuple>();
                (int sender, int number, string text) = (message.Get<int>(0), message.Get<int>(1), message.Get<string>(2));
                Assert.Equal(next[sender]++, number);
                Assert.Equal(number * 400, text.Length);
            }

            await Task.WhenAll(senders);
        }
    }

    // PICKLING_MESSAGES=100000 sends more.
    [Fact]
    public async Task Fifty_peers_lose_no_message()
    {
        const int Peers = 50;
        int messages = int.Parse(Environment.GetEnvironmentVariable("PICKLING_MESSAGES") ?? "5000", System.Globalization.CultureInfo.InvariantCulture);
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions { AuthenticationKey = "key"u8.ToArray() });
        Task serving = Task.WhenAll(Enumerable.Range(0, Peers).Select(async _ =>
        {
            using PickleConnection peer = await listener.AcceptAsync();
            await foreach (object? message in peer.ReceiveAllAsync())
            {
                await peer.SendAsync(message);
            }
        }));
        int[] received = await Task.WhenAll(Enumerable.Range(0, Peers).Select(async number =>
        {
            using PickleConnection peer = await PickleClient.ConnectAsync(listener.Address, new PickleConnectionOptions { AuthenticationKey = "key"u8.ToArray(), HandshakeTimeout = Long });
            int count = 0;
            for (int index = 0; index < messages / Peers; index++)
            {
                PyTuple message = PyTuple.Create(number, index);
                await peer.SendAsync(message);
                count += message.Equals(await peer.ReceiveAsync()) ? 1 : 0;
            }

            return count;
        }));
        await serving;

        Assert.Equal(messages / Peers * Peers, received.Sum());
    }

    internal static async Task<(PickleConnection Here, PickleConnection There)> PairAsync()
    {
        await using var listener = PickleListener.OnLoopback();
        PickleConnection here = await PickleClient.ConnectAsync(listener.Address);
        return (here, await listener.AcceptAsync());
    }

    private static byte[] LongHeader(long length)
    {
        byte[] header = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(header, -1);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(4), length);
        return header;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
