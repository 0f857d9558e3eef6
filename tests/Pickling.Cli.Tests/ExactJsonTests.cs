using Xunit;

namespace Pickling.Cli.Tests;

/// <summary>That exact JSON loses nothing: from what real CPythons wrote to JSON and back, the bytes are the same.</summary>
public class ExactJsonTests
{
    private static readonly string Corpus = Path.Combine(Repository.Root, "tests", "corpus");

    // Out-of-band buffers and extension codes need what a file alone does not hold.
    public static TheoryData<string> PickleNames =>
        new(Directory.GetFiles(Corpus, "*.pkl").Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith("buffer-out", StringComparison.Ordinal) && !name.StartsWith("extension-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(PickleNames))]
    public void Pickle_of_CPython_comes_back_from_json(string name)
    {
        CheckRoundTrip(File.ReadAllBytes(Path.Combine(Corpus, name)));
    }

    // What no pickler writes of itself, or the corpus has not.
    [Theory]
    [InlineData("V\\ud83d\\ude00\n.")]
    [InlineData("(V\\ud800\nq\0h\0V\\ud800\nVa\\u005cb\nVa\\u005cb\nt.")]
    [InlineData("(G\xff\xf8\0\0\0\0\0\x01G\x7f\xf8\0\0\0\0\0\0G\x80\0\0\0\0\0\0\0t.")]
    [InlineData("c__main__\nA\n)\x81q\0Nb(Vx\nh\0db.")]
    [InlineData("(c__main__\nA\nc__main__\nA\nq\0h\0t.")]
    [InlineData("(V$ref\nI1\nV$id\nI2\nd.")]
    [InlineData("c__main__\nA\n)q\0q\x01Rh\0\x86.")]
    public void Odd_pickle_comes_back_from_json(string pickle) => CheckRoundTrip(Samples.Ascii(pickle));

    private static void CheckRoundTrip(byte[] pickle)
    {
        var run = ToolRun.Of(pickle, "json", "--exact", "--compact", "-");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        var options = new PickleOptions { Encoding = "bytestring" };
        var originals = Pickle.LoadAll(pickle, options).ToList();
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(originals.Count, lines.Length);
        foreach (var (original, line) in originals.Zip(lines))
        {
            var copy = Pickle.Loads(ExactJsonReader.ToPickle(line), options);
            foreach (var protocol in new[] { 0, 2, 5 })
            {
                var again = options with { Protocol = protocol };
                Assert.Equal(Convert.ToHexString(Dump(original, again)), Convert.ToHexString(Dump(copy, again)));
            }
        }
    }

    // Some values cannot be written at an old protocol; then the copy cannot either.
    private static byte[] Dump(object? value, PickleOptions options)
    {
        try
        {
            return Pickle.Dumps(value, options);
        }
        catch (PicklingException exception)
        {
            return System.Text.Encoding.UTF8.GetBytes(exception.Message);
        }
    }
}
