using System.Buffers;
using System.IO.Pipelines;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>However a stream is chopped, the same object comes out, and the stream is left right after STOP.</summary>
public sealed class ChoppedStreamTests
{
    private const int OneByteAtATimeMax = 3000;

    private static readonly byte[] Tail = [.. "what follows the pickle"u8];

    public static TheoryData<string> Names => CorpusFile.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stream_of_single_bytes_gives_the_same_object(string name)
    {
        foreach (CorpusEntry entry in Single(name).Where(entry => entry.Bytes.Length <= OneByteAtATimeMax))
        {
            var stream = new ChoppedStream([.. entry.Bytes, .. Tail], () => 1);

            CheckSame(entry, await Pickle.LoadAsync(stream, entry.LoadOptions), "one byte at a time");
            Assert.Equal(Tail, stream.Rest);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stream_of_random_pieces_gives_the_same_object(string name)
    {
        foreach (CorpusEntry entry in Single(name))
        {
            int seed = Seed(entry);
            var random = new Random(seed);
            int longest = random.Next(2, 20000);
            var stream = new ChoppedStream([.. entry.Bytes, .. Tail], () => random.Next(1, longest));

            CheckSame(entry, await Pickle.LoadAsync(stream, entry.LoadOptions), $"seed {seed}");
            Assert.Equal(Tail, stream.Rest);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Synchronous_stream_is_left_right_after_the_pickle(string name)
    {
        foreach (CorpusEntry entry in Single(name))
        {
            int seed = Seed(entry);
            var random = new Random(seed);
            var stream = new ChoppedStream([.. entry.Bytes, .. Tail], () => random.Next(1, 300));
            var whole = new MemoryStream([.. entry.Bytes, .. Tail]);

            CheckSame(entry, Pickle.Load(stream, entry.LoadOptions), $"seed {seed}");
            CheckSame(entry, Pickle.Load(whole, entry.LoadOptions), "a memory stream");
            Assert.Equal(Tail, stream.Rest);
            Assert.Equal(entry.Bytes.Length, whole.Position);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pipe_of_single_bytes_gives_the_same_object(string name)
    {
        foreach (CorpusEntry entry in Single(name).Where(entry => entry.Bytes.Length <= OneByteAtATimeMax))
        {
            await CheckPipe(entry, () => 1, "one byte at a time");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pipe_of_random_pieces_gives_the_same_object(string name)
    {
        foreach (CorpusEntry entry in Single(name))
        {
            int seed = Seed(entry);
            var random = new Random(seed);
            int longest = random.Next(2, 20000);

            await CheckPipe(entry, () => random.Next(1, longest), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sequence_of_random_segments_gives_the_same_object(string name)
    {
        foreach (CorpusEntry entry in Single(name))
        {
            int seed = Seed(entry);
            var random = new Random(seed);

            CheckSame(entry, Pickle.Loads(Segments.Of(entry.Bytes, () => random.Next(0, 50)), entry.LoadOptions), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pickles_behind_each_other_come_one_by_one(string name)
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name).Where(entry => entry.Buffers.Count == 0 && entry.Bytes.Length < 20000))
        {
            object?[] expected = [.. Pickle.LoadAll((byte[])[.. entry.Bytes, .. entry.Bytes], entry.LoadOptions)];
            List<object?> actual = [];
            await foreach (object? value in Pickle.LoadAllAsync(new ChoppedStream([.. entry.Bytes, .. entry.Bytes], () => 7), entry.LoadOptions))
            {
                actual.Add(value);
            }

            Assert.True(expected.Length >= 2, entry.ToString());
            Assert.Equal(expected.Length, actual.Count);
            Assert.All(expected.Zip(actual), pair => Assert.True(PythonEquality.StructuralEquals(pair.First, pair.Second), entry.ToString()));
        }
    }

    private static async Task CheckPipe(CorpusEntry entry, Func<int> nextLength, string how)
    {
        var pipe = new Pipe();
        Task writing = Task.Run(async () =>
        {
            byte[] bytes = [.. entry.Bytes, .. Tail];
            for (int offset = 0; offset < bytes.Length;)
            {
                int count = Math.Min(nextLength(), bytes.Length - offset);
                await pipe.Writer.WriteAsync(bytes.AsMemory(offset, count));
                offset += count;
            }

            await pipe.Writer.CompleteAsync();
        });

        CheckSame(entry, await Pickle.LoadAsync(pipe.Reader, entry.LoadOptions), how);

        await writing;
        ReadResult rest = await pipe.Reader.ReadAtLeastAsync(Tail.Length + 1);
        Assert.Equal(Tail, rest.Buffer.ToArray());
    }

    private static IEnumerable<CorpusEntry> Single(string name) => CorpusFile.Of(name).Where(entry => !entry.Several);

    private static void CheckSame(CorpusEntry entry, object? actual, string how)
    {
        object? expected = Pickle.Loads(entry.Bytes, entry.LoadOptions);

        Assert.True(PythonEquality.StructuralEquals(expected, actual), $"{entry}, {how}");
    }

    private static int Seed(CorpusEntry entry) => entry.Bytes.Length * 31 + entry.Protocol;
}
