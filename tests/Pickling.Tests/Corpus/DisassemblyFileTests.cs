using Pickling.Tools;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>Each <c>.dis</c> file of the corpus is what the disassembler writes for the <c>.pkl</c> file beside it.</summary>
public sealed class DisassemblyFileTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Repository.CorpusFolder, "*.dis").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Disassembly_is_the_text_of_pickletools(string name)
    {
        byte[] pickles = File.ReadAllBytes(Path.Combine(Repository.CorpusFolder, name + ".pkl"));
        using var output = new StringWriter { NewLine = "\n" };
        var disassembler = new PickleDisassembler(output);

        for (int offset = 0; offset < pickles.Length;)
        {
            offset = disassembler.Write(pickles, offset);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Repository.CorpusFolder, name + ".dis")), output.ToString());
    }
}
