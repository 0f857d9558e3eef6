using System.IO.Pipelines;
using System.Net.Sockets;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Messages into memory of the caller's, and large ones that come in pieces.</summary>
public sealed class ReceiveIntoTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(16_380)]
    [InlineData(16_385)]
    [InlineData(1_048_576)]
    [InlineData(5_000_001)]
    public async Task A_message_lies_in_the_buffer_and_the_next_one_is_whole(int length)
    {
        (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
        using (here)
        using (there)
        {
            byte[] message = Messages.Filled(length);
            Task sending = Task.Run(() =>
            {
                here.SendBytes(message);
                here.Send("between");
                here.SendBytes(message);
                here.Send("end");
            });
            byte[] buffer = new byte[length + 3];

            Assert.Equal(length, there.ReceiveBytesInto(buffer));
            Assert.Equal(message, buffer[..length]);
            Assert.Equal("between", there.Receive());
            Assert.Equal(length, await there.ReceiveBytesIntoAsync(buffer.AsMemory(3), TestContext.Current.CancellationToken));
            Assert.Equal(message, buffer[3..]);
            Assert.Equal("end", there.Receive());
            await sending;
        }
    }

    [Fact]
    public async Task A_message_that_is_too_long_waits_for_a_larger_buffer()
    {
        (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
        using (here)
        using (there)
        {
            here.SendBytes(Messages.Filled(100));
            here.SendBytes(Messages.Filled(200));
            here.Send("end");

            PickleBufferTooShortException error = Assert.Throws<PickleBufferTooShortException>(() => there.ReceiveBytesInto(new byte[99]));
            Assert.Equal(100, error.MessageBytes);
            Assert.Contains("The message has 100 bytes, and the buffer takes 99", error.Message, StringComparison.Ordinal);
            Assert.Equal(Messages.Filled(100), there.ReceiveBytes());
            await Assert.ThrowsAsync<PickleBufferTooShortException>(() => there.ReceiveBytesIntoAsync(new byte[1]).AsTask());
            byte[] buffer = new byte[200];
            Assert.Equal(200, there.ReceiveBytesInto(buffer));
            Assert.Equal(Messages.Filled(200), buffer);
            Assert.Equal("end", there.Receive());
        }
    }

    [Fact]
    public async Task A_waiting_message_is_still_held_to_the_limit_of_the_next_call()
    {
        (PickleConnection here, PickleConnection there) = await ConnectionTests.PairAsync();
        using (here)
        using (there)
        {
            here.SendBytes(Messages.Filled(100));
            Assert.Throws<PickleBufferTooShortException>(() => there.ReceiveBytesInto(new byte[99]));
            PickleConnectionException error = Assert.Throws<PickleConnectionException>(() => there.ReceiveBytes(bytesMax: 50));
            Assert.Contains("at most 50", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_cancelled_receive_took_is_there_for_the_next_whatever_it_is()
    {
        byte[] message = Messages.Filled(1_000_000);
        byte[] frame = Messages.Frame(message);
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        using var connection = new PickleConnection(new BothWays(pipe.Reader.AsStream(), Stream.Null));
        byte[] buffer = new byte[message.Length];
        int sent = 0;
        foreach (int until in new[] { 4, 300_000, 700_000 })
        {
            using var cancellation = new CancellationTokenSource();
            Task<int> receiving = connection.ReceiveBytesIntoAsync(buffer, cancellation.Token).AsTask();
            await pipe.Writer.WriteAsync(frame.AsMemory(sent, until - sent), TestContext.Current.CancellationToken);
            sent = until;
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
            Array.Clear(buffer);
        }

        await pipe.Writer.WriteAsync(frame.AsMemory(sent), TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync(frame, TestContext.Current.CancellationToken);
        Assert.Equal(message.Length, await connection.ReceiveBytesIntoAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal(message, buffer);
        Assert.Equal(message, connection.ReceiveBytes());
    }

    // Linux is asked to wake a blocking receive late in a large message: its last bytes must not be waited for in vain.
    [Theory]
    [InlineData(new[] { 524_288 })]
    [InlineData(new[] { 100_000, 424_289 })]
    [InlineData(new[] { 1, 300_000, 1, 300_000, 5 })]
    [InlineData(new[] { 262_143, 262_144, 262_145, 1 })]
    [InlineData(new[] { 1_000_000, 48_575, 1 })]
    public async Task A_large_message_that_comes_in_pieces_arrives_and_so_do_short_ones_behind_it(int[] pieces)
    {
        await using PickleListener own = PickleListener.OnLoopback();
        using Socket sender = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await sender.ConnectAsync(own.Address);
        using PickleConnection connection = own.Accept();
        byte[] message = Messages.Filled(pieces.Sum());
        using var turn = new SemaphoreSlim(0);
        Task sending = Task.Run(async () =>
        {
            for (int round = 0; round < 3; round++)
            {
                await sender.SendAsync(Messages.Frame(message).AsMemory(0, 4));
                int at = 0;
                foreach (int piece in pieces)
                {
                    await sender.SendAsync(message.AsMemory(at, piece));
                    at += piece;
                    await Task.Delay(20);
                }

                await turn.WaitAsync(TimeSpan.FromSeconds(60));
                await sender.SendAsync(Messages.Frame([7]));
                await turn.WaitAsync(TimeSpan.FromSeconds(60));
            }
        });

        for (int round = 0; round < 3; round++)
        {
            byte[] buffer = new byte[message.Length];
            Assert.Equal(message.Length, connection.ReceiveBytesInto(buffer));
            Assert.Equal(message, buffer);
            turn.Release();
            Assert.True(connection.Poll(TimeSpan.FromSeconds(60)));
            Assert.Equal([7], round < 2 ? connection.ReceiveBytes() : await connection.ReceiveBytesAsync());
            turn.Release();
        }

        await sending;
    }
}
