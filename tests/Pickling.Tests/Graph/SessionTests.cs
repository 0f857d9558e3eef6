using System.Buffers;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Picklers and unpicklers keep their memo, and stay usable whatever fails.</summary>
public class SessionTests
{
    [Fact]
    public void Failed_dump_leaves_stream_and_memo_as_they_were()
    {
        var shared = new PyList { "shared" };
        var expected = new MemoryStream();
        using (var pickler = new Pickler(expected))
        {
            pickler.Dump(shared);
            pickler.Dump(new PyTuple(shared));
        }

        var actual = new MemoryStream();
        using (var pickler = new Pickler(actual))
        {
            pickler.Dump(shared);
            int entries = pickler.MemoCount;

            var error = Assert.Throws<PicklingException>(() => pickler.Dump(new PyList { new PyList { "new" }, shared, new byte[100_000], new Version(1, 2) }));

            Assert.Contains("root[3]", error.Message, StringComparison.Ordinal);
            Assert.Equal(entries, pickler.MemoCount);
            pickler.Dump(new PyTuple(shared));
        }

        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    [Fact]
    public void Target_that_fails_leaves_the_memo_as_it_was()
    {
        using var pickler = new Pickler(new BrokenStream());
        var list = new PyList { "a" };

        Assert.Throws<IOException>(() => pickler.Dump(list));

        Assert.Equal(0, pickler.MemoCount);
    }

    [Fact]
    public async Task Dumps_to_buffer_and_stream_are_the_same()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var stream = new MemoryStream();
        using var first = new Pickler(buffer);
        using var second = new Pickler(stream);
        var shared = new PyList { "shared", new byte[70_000] };
        foreach (object? value in new object?[] { shared, new PyList { shared, shared }, null })
        {
            first.Dump(value);
            await second.DumpAsync(value, TestContext.Current.CancellationToken);
        }

        Assert.Equal(buffer.WrittenSpan.ToArray(), stream.ToArray());
    }

    [Fact]
    public void Changed_set_is_written_anew_once_the_memo_is_cleared()
    {
        var stream = new MemoryStream();
        using var pickler = new Pickler(stream);
        var set = new HashSet<string> { "a" };
        pickler.Dump(set);
        set.Add("b");
        pickler.ClearMemo();
        pickler.Dump(set);
        stream.Position = 0;

        Assert.Equal([1, 2], Pickle.LoadAll(stream).Select(value => ((PySet)value!).Count));
    }

    [Fact]
    public void Disposed_pickler_says_so()
    {
        var pickler = new Pickler(new MemoryStream());
        pickler.Dispose();
        pickler.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pickler.Dump(1));
        Assert.Throws<ObjectDisposedException>(pickler.ClearMemo);
    }

    [Fact]
    public void Memo_of_one_pickler_serves_another()
    {
        var shared = new PyList { "shared" };
        var first = new MemoryStream();
        using var one = new Pickler(first);
        one.Dump(shared);
        var second = new MemoryStream();
        using var other = new Pickler(second) { Memo = one.Memo };
        other.Dump(new PyTuple(shared));
        var unpickler = new Unpickler(new MemoryStream(second.ToArray())) { Memo = new Dictionary<long, object?> { [0] = "found" } };

        Assert.Equal("found", unpickler.Load<PyTuple>()[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Failed_load_leaves_memo_and_stream_for_another_try(int protocol)
    {
        var options = new PickleOptions { Protocol = protocol };
        var stream = new MemoryStream();
        var shared = new PyList { "shared" };
        using (var pickler = new Pickler(stream, options))
        {
            pickler.Dump(shared);
            pickler.Dump(new PyList { "fresh", shared, new PersistentReference("id") });
        }

        stream.Position = 0;
        bool fails = true;
        options = options with { PersistentLoad = id => fails ? throw new PickleException("not yet") : id };
        var unpickler = new Unpickler(stream, options);
        object? first = unpickler.Load();
        int entries = unpickler.MemoCount;
        long position = stream.Position;

        Assert.Throws<PickleException>(() => unpickler.Load());
        Assert.Equal((entries, position), (unpickler.MemoCount, stream.Position));

        fails = false;
        var second = (PyList)(await unpickler.LoadAsync(TestContext.Current.CancellationToken))!;
        Assert.Same(first, second[1]);
        Assert.Equal("id", second[2]);
        Assert.Throws<PickleTruncatedException>(() => unpickler.Load());
        unpickler.ClearMemo();
        Assert.Empty(unpickler.Memo);
    }

    [Fact]
    public void Memo_can_be_read_and_given()
    {
        var unpickler = new Unpickler(new MemoryStream([0x5d, 0x94, 0x58, 1, 0, 0, 0, (byte)'a', 0x94, (byte)'a', (byte)'.', (byte)'h', 0, (byte)'.', (byte)'h', 7, (byte)'.']));
        object? list = unpickler.Load();
        Assert.Equal([0L, 1L], unpickler.Memo.Keys);
        Assert.Same(list, unpickler.Load());

        unpickler.Memo = new Dictionary<long, object?> { [7] = 5 };

        Assert.Equal(5L, unpickler.Load());
        Assert.Throws<ArgumentOutOfRangeException>(() => unpickler.Memo = new Dictionary<long, object?> { [-1] = 5 });
    }

    [Fact]
    public void Cycle_without_a_memo_is_refused()
    {
        var list = new PyList();
        list.Add(new PyTuple(list));

        var error = Assert.Throws<PicklingException>(() => Pickle.Dumps(list, new PickleOptions { Fast = true }));

        Assert.Contains("cycle", error.Message, StringComparison.Ordinal);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("disk full");
    }
}
