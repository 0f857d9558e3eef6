using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>Random values travel between .NET and every real CPython, at every protocol that it knows.</summary>
public sealed class LiveTests(PeerCatalog catalog)
{
    private const int ValuesPerProtocol = 120;
    private const int FailuresShown = 5;
    private const int BytesShown = 600;

    // What no protocol below the one it was written at can say.
    private static readonly string[] NotAtEveryProtocol = ["int:10**4300", "global:one-name-in-python2"];

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Values_of_Python_load_as_what_they_are(string version, int protocol)
    {
        List<string> failures = [];
        foreach (RandomValue value in catalog.Require(version).RandomValues(TestSeed.Value, ValuesPerProtocol, protocol, objects: false))
        {
            string text = CanonicalText.Of(Load(value, version, fixImports: true), python2: version == "2.7");
            if (text != value.Text)
            {
                failures.Add($"{Say(value, version, protocol)}\n  {Difference.Of(value.Text, text)}");
            }
        }

        CheckNone(failures);
    }

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Values_of_Python_come_back_byte_for_byte_or_equal(string version, int protocol)
    {
        Peer peer = catalog.Require(version);
        bool hasProfile = CPythonProfile.TryForVersion(version, out CPythonProfile? profile);
        RandomValue[] values =
        [
            .. peer.RandomValues(TestSeed.Value, ValuesPerProtocol / 2, protocol, objects: false),
            .. peer.RandomValues(TestSeed.Value, ValuesPerProtocol, protocol, objects: true),
        ];
        var options = new PickleOptions
        {
            Protocol = protocol,
            Profile = profile ?? CPythonProfile.Python315,
        };
        byte[][] pickles = [.. values.Select(value => Pickle.Dumps(Load(value, version, options.FixImports), options))];

        // Equal bytes need no second opinion.
        int[] changed = [.. Enumerable.Range(0, values.Length).Where(i => !pickles[i].AsSpan().SequenceEqual(values[i].Pickle))];
        IReadOnlyList<string> texts = peer.Describe(changed.Select(i => pickles[i]));

        List<string> failures = [];
        foreach ((int i, string text) in changed.Zip(texts))
        {
            if (hasProfile)
            {
                failures.Add($"{Say(values[i], version, protocol)}\n  {Difference.Of(values[i].Pickle, pickles[i])}");
            }
            else if (text != values[i].Text)
            {
                failures.Add($"{Say(values[i], version, protocol)}\n  {Difference.Of(values[i].Text, text)}");
            }
        }

        CheckNone(failures);
    }

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Values_of_dotnet_load_in_Python_as_what_they_are(string version, int protocol)
    {
        Peer peer = catalog.Require(version);
        object?[] values = [.. Enumerable.Range(TestSeed.Value, ValuesPerProtocol).Select(RandomGraph.Make)];
        byte[][] pickles = [.. values.Select(value => Pickle.Dumps(value, new PickleOptions { Protocol = protocol }))];
        IReadOnlyList<string> texts = peer.Describe(pickles);

        List<string> failures = [];
        for (int i = 0; i < values.Length; i++)
        {
            string expected = CanonicalText.Of(values[i], python2: version == "2.7");
            if (expected != texts[i])
            {
                failures.Add($"seed {TestSeed.Value + i}, CPython {version}, protocol {protocol}: {Difference.Hexadecimal(pickles[i], BytesShown)}\n  {Difference.Of(expected, texts[i])}");
            }
        }

        CheckNone(failures);
    }

    [Theory]
    [InlineData("3.10", 2)]
    [InlineData("3.13", 0)]
    [InlineData("3.13", 5)]
    [InlineData("3.15", 3)]
    [InlineData("3.15", 4)]
    public void What_the_Python_pickler_writes_comes_back_byte_for_byte(string version, int protocol)
    {
        var options = new PickleOptions { Protocol = protocol };

        List<string> failures = [];
        foreach (RandomValue value in catalog.Require(version).RandomValues(TestSeed.Value, ValuesPerProtocol, protocol, objects: true, pure: true))
        {
            byte[] pickle = Pickle.Dumps(Load(value, version, options.FixImports), options);
            if (!pickle.AsSpan().SequenceEqual(value.Pickle))
            {
                failures.Add($"{Say(value, version, protocol)}\n  {Difference.Of(value.Pickle, pickle)}");
            }
        }

        CheckNone(failures);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void Optimized_pickles_load_as_the_same_graph(int protocol)
    {
        Peer peer = catalog.Require("3.13");
        IReadOnlyList<RandomValue> values = peer.RandomValues(TestSeed.Value, ValuesPerProtocol, protocol, objects: true);
        IEnumerable<byte[]> optimized = peer.Optimize(values.Select(value => value.Pickle)).Select(row => row.Pickle!);

        Assert.All(values.Zip(optimized), pair => Assert.True(
            PythonEquality.StructuralEquals(Pickle.Loads(pair.First.Pickle), Pickle.Loads(pair.Second)),
            Say(pair.First, "3.13", protocol)));
    }

    [Theory]
    [InlineData("3.8")]
    [InlineData("3.13")]
    [InlineData("3.15")]
    public void Corpus_written_at_another_protocol_is_the_same_to_Python(string version)
    {
        Peer peer = catalog.Require(version);
        CorpusEntry[] entries = [.. CorpusFile.Entries.Where(entry => entry.Versions.Contains(version)
            && entry is { Protocol: 2 or 5, Several: false, Buffers.Count: 0, Bytes.Length: < 20_000 }
            && !entry.Name.StartsWith("persistent:", StringComparison.Ordinal)
            && !NotAtEveryProtocol.Contains(entry.Name))];
        IReadOnlyList<string> expected = peer.Describe(entries.Select(entry => entry.Bytes));

        List<string> failures = [];
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            byte[][] pickles = [.. entries.Select(entry =>
                Pickle.Dumps(Pickle.Loads(entry.Bytes, entry.LoadOptions), entry.DumpOptions with { Protocol = protocol }))];
            IReadOnlyList<string> actual = peer.Describe(pickles);
            failures.AddRange(Enumerable.Range(0, entries.Length)
                .Where(i => expected[i] != actual[i])
                .Select(i => $"{entries[i]}\n  at protocol {protocol}: {Difference.Hexadecimal(pickles[i], BytesShown)}\n  {Difference.Of(expected[i], actual[i])}"));
        }

        CheckNone(failures);
    }

    private static object? Load(RandomValue value, string version, bool fixImports)
    {
        var options = new PickleOptions
        {
            Encoding = version == "2.7" ? "bytestring" : "ASCII",
            FixImports = fixImports,
        };
        try
        {
            return Pickle.Loads(value.Pickle, options);
        }
        catch (PickleException error)
        {
            throw new InvalidOperationException($"seed {value.Seed}, CPython {version}: {Convert.ToHexString(value.Pickle)}", error);
        }
    }

    private static string Say(RandomValue value, string version, int protocol) =>
        $"seed {value.Seed}, CPython {version}, protocol {protocol}: {Difference.Hexadecimal(value.Pickle, BytesShown)}";

    private static void CheckNone(List<string> failures) =>
        Assert.True(failures.Count == 0, $"{failures.Count} failures:\n{string.Join('\n', failures.Take(FailuresShown))}");
}
