using System.IO.Pipelines;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Large payloads, which are sent from where they lie and received where they stay.</summary>
public sealed class LargePayloadTests
{
    public static TheoryData<int, bool> Lengths => new MatrixTheoryData<int, bool>([65_535, 65_536, 131_072, 1_048_576, 3_000_001], [true, false]);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Payloads_arrive_among_other_values_and_between_other_messages(int length, bool isTyped)
    {
        byte[] first = Messages.Filled(length);
        byte[] second = Messages.Filled(length / 2);
        var target = new MemoryStream();
        using (var connection = new PickleConnection(new BothWays(Stream.Null, target)))
        {
            connection.Send(PyTuple.Create("before", first, PyTuple.Create(1, second, first), new PyByteArray(second), "after"));
            connection.Send("between");
            connection.Send(first);
            connection.Send(new PyByteArray(first));
            connection.Send("end");
        }

        using var back = new PickleConnection(new BothWays(new MemoryStream(target.ToArray()), Stream.Null));
        PyTuple mixed = back.Receive<PyTuple>();
        Assert.Equal(("before", "after"), (mixed[0], mixed[4]));
        Assert.Equal(first, mixed[1]);
        PyTuple inner = Assert.IsType<PyTuple>(mixed[2]);
        Assert.Equal(second, inner[1]);
        Assert.Same(mixed[1], inner[2]);
        Assert.Equal(second, Assert.IsType<PyByteArray>(mixed[3]).ToArray());
        Assert.Equal("between", back.Receive());
        Assert.Equal(first, isTyped ? back.Receive<byte[]>() : back.Receive());
        Assert.Equal(first, isTyped ? back.Receive<byte[]>() : Assert.IsType<PyByteArray>(back.Receive()).ToArray());
        Assert.Equal("end", back.Receive());
    }

    [Fact]
    public void What_is_sent_is_what_Dumps_writes()
    {
        var value = PyTuple.Create(Messages.Filled(200_000), "text", Messages.Filled(70_000));
        var target = new MemoryStream();
        using (var connection = new PickleConnection(new BothWays(Stream.Null, target)))
        {
            connection.Send(value);
        }

        byte[] sent = target.ToArray();
        Assert.Equal(Pickle.Dumps(value, PickleConnectionOptions.Default.Pickle), sent[4..]);
    }

    [Fact]
    public void A_payload_whose_pickle_is_broken_is_read_over()
    {
        byte[] broken = Pickle.Dumps(Messages.Filled(1_000_000));
        broken[^1] = (byte)'?';
        byte[] cut = Pickle.Dumps(Messages.Filled(1_000_000))[..^1000];
        var target = new MemoryStream();
        using (var connection = new PickleConnection(new BothWays(Stream.Null, target)))
        {
            connection.SendBytes(broken);
            connection.SendBytes(cut);
            connection.Send("next");
        }

        using var back = new PickleConnection(new BothWays(new MemoryStream(target.ToArray()), Stream.Null));
        Assert.Throws<PickleException>(() => back.Receive());
        Assert.Throws<PickleTruncatedException>(() => back.Receive());
        Assert.Equal("next", back.Receive());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400_000)]
    public void An_end_within_a_payload_is_an_error_of_the_connection(int length)
    {
        var target = new MemoryStream();
        using (var connection = new PickleConnection(new BothWays(Stream.Null, target)))
        {
            connection.Send(Messages.Filled(1_000_000));
        }

        using var back = new PickleConnection(new BothWays(new MemoryStream(target.ToArray()[..length]), Stream.Null));
        Assert.Throws<PickleConnectionException>(() => back.Receive());
        Assert.Throws<PickleConnectionException>(() => back.Receive());
    }

    [Fact]
    public async Task A_blocking_receive_goes_on_where_a_cancelled_one_stopped()
    {
        byte[] payload = Messages.Filled(1_000_000);
        byte[] pickle = Pickle.Dumps(payload);
        byte[] frame = [.. BitConverter.GetBytes(pickle.Length).Reverse(), .. pickle];
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        using var connection = new PickleConnection(new BothWays(pipe.Reader.AsStream(), Stream.Null));
        using var cancellation = new CancellationTokenSource();
        Task<object?> receiving = connection.ReceiveAsync(cancellation.Token).AsTask();
        await pipe.Writer.WriteAsync(frame.AsMemory(0, 300_000), TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);

        await pipe.Writer.WriteAsync(frame.AsMemory(300_000), TestContext.Current.CancellationToken);
        Assert.Equal(payload, connection.Receive());
    }
}
