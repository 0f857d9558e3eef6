using System.IO.Pipelines;
using Pickling.Mapping.Reflection;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>Typed values that follow each other in one source.</summary>
public sealed class TypedSequenceTests
{
    private static readonly ReflectionPickleContext Context = new();

    public sealed record Reading(string Sensor, double Value);

    public static TheoryData<int> Counts => [0, 1, 3, 500];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Every_source_gives_all_of_them(int count)
    {
        Reading[] readings = [.. Enumerable.Range(0, count).Select(static number => new Reading("s" + number, number / 2.0))];
        byte[] pickles = [.. readings.SelectMany(static reading => Pickle.Dumps(reading))];

        Assert.Equal(readings, Pickle.LoadAll<Reading>(pickles));
        Assert.Equal(readings, Pickle.LoadAll<Reading>(new MemoryStream(pickles), Context));
        Assert.Equal(readings, await Pickle.LoadAllAsync<Reading>(new MemoryStream(pickles), cancellationToken: Cancellation).ToArrayAsync(Cancellation));
        var pipe = PipeReader.Create(new MemoryStream(pickles), new StreamPipeReaderOptions(bufferSize: 16));
        Assert.Equal(readings, await Pickle.LoadAllAsync<Reading>(pipe, Context, cancellationToken: Cancellation).ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Natural_types_come_too()
    {
        byte[] pickles = [.. Pickle.Dumps(1), .. Pickle.Dumps(2)];
        int[] numbers = [1, 2];

        Assert.Equal(numbers, Pickle.LoadAll<int>(pickles));
        Assert.Equal(numbers, Pickle.LoadAll<int>(new MemoryStream(pickles)));
        Assert.Equal(numbers, await Pickle.LoadAllAsync<int>(new MemoryStream(pickles), cancellationToken: Cancellation).ToArrayAsync(Cancellation));
        Assert.Equal(numbers, await Pickle.LoadAllAsync<int>(PipeReader.Create(new MemoryStream(pickles)), cancellationToken: Cancellation).ToArrayAsync(Cancellation));
    }

    [Fact]
    public void Those_before_a_damaged_one_are_there()
    {
        byte[] pickles = [.. Pickle.Dumps(new Reading("a", 1)), .. Pickle.Dumps(new Reading("b", 2)).AsSpan(0, 10)];

        using IEnumerator<Reading> fromMemory = Pickle.LoadAll<Reading>(pickles).GetEnumerator();
        Assert.True(fromMemory.MoveNext());
        Assert.Throws<PickleTruncatedException>(() => fromMemory.MoveNext());
        using IEnumerator<Reading> fromStream = Pickle.LoadAll<Reading>(new MemoryStream(pickles)).GetEnumerator();
        Assert.True(fromStream.MoveNext());
        Assert.Throws<PickleTruncatedException>(() => fromStream.MoveNext());
    }

    [Fact]
    public async Task Errors_count_from_the_start_of_the_first()
    {
        byte[] first = Pickle.Dumps(new Reading("a", 1));
        byte[][] damaged = [[.. first, .. Pickle.Dumps(new { Sensor = "b", Value = "no number" })], [.. first, .. first.AsSpan(0, 10)], [.. first, 0x80, 5, 0xff, .. first]];
        foreach (byte[] pickles in damaged)
        {
            PickleException memory = Assert.ThrowsAny<PickleException>(() => Pickle.LoadAll<Reading>(pickles).Count());
            PickleException stream = Assert.ThrowsAny<PickleException>(() => Pickle.LoadAll<Reading>(new MemoryStream(pickles)).Count());
            PickleException pipe = await Assert.ThrowsAnyAsync<PickleException>(
                async () => await Pickle.LoadAllAsync<Reading>(PipeReader.Create(new MemoryStream(pickles)), cancellationToken: Cancellation).CountAsync(Cancellation));

            // What a value is that does not fit, a stream's error says by its path alone.
            Assert.InRange(memory.Offset, first.Length, pickles.Length);
            Assert.Equal(memory.Path, stream.Path);
            Assert.Equal(memory.Path is null ? memory.Message : stream.Message, stream.Message);
            Assert.Equal(stream.Message, pipe.Message);
        }
    }

    [Fact]
    public void Buffers_go_on_from_one_to_the_next()
    {
        List<PickleBuffer> buffers = [];
        var options = new PickleOptions
        {
            BufferCallback = buffer =>
            {
                buffers.Add(buffer);
                return false;
            },
        };
        byte[] pickles = [.. Pickle.Dumps(new PickleBuffer(new byte[] { 1 }), options), .. Pickle.Dumps(new PickleBuffer(new byte[] { 2 }), options)];

        Assert.Equal([1, 2], Pickle.LoadAll<byte[]>(pickles, Context, new PickleOptions { Buffers = buffers }).Select(static bytes => bytes[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stream_is_closed_when_asked_for(bool leaveOpen)
    {
        var stream = new MemoryStream(Pickle.Dumps(new Reading("a", 1)));

        Assert.Single(Pickle.LoadAll<Reading>(stream, leaveOpen: leaveOpen));

        Assert.Equal(leaveOpen, stream.CanRead);
    }

    // Two bytes name it again each time; decoding it anew took minutes.
    [Fact]
    public void Classes_with_one_name_of_a_megabyte_are_read_at_once()
    {
        byte[] pickle =
        [
            0x80, 4, (byte)'X', 0x40, 0x42, 0x0f, 0, .. Enumerable.Repeat((byte)'a', 1_000_000), 0x94, (byte)'0', (byte)']', (byte)'(',
            .. Enumerable.Repeat<byte[]>([(byte)'h', 0, (byte)'h', 0, 0x93], 20_000).SelectMany(item => item), (byte)'e', (byte)'.',
        ];

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        List<object> classes = Pickle.Loads<List<object>>(pickle);
        Assert.Equal(20_000, classes.Count);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_long_text_that_stands_in_many_places_takes_its_memory_once()
    {
        var text = new string('a', 1_000_000);
        var bytes = new byte[1_000_000];
        Same<string>(Many(text));
        Same<object>(Many(text));
        Same<byte[]>(Many(bytes));
        Same<object>(Many(bytes));
        Same<byte[]>(Many(new PyByteArray(bytes)));
        Same<PyByteArray>(Many(new PyByteArray(bytes)));
        Same<string>(Many(new PyByteString(bytes)), 0);
        Same<byte[]>(Many(new PyByteString(bytes)), 0);

        static List<object> Many(object item) => [.. Enumerable.Repeat(item, 300)];

        static void Same<T>(List<object> list, int protocol = 5)
            where T : class
        {
            byte[] pickle = Pickle.Dumps(list, new PickleOptions { Protocol = protocol });
            Pickle.Loads<List<T>>(pickle.AsSpan());
            long before = GC.GetAllocatedBytesForCurrentThread();
            List<T> items = Pickle.Loads<List<T>>(pickle);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 30_000_000);
            Assert.Equal(list.Count, items.Count);
            Assert.Same(items[1], items[299]);
        }
    }

    [Fact]
    public void Bytes_that_are_one_object_in_Python_are_one_array_and_equal_ones_are_not()
    {
        byte[] shared = [1, 2];
        byte[][] arrays = Pickle.Loads<byte[][]>(Pickle.Dumps(new List<object> { shared, shared, new byte[] { 1, 2 } }));
        Assert.Same(arrays[0], arrays[1]);
        Assert.NotSame(arrays[0], arrays[2]);
        Assert.Equal(arrays[0], arrays[2]);
    }
}
