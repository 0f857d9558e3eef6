using System.Text.RegularExpressions;
using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Pickling.Tools;
using Xunit;

namespace Pickling.Interop.Tests.Tools;

/// <summary>The disassembler writes what <c>pickletools.dis</c> of CPython 3.13 writes, for good and for broken pickles.</summary>
public sealed class DisassemblyTests(PeerCatalog catalog)
{
    private const int CorpusBytesMax = 40_000;
    private const int MutantBytesMax = 5000;
    private const int BatchLength = 200;

    [Fact]
    public void Text_of_the_whole_corpus_is_equal() =>
        Check(CorpusFile.Entries.Where(entry => entry.Bytes.Length < CorpusBytesMax).Select(entry => entry.Bytes));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void Text_of_random_pickles_is_equal(int protocol) =>
        Check(catalog.Require("3.13").RandomValues(TestSeed.Value, 300, protocol, objects: true).Select(value => value.Pickle));

    [Fact]
    public void Text_of_broken_pickles_is_equal_up_to_where_they_break()
    {
        var random = new Random(TestSeed.Value);
        Check(CorpusFile.Entries
            .Where(entry => entry.Bytes.Length < MutantBytesMax)
            .Select(entry => Mutation.Of(entry.Bytes, random))
            .ToList());
    }

    private void Check(IEnumerable<byte[]> pickles)
    {
        Peer peer = catalog.Require("3.13");
        foreach (byte[][] batch in pickles.Chunk(BatchLength))
        {
            foreach ((byte[] pickle, (string expected, string? error)) in batch.Zip(peer.Disassemble(batch)))
            {
                CheckOne(pickle, expected, error);
            }
        }
    }

    private static void CheckOne(byte[] pickle, string expected, string? expectedError)
    {
        string what = Convert.ToHexString(pickle.AsSpan(0, Math.Min(pickle.Length, 2000)));
        using var output = new StringWriter { NewLine = "\n" };
        PickleException? error = null;
        try
        {
            PickleDisassembler.Disassemble(pickle, output);
        }
        catch (PickleException thrown)
        {
            error = thrown;
        }

        Assert.True(expected == output.ToString(), $"{what}\nexpected ({expectedError})\n{expected}\nwas ({error?.Message})\n{output}");
        Assert.True((expectedError is null) == (error is null), $"{what}: expected {expectedError ?? "no error"}, was {error?.Message ?? "none"}");
        if (expectedError is not null && error is not null)
        {
            // "ValueError: at position 3, opcode ..."; the position is in front of every message of ours.
            string message = Regex.Replace(expectedError, @"^\w+: (at position \d+, )?", "");
            Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: expected {expectedError}, was {error.Message}");
        }
    }
}
