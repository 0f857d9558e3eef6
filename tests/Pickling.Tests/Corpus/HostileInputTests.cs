using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>A broken pickle ends in a <see cref="PickleException"/> or in a value, never in anything else.</summary>
public sealed class HostileInputTests
{
    private const int CutsMax = 150;
    private const int MutantsPerEntry = 15;
    private const long SpareBytesMax = 8 << 20;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Names => CorpusFile.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public Task Pickle_cut_at_any_byte_is_truncated(string name) => InTime(() =>
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name).Where(entry => !entry.Several))
        {
            int step = Math.Max(1, entry.Bytes.Length / CutsMax);
            for (int length = 0; length < entry.Bytes.Length; length += step)
            {
                byte[] cut = entry.Bytes[..length];
                Exception? error = Record.Exception(() => Pickle.Loads(cut, entry.LoadOptions));
                Assert.True(error is PickleTruncatedException, $"{entry} cut to {length} bytes: {error}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stream_that_ends_inside_a_pickle_is_truncated(string name)
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name).Where(entry => !entry.Several && entry.Protocol is 0 or 2 or 4))
        {
            var random = new Random(entry.Bytes.Length);
            for (int i = 0; i < 5; i++)
            {
                int length = random.Next(entry.Bytes.Length);
                var stream = new ChoppedStream(entry.Bytes[..length], () => random.Next(1, 100));
                Exception? error = await Record.ExceptionAsync(async () => await Pickle.LoadAsync(stream, entry.LoadOptions));
                Assert.True(error is PickleTruncatedException, $"{entry} cut to {length} bytes: {error}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Mutated_pickle_gives_a_value_or_a_pickle_error(string name) => InTime(() =>
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name))
        {
            int seed = TestSeed.Value ^ entry.Bytes.Length * 31 + entry.Protocol;
            var random = new Random(seed);
            int mutants = entry.Bytes.Length < 5000 ? MutantsPerEntry : 2;
            for (int i = 0; i < mutants; i++)
            {
                byte[] mutant = Mutation.Of(entry.Bytes, random);
                Check(mutant, entry, seed);
            }
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Mutated_pickle_breaks_the_same_way_in_a_stream(string name)
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name).Where(entry => entry.Bytes.Length < 3000))
        {
            int seed = TestSeed.Value ^ entry.Bytes.Length * 37 + entry.Protocol;
            var random = new Random(seed);
            for (int i = 0; i < 3; i++)
            {
                byte[] mutant = Mutation.Of(entry.Bytes, random);
                object? expected = null;
                object? actual = null;
                Exception? one = Record.Exception(() => expected = Pickle.Loads(mutant, entry.LoadOptions));
                var stream = new ChoppedStream(mutant, () => random.Next(1, 40));
                Exception? other = await Record.ExceptionAsync(async () => actual = await Pickle.LoadAsync(stream, entry.LoadOptions));

                string what = $"a mutant of {entry.Name} (seed {seed}): {Convert.ToHexString(mutant)}\n{one}\n{other}";
                Assert.True(one?.GetType() == other?.GetType() && one?.Message == other?.Message, what);
                Assert.True(PythonEquality.StructuralEquals(expected, actual), what);
            }
        }
    }

    private static void Check(byte[] mutant, CorpusEntry entry, int seed)
    {
        string What() => $"a mutant of {entry.Name} (seed {seed}): {Convert.ToHexString(mutant.AsSpan(0, Math.Min(1000, mutant.Length)))}";
        long before = GC.GetAllocatedBytesForCurrentThread();
        object? value;
        try
        {
            value = Pickle.Loads(mutant, entry.LoadOptions);
        }
        catch (PickleException)
        {
            value = null;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException("Loading " + What(), error);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < SpareBytesMax + 200L * mutant.Length, $"{allocated} bytes for {What()}");
        Use(value, entry, What);
    }

    // Whatever was loaded can be dumped, printed and hashed; what cannot says so in its own words.
    private static void Use(object? value, CorpusEntry entry, Func<string> what)
    {
        try
        {
            _ = value?.ToString();
            _ = PythonEquality.StructuralEquals(value, value);
            _ = Pickle.Loads(Pickle.Dumps(value, entry.DumpOptions), entry.LoadOptions);
        }
        catch (Exception error) when (error is PickleException or PicklingException)
        {
            // Said in its own words.
        }
        catch (Exception error)
        {
            throw new InvalidOperationException("Using " + what(), error);
        }
    }

    private static Task InTime(Action action) => Task.Run(action).WaitAsync(LoadTime);
}
