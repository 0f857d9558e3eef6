using System.Buffers;
using Pickling.Machine;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>What real CPythons wrote loads, and comes back byte for byte where the profile is theirs.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => CorpusFile.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_come_back_equal_under_their_profile(string name)
    {
        List<string> failures = [];
        foreach (CPythonProfile profile in CPythonProfile.All)
        {
            CheckBytes(name, profile, failures);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pickles_of_every_version_come_back_as_the_same_graph(string name)
    {
        List<string> failures = [];
        foreach (CorpusEntry entry in CorpusFile.Of(name))
        {
            object?[] values = [.. Pickle.LoadAll(entry.Bytes, entry.LoadOptions)];
            object?[] again = [.. Pickle.LoadAll(Dump(values, entry.DumpOptions), entry.LoadOptions)];
            if (values.Length != again.Length || !values.Zip(again).All(pair => PythonEquality.StructuralEquals(pair.First, pair.Second)))
            {
                failures.Add(entry.ToString());
            }
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Corpus_holds_every_version_at_every_protocol_it_knows()
    {
        ILookup<string, int> protocols = CorpusFile.Entries
            .SelectMany(entry => entry.Versions.Select(version => (Version: version, entry.Protocol)))
            .ToLookup(pair => pair.Version, pair => pair.Protocol);

        Assert.All(CorpusFile.Versions, version =>
        {
            int highest = version switch { "2.7" => 2, "3.6" or "3.7" => 4, _ => 5 };
            Assert.Equal(Enumerable.Range(0, highest + 1), protocols[version].Distinct().Order());
        });
    }

    [Fact]
    public void Pickle_files_are_entries_of_the_corpus()
    {
        var known = CorpusFile.Entries.Select(entry => Convert.ToHexString(entry.Bytes)).ToHashSet();
        string[] files = Directory.GetFiles(Repository.CorpusFolder, "*.pkl");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(Convert.ToHexString(File.ReadAllBytes(file)), known));
    }

    private static void CheckBytes(string name, CPythonProfile profile, List<string> failures)
    {
        foreach (CorpusEntry entry in CorpusFile.Of(name).Where(entry => entry.Versions.Intersect(profile.Versions).Any()))
        {
            byte[] bytes;
            try
            {
                // What Python 2 calls int, long and str is told apart only under its own options.
                bool isPython2 = profile == CPythonProfile.Python27;
                PickleOptions load = isPython2 ? entry.LoadOptions with { Encoding = "bytestring", FixImports = true } : entry.LoadOptions;
                object?[] values = [.. Pickle.LoadAll(entry.Bytes, load)];
                bytes = Dump(values, entry.DumpOptions with { Profile = profile, FixImports = isPython2 || entry.DumpOptions.FixImports });
            }
            catch (Exception error) when (error is PickleException or PicklingException)
            {
                failures.Add($"profile {profile}: {entry}: {error.Message}");
                continue;
            }

            if (!bytes.AsSpan().SequenceEqual(entry.Bytes))
            {
                failures.Add($"profile {profile}: {entry}\n  {Difference.Of(entry.Bytes, bytes)}");
            }
        }
    }

    private static byte[] Dump(object?[] values, PickleOptions options)
    {
        var target = new ArrayBufferWriter<byte>();
        foreach (object? value in values)
        {
            Pickle.Dump(value, target, options);
        }

        return target.WrittenSpan.ToArray();
    }
}
