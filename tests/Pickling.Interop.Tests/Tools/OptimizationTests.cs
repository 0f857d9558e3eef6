using System.Text.RegularExpressions;
using Pickling.Interop.Tests.Peers;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Pickling.Tools;
using Xunit;

namespace Pickling.Interop.Tests.Tools;

/// <summary>The optimizer writes what <c>pickletools.optimize</c> writes, and refuses what it refuses, in its words.</summary>
public sealed class OptimizationTests(PeerCatalog catalog)
{
    private const int MutantBytesMax = 5000;
    private const int MutantsEach = 3;
    private const int BatchLength = 100;

    // 3.8 and 3.15 are the oldest and the newest of the versions whose rules are the optimizer's. Quoted strings of Python 2
    // that are not ASCII are refused by all but the newest, and by the optimizer.
    [Theory]
    [InlineData("3.8")]
    [InlineData("3.13")]
    [InlineData("3.15")]
    public void Whole_corpus_is_optimized_equally(string version) =>
        Check(catalog.Require(version), CorpusFile.Entries
            .Where(entry => version != "3.15" || entry is not { Protocol: 0, IsPython2: true })
            .Select(entry => entry.Bytes));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_pickles_are_optimized_equally_and_load_as_the_same_graph(int protocol)
    {
        Peer peer = catalog.Require("3.13");
        byte[][] pickles = [.. peer.RandomValues(TestSeed.Value + protocol, 200, protocol, objects: true).Select(value => value.Pickle)];

        Check(peer, pickles);

        Assert.All(pickles, pickle => Assert.True(
            PythonEquality.StructuralEquals(Pickle.Loads(pickle), Pickle.Loads(PickleOptimizer.Optimize(pickle))),
            $"seed {TestSeed.Value + protocol}: {Difference.Hexadecimal(pickle, 2000)}"));
    }

    [Fact]
    public void Broken_pickles_are_optimized_equally_or_refused_with_the_same_words()
    {
        var random = new Random(TestSeed.Value);
        Check(catalog.Require("3.13"), [.. CorpusFile.Entries
            .Where(entry => entry.Bytes.Length < MutantBytesMax)
            .SelectMany(entry => Enumerable.Range(0, MutantsEach).Select(_ => Mutation.Of(entry.Bytes, random)))]);
    }

    [Theory]
    [InlineData(65_530)]
    [InlineData(65_531)]
    [InlineData(65_532)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public void Frames_end_where_pickletools_ends_them(int length)
    {
        Peer peer = catalog.Require("3.13");
        IEnumerable<string> sources =
        [
            $"b'x' * {length}",
            $"u'x' * {length}",
            $"[1, b'x' * {length}, b'y' * {length}, 2]",
            $"[b'x' * 30 for _ in range({length} // 33)] + [1] * 10",
            $"[[u'abcdefghij' * 10]] * ({length} // 100)",
            $"1 << ({length} * 8)",
        ];

        Check(peer, [.. sources.SelectMany(source => new[] { 0, 3, 4, 5 }.Where(protocol => protocol > 0 || !source.Contains("<<", StringComparison.Ordinal))
            .Select(protocol => peer.Dumps(source, protocol)))]);
    }

    private static void Check(Peer peer, IEnumerable<byte[]> pickles)
    {
        foreach (byte[][] batch in pickles.Chunk(BatchLength))
        {
            foreach ((byte[] pickle, (byte[]? expected, string? error)) in batch.Zip(peer.Optimize(batch)))
            {
                CheckOne(pickle, expected, error);
            }
        }
    }

    private static void CheckOne(byte[] pickle, byte[]? expected, string? expectedError)
    {
        string what = Difference.Hexadecimal(pickle, 2000);
        byte[]? actual = null;
        PickleException? error = null;
        try
        {
            actual = PickleOptimizer.Optimize(pickle);
        }
        catch (PickleException thrown)
        {
            error = thrown;
        }

        if (error?.Message.EndsWith("has never been stored into", StringComparison.Ordinal) == true)
        {
            // The one difference: pickletools fails by accident, or writes a GET of None.
            Assert.True(
                expectedError?.StartsWith("TypeError: '<' not supported", StringComparison.Ordinal) ?? expected.AsSpan().IndexOf("gNone\n"u8) >= 0,
                $"{what}: expected {expectedError ?? Difference.Hexadecimal(expected)}, was {error.Message}");
        }
        else if (expectedError is null)
        {
            Assert.True(error is null, $"{what}: expected no error, was {error?.Message}");
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{what}: {Difference.Of(expected, actual)}");
        }
        else
        {
            // "ValueError: at position 3, opcode ..."; the position is in front of every message of ours.
            string message = Regex.Replace(expectedError, @"^\w+: (at position \d+, )?", "");
            Assert.True(error?.Message.Contains(message, StringComparison.Ordinal) == true, $"{what}: expected {expectedError}, was {error?.Message ?? "none"}");
        }
    }
}
