using Pickling.Mapping;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>What typed loads read, a tape, holds what loads without a type make: over the corpus, over mutants of it, from streams.</summary>
public sealed class TapeTests
{
    // What a tape does not keep: that a setter was called (it keeps the state), buffers as such (it keeps their bytes), and two
    // surrogates apart that one UTF-16 pair would make.
    private static readonly string[] KeptOtherwise =
    [
        "object:reduce-setter", "object:reduce-setter-twice", "buffer:out-of-band", "buffer:out-of-band-twice", "buffer:out-of-band-empty",
        "str:surrogate-pair-of-two",
    ];

    public static TheoryData<string> Names => [.. CorpusFile.Names().Select(static row => row.Data).Except(KeptOtherwise)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Document_holds_what_a_load_makes(string name)
    {
        foreach (CorpusEntry entry in Single(name))
        {
            object? expected = Pickle.Loads(entry.Bytes, entry.LoadOptions);
            using PickleDocument document = Pickle.Open(entry.Bytes, entry.LoadOptions);

            Assert.True(PythonEquality.StructuralEquals(expected, document.Root.GetNatural()), entry.ToString());
            Assert.Equal(entry.Bytes.Length, document.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Typed_load_of_a_mutant_is_the_same_from_a_stream(string name)
    {
        foreach (CorpusEntry entry in Single(name).Where(entry => entry.Bytes.Length < 3000))
        {
            int seed = TestSeed.Value ^ entry.Bytes.Length * 41 + entry.Protocol;
            var random = new Random(seed);
            for (int i = 0; i < 3; i++)
            {
                byte[] mutant = Mutation.Of(entry.Bytes, random);
                object? expected = null;
                object? actual = null;
                object? natural = null;
                Exception? one = Record.Exception(() => expected = Pickle.Loads<object?>(mutant, PickleContext.BuiltIn, entry.LoadOptions));
                Exception? graph = Record.Exception(() => natural = Pickle.Loads(mutant, entry.LoadOptions));
                var stream = new ChoppedStream(mutant, () => random.Next(1, 40));
                Exception? other = await Record.ExceptionAsync(async () => actual = await Pickle.LoadAsync<object?>(stream, PickleContext.BuiltIn, entry.LoadOptions));

                string what = $"a mutant of {entry.Name} (seed {seed}): {Convert.ToHexString(mutant)}\n{one}\n{other}\n{graph}";
                Assert.True(one is null or PickleException, what);
                Assert.True(one?.GetType() == other?.GetType() && one?.Message == other?.Message, what);
                Assert.True(one is not null || PythonEquality.StructuralEquals(expected, actual), what);
                Assert.True(one is not null || graph is not null || PythonEquality.StructuralEquals(expected, natural), what);
            }
        }
    }

    private static IEnumerable<CorpusEntry> Single(string name) => CorpusFile.Of(name).Where(entry => !entry.Several);
}
