using System.IO.Pipelines;
using System.Text;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Where a load leaves its source, and what it asks of the caller's own code.</summary>
public class GraphLoaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Error_has_the_same_offset_in_memory_streams_and_pipes()
    {
        byte[] pickles = Bytes("N.K\u0005.]z.");
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(pickles, Token);
        await pipe.Writer.CompleteAsync();

        PickleException[] errors =
        [
            Assert.Throws<PickleException>(() => Pickle.LoadAll(pickles.AsMemory()).Count()),
            Assert.Throws<PickleException>(() => Pickle.LoadAll(pickles.AsMemory(), new PickleOptions { Progress = new Progress<PickleProgress>() }).Count()),
            Assert.Throws<PickleException>(() => Pickle.LoadAll(new MemoryStream(pickles)).Count()),
            await Assert.ThrowsAsync<PickleException>(async () => await Pickle.LoadAllAsync(new MemoryStream(pickles), cancellationToken: Token).CountAsync(Token)),
            await Assert.ThrowsAsync<PickleException>(async () => await Pickle.LoadAllAsync(pipe.Reader, cancellationToken: Token).CountAsync(Token)),
        ];

        Assert.All(errors, error => Assert.Equal(6, error.Offset));
    }

    [Fact]
    public async Task Cancelled_load_puts_a_stream_that_can_seek_back()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, [.. "abc"u8, .. Pickle.Dumps(Enumerable.Range(0, 300_000).Select(number => number.ToString((IFormatProvider?)null)))], Token);
            await using FileStream stream = File.OpenRead(path);
            stream.Position = 3;
            using var source = new CancellationTokenSource();
            var options = new PickleOptions { Progress = new Reporter(source.Cancel) };

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Pickle.LoadAsync(stream, options, source.Token));

            Assert.Equal(3, stream.Position);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Pipe_whose_read_was_cancelled_can_be_read_again()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Bytes("K\u0005."), Token);
        pipe.Reader.CancelPendingRead();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Pickle.LoadAsync(pipe.Reader, cancellationToken: Token));

        Assert.Equal(5L, await Pickle.LoadAsync(pipe.Reader, cancellationToken: Token));
    }

    [Fact]
    public async Task Cancelled_flush_ends_a_dump()
    {
        var pipe = new Pipe();
        Task dump = Pickle.DumpAsync(new byte[5_000_000], pipe.Writer, cancellationToken: Token).AsTask();
        while (!dump.IsCompleted)
        {
            pipe.Writer.CancelPendingFlush();
            await Task.WhenAny(dump, Task.Delay(10, Token));
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => dump);
    }

    [Fact]
    public void Numbers_that_a_persistent_id_stands_for_are_natural()
    {
        var options = new PickleOptions { PersistentLoad = _ => 5 };

        Assert.Equal(5L, Pickle.Loads<PyList>(Bytes("](Pa\nPb\ne."), options)[0]);
        Assert.True(Pickle.Loads<PyDict>(Bytes("}Pa\nNs."), options).ContainsKey(5));
    }

    [Fact]
    public void Buffers_go_on_from_pickle_to_pickle_and_are_let_go()
    {
        bool disposed = false;
        var options = new PickleOptions { Buffers = Buffers() };

        object?[] loaded = [.. Pickle.LoadAll(Bytes("\u0097.\u0097.").AsMemory(), options)];

        Assert.Equal([1, 2], loaded.Cast<PickleBuffer>().Select(buffer => buffer.Length));
        Assert.True(disposed);

        disposed = false;
        Pickle.Loads(Bytes("\u0097."), options);
        Assert.True(disposed);

        IEnumerable<PickleBuffer> Buffers()
        {
            try
            {
                yield return new PickleBuffer(new byte[1]);
                yield return new PickleBuffer(new byte[2]);
                yield return new PickleBuffer(new byte[3]);
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact]
    public void Float_that_does_not_fit_is_refused()
    {
        Assert.Equal(float.PositiveInfinity, Pickle.Loads<float>(Pickle.Dumps(double.PositiveInfinity)));
        Assert.Contains("does not fit float", Assert.Throws<PickleException>(() => Pickle.Loads<float>(Pickle.Dumps(1e300))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Number_that_is_no_member_of_the_enum_is_refused()
    {
        Assert.Equal(DayOfWeek.Monday, Pickle.Loads<DayOfWeek>(Pickle.Dumps(1)));
        Assert.Contains("9 is no member of DayOfWeek", Assert.Throws<PickleException>(() => Pickle.Loads<DayOfWeek>(Pickle.Dumps(9))).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    // Reports at once, which Progress<T> does not.
    private sealed class Reporter(Action report) : IProgress<PickleProgress>
    {
        public void Report(PickleProgress value) => report();
    }

    [Fact]
    public void Rows_with_two_keys_of_one_text_keep_each_value_with_its_key()
    {
        // [{'a': 11, 'b': 21}, {'a': 12, 'b': 22}, ...]: 'a' is there as two strings, of which the last value counts.
        byte[] pickle = Convert.FromHexString(
            "80025d580100000061710130580100000061710230580100000062710330287d2868014b0168024b0b68034b15757d2868014b0268024b0c68034b16757d2868014b0368024b0d68034b17757d2868014b0468024b0e68034b1875652e");

        Assert.Equal("[{'a': 11, 'b': 21}, {'a': 12, 'b': 22}, {'a': 13, 'b': 23}, {'a': 14, 'b': 24}]", Pickle.Loads(pickle)!.ToString());
    }
}
