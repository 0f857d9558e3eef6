using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Bare and length-prefixed pickles on streams, among themselves and with Python's plain sockets.</summary>
public sealed class PickleStreamTests
{
    public static TheoryData<PickleStreamFraming> Framings => [.. Enum.GetValues<PickleStreamFraming>()];

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task One_pickle_at_a_time_comes_out_however_the_bytes_are_chopped(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, framing: framing))
        {
            writer.Dump("first");
            await writer.DumpAsync(new byte[100_000]);
            writer.Dump(PyList.Create(1, 2));
        }

        Pipe pipe = new();
        Task writing = Task.Run(async () =>
        {
            foreach (byte[] piece in bytes.ToArray().Chunk(777))
            {
                await pipe.Writer.WriteAsync(piece);
            }

            await pipe.Writer.CompleteAsync();
        });
        using var reader = new PickleStream(pipe.Reader.AsStream(), framing: framing);
        Assert.Equal("first", reader.Load<string>());
        Assert.Equal(100_000, (await reader.LoadAsync<byte[]>()).Length);
        Assert.True(PythonEquality.Equals(PyList.Create(1, 2), reader.Load()));
        await Assert.ThrowsAsync<EndOfStreamException>(() => reader.LoadAsync().AsTask());
        Assert.Throws<EndOfStreamException>(() => reader.Load());
        await writing;
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task A_pipe_may_take_its_segments_back_as_soon_as_they_are_read(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, framing: framing))
        {
            for (int number = 0; number < 20; number++)
            {
                writer.Dump(new string('x', 100 * number));
            }
        }

        var pipe = new ReadOnlyPipe(new RecyclingPipeReader(bytes.ToArray(), segmentBytes: 1000));
        await using var reader = new PickleStream(pipe, framing: framing);
        for (int number = 0; number < 20; number++)
        {
            Assert.Equal(100 * number, (await reader.LoadAsync<string>()).Length);
        }

        await Assert.ThrowsAsync<EndOfStreamException>(() => reader.LoadAsync().AsTask());
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void An_end_within_a_pickle_is_told_from_an_end_between_two(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, framing: framing))
        {
            writer.Dump("a text");
        }

        byte[] whole = bytes.ToArray();
        for (int length = 1; length < whole.Length; length++)
        {
            using var reader = new PickleStream(new BothWays(new MemoryStream(whole[..length]), Stream.Null), framing: framing);

            Exception error = Assert.ThrowsAny<Exception>(() => reader.Load());
            Assert.True(framing == PickleStreamFraming.None ? error is PickleTruncatedException : error is PickleConnectionException, $"{length}: {error}");
        }
    }

    // A length says where the next pickle begins; without one, nobody knows.
    [Theory]
    [MemberData(nameof(Framings))]
    public async Task A_load_that_is_cancelled_within_a_pickle_makes_no_other_pickle_of_its_rest(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, framing: framing))
        {
            writer.Dump(PyTuple.Create(new string('x', 100), "end"));
            writer.Dump("next");
        }

        Pipe pipe = new();
        using var reader = new PickleStream(pipe.Reader.AsStream(), framing: framing);
        using var before = new CancellationTokenSource();
        Task<object?> waiting = reader.LoadAsync(before.Token).AsTask();
        await before.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        using var within = new CancellationTokenSource();
        Task<object?> loading = reader.LoadAsync(within.Token).AsTask();
        await pipe.Writer.WriteAsync(bytes.ToArray().AsMemory(0, 60));
        await Task.Delay(100);
        await within.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        await pipe.Writer.WriteAsync(bytes.ToArray().AsMemory(60));
        if (framing == PickleStreamFraming.None)
        {
            Assert.Throws<PickleConnectionException>(() => reader.Load());
            await Assert.ThrowsAsync<PickleConnectionException>(() => reader.LoadAsync<string>().AsTask());
        }
        else
        {
            Assert.Equal(PyTuple.Create(new string('x', 100), "end"), reader.Load());
            Assert.Equal("next", reader.Load());
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void A_pickle_that_is_malformed_makes_no_other_pickle_of_its_rest(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, new PickleOptions { Protocol = 2 }, framing))
        {
            writer.Dump(PyTuple.Create("a", 7));
            writer.Dump("next");
        }

        byte[] damaged = bytes.ToArray();
        damaged[Array.LastIndexOf(damaged, (byte)'a') + 1] = 0xff;
        using var reader = new PickleStream(new MemoryStream(damaged), framing: framing);
        Assert.Throws<PickleException>(() => reader.Load());
        if (framing == PickleStreamFraming.None)
        {
            Assert.Throws<PickleConnectionException>(() => reader.Load());
        }
        else
        {
            Assert.Equal("next", reader.Load());
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task A_pickle_of_another_type_was_taken_whole(PickleStreamFraming framing)
    {
        var bytes = new MemoryStream();
        using (var writer = new PickleStream(bytes, framing: framing))
        {
            for (int count = 0; count < 4; count++)
            {
                writer.Dump(PyList.Create("a text", 1));
            }
        }

        using var reader = new PickleStream(new MemoryStream(bytes.ToArray()), framing: framing);
        Assert.Throws<PickleException>(() => reader.Load<int>());
        await Assert.ThrowsAsync<PickleException>(() => reader.LoadAsync<Dictionary<string, int>>().AsTask());
        Assert.Throws<PickleException>(() => reader.Load<int[]>());
        Assert.Equal("a text", reader.Load<PyList>()[0]);
    }

    [Theory]
    [InlineData(PickleStreamFraming.None, true)]
    [InlineData(PickleStreamFraming.None, false)]
    [InlineData(PickleStreamFraming.BigEndian32, true)]
    [InlineData(PickleStreamFraming.BigEndian32, false)]
    public async Task Whoever_waits_learns_that_the_stream_was_closed_here(PickleStreamFraming framing, bool isAsync)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, framing: framing);
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        Task<object?> loading = isAsync ? stream.LoadAsync().AsTask() : Task.Run(() => stream.Load());
        await Task.Delay(100);
        stream.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => loading.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Throws<ObjectDisposedException>(() => stream.Load());
        Assert.Throws<ObjectDisposedException>(() => stream.Dump(1));
    }

    [Fact]
    public void A_length_that_is_too_large_is_refused()
    {
        using var reader = new PickleStream(new BothWays(new MemoryStream([0xff, 0xff, 0xff, 0xff, 1]), Stream.Null), framing: PickleStreamFraming.BigEndian32);

        Assert.Throws<PickleConnectionException>(() => reader.Load());
    }

    [Theory]
    [InlineData("2.7", PickleStreamFraming.None, "-")]
    [InlineData("2.7", PickleStreamFraming.BigEndian32, ">I")]
    [InlineData("3.6", PickleStreamFraming.LittleEndian32, "<I")]
    [InlineData("3.11", PickleStreamFraming.None, "-")]
    [InlineData("3.13", PickleStreamFraming.None, "-")]
    [InlineData("3.13", PickleStreamFraming.BigEndian64, ">Q")]
    [InlineData("3.13", PickleStreamFraming.LittleEndian64, "<Q")]
    public async Task Python_echoes_over_a_plain_socket(string version, PickleStreamFraming framing, string format)
    {
        using Python python = Python.Start(version, "echo.py", format);
        int port = int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture);
        var options = new PickleOptions { Protocol = 2, Encoding = "latin1" };
        await using (PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", port, options, framing))
        {
            foreach (object value in new object[] { "text", PyList.FromInt64s(new long[50_000]), PyTuple.Create(1, 2.5, "x") })
            {
                stream.Dump(value);
                Assert.True(PythonEquality.Equals(value, await stream.LoadAsync()));
            }
        }

        await python.EndAsync();
    }

    private sealed class ReadOnlyPipe(PipeReader input) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
    }
}
