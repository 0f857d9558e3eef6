using System.Net.Sockets;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>What a receive that was cancelled in the middle of a message leaves to the next one.</summary>
public sealed class CancelledReceiveTests
{
    // More than 64 MB: loaded as it arrives.
    private const int LargeBytes = 68_000_000;

    [Fact]
    public async Task A_message_that_was_begun_comes_whole_as_a_stream()
    {
        byte[] message = Messages.Filled(300_000);
        (Socket peer, PickleConnection connection) = await BeginAsync(message, sent: 100_000, isObject: false);
        using (peer)
        using (connection)
        {
            await peer.SendAsync(Messages.Frame(message).AsMemory(100_000));
            await peer.SendAsync(Messages.Frame(Pickle.Dumps("next")));
            await using (Stream stream = await connection.ReceiveStreamAsync())
            {
                Assert.Equal((0, 300_000), (stream.Position, stream.Length));
                byte[] received = new byte[300_000];
                await stream.ReadExactlyAsync(received.AsMemory(0, 50));
                Assert.Equal(50, stream.Position);
                await stream.ReadExactlyAsync(received.AsMemory(50));
                Assert.Equal(message, received);
                Assert.Equal(0, await stream.ReadAsync(received));
            }

            Assert.Equal("next", connection.Receive());
        }
    }

    [Fact]
    public async Task A_message_that_was_begun_is_read_over_whole()
    {
        byte[] message = Messages.Filled(300_000);
        (Socket peer, PickleConnection connection) = await BeginAsync(message, sent: 100_000, isObject: false);
        using (peer)
        using (connection)
        {
            await peer.SendAsync(Messages.Frame(message).AsMemory(100_000));
            await peer.SendAsync(Messages.Frame(Pickle.Dumps("next")));
            await (await connection.ReceiveStreamAsync()).DisposeAsync();

            Assert.Equal("next", connection.Receive());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_was_begun_comes_whole_as_a_large_object(bool isAsync)
    {
        byte[] payload = Messages.Filled(LargeBytes);
        byte[] message = Pickle.Dumps(payload);
        (Socket peer, PickleConnection connection) = await BeginAsync(message, sent: 500_000, isObject: false);
        using (peer)
        using (connection)
        {
            Task sending = Task.Run(async () =>
            {
                await peer.SendAsync(Messages.Frame(message).AsMemory(500_000));
                await peer.SendAsync(Messages.Frame(Pickle.Dumps("next")));
            });
            byte[] received = isAsync ? await connection.ReceiveAsync<byte[]>() : connection.Receive<byte[]>();

            Assert.True(received.AsSpan().SequenceEqual(payload));
            Assert.Equal("next", connection.Receive());
            await sending;
        }
    }

    [Fact]
    public async Task In_the_middle_of_a_large_object_it_is_a_cancellation_and_the_end_of_the_connection()
    {
        byte[] message = Pickle.Dumps(Messages.Filled(LargeBytes));
        (Socket peer, PickleConnection connection) = await BeginAsync(message, sent: 500_000, isObject: true);
        using (peer)
        using (connection)
        {
            PickleConnectionException error = await Assert.ThrowsAsync<PickleConnectionException>(() => connection.ReceiveAsync().AsTask());
            Assert.Contains("A receive was cancelled", error.Message, StringComparison.Ordinal);
            Assert.Throws<PickleConnectionException>(() => connection.Send(1));
        }
    }

    // A connection on which a receive was cancelled after the first bytes of a message had come.
    private static async Task<(Socket Peer, PickleConnection Connection)> BeginAsync(byte[] message, int sent, bool isObject)
    {
        await using var listener = PickleListener.OnLoopback();
        var peer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await peer.ConnectAsync(listener.Address);
        PickleConnection connection = await listener.AcceptAsync();
        using var cancellation = new CancellationTokenSource();
        Task receiving = isObject ? connection.ReceiveAsync(cancellation.Token).AsTask() : connection.ReceiveBytesAsync(cancellationToken: cancellation.Token).AsTask();
        await peer.SendAsync(Messages.Frame(message).AsMemory(0, sent));
        await Task.Delay(200);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        return (peer, connection);
    }
}
