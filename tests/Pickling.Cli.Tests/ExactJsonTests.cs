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
        var pickle = File.ReadAllBytes(Path.Combine(Corpus, name));
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
