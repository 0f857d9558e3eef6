using System.Globalization;
using System.IO.Pipelines;
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
