using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>What CPython's C unpickler loads is loaded here, and what it refuses is refused, where no class decides.</summary>
public sealed class VerdictTests(PeerCatalog catalog)
{
    private const int MutantsEach = 6;
    private const int PickleBytesMax = 4000;
    private const int FailuresShown = 30;
    private const int BytesShown = 400;

    /// <summary>The versions that come with their tests.</summary>
    public static TheoryData<string> VersionsWithTests { get; } = [.. PeerCatalog.Versions.Where(version => version is not ("3.14" or "3.15"))];

    [Theory]
    [MemberData(nameof(VersionsWithTests))]
    public void Pickles_of_the_interpreters_own_tests_have_its_verdict(string version)
    {
        IReadOnlyList<(string Name, byte[] Pickle, string? Error)> pickles = catalog.Require(version).TestPickles();

        Assert.Contains(pickles, pickle => pickle.Name.EndsWith(".pck", StringComparison.Ordinal));
        Assert.True(pickles.Count > 100, $"{pickles.Count} pickles");
        CheckNone([.. pickles.Select(pickle => Disagreement($"CPython {version}, {pickle.Name}", pickle.Pickle, pickle.Error, version)).OfType<string>()]);
    }

    [Fact]
    public void Mutated_pickles_have_the_verdict_of_the_C_unpickler()
    {
        var random = new Random(TestSeed.Value);
        byte[][] mutants =
        [
            .. CorpusFile.Entries
                .Where(entry => entry.Bytes.Length < PickleBytesMax && !entry.Name.StartsWith("extension:", StringComparison.Ordinal) && !entry.Versions.All(version => version == "2.7"))
                .SelectMany(entry => Enumerable.Range(0, MutantsEach).Select(_ => Mutation.Of(entry.Bytes, random))),
        ];
        IReadOnlyList<string?> errors = catalog.Require("3.15").Verdicts(mutants);

        CheckNone([.. mutants.Zip(errors).Select(pair => Disagreement($"seed {TestSeed.Value}", pair.First, pair.Second, "3.15")).OfType<string>()]);
    }

    // What a call has made decides whether it is a class or has items; a memo index is a length of
    // memory up to 3.14, and a signed number where 3.15 runs as 32-bit WebAssembly.
    private static bool IsOfNoConcern(string error) =>
        error.Contains("class argument must be a type", StringComparison.Ordinal)
        || error.StartsWith("TypeError: StandIn.", StringComparison.Ordinal)
        || error.StartsWith("MemoryError", StringComparison.Ordinal)
        || error == "ValueError: negative LONG_BINPUT argument";

    // docs/parity.md says why: an opcode lies in its frame whole, NUL does not end a number, and every PUT counts for MEMOIZE.
    private static bool IsIntended(string own, byte[] pickle) =>
        own.Contains("the opcode goes on beyond the end of its frame", StringComparison.Ordinal)
        || own.Contains("a frame begins inside another", StringComparison.Ordinal)
        || own.Contains("was never stored", StringComparison.Ordinal)
        || (pickle.Contains((byte)0) && (own.Contains("invalid literal for int()", StringComparison.Ordinal)
            || own.Contains("could not convert string to float", StringComparison.Ordinal)));

    private static string? Disagreement(string name, byte[] pickle, string? error, string version)
    {
        string? own = null;
        try
        {
            Pickle.Loads(pickle, new PickleOptions { Encoding = version == "2.7" ? "bytestring" : "ASCII", ConvertStandardLibrary = false });
        }
        catch (PickleException refusal)
        {
            own = refusal.Message;
        }

        return (own is null) == (error is null) || (error is null ? IsIntended(own!, pickle) : IsOfNoConcern(error))
            ? null
            : $"{name}: {Difference.Hexadecimal(pickle, BytesShown)}\n  CPython: {error ?? "loads"}\n  .NET:    {own ?? "loads"}";
    }

    private static void CheckNone(List<string> failures) =>
        Assert.True(failures.Count == 0, $"{failures.Count} verdicts differ:\n{string.Join('\n', failures.Take(FailuresShown))}");
}
