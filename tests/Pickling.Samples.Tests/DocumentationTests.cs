using System.Text.RegularExpressions;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Samples.Tests;

/// <summary>What the documents show is what compiles, and prints what it says.</summary>
/// <remarks>
/// A document marks a code block with <c>&lt;!-- snippet: name --&gt;</c>; samples/Docs holds the text between
/// <c>// snippet: name</c> and <c>// end</c>. To take over a change of the samples, run the tests once with
/// PICKLING_UPDATE_DOCS=1.
/// </remarks>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents =>
        [.. DocumentPaths().Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))];

    private static bool IsUpdating => Environment.GetEnvironmentVariable("PICKLING_UPDATE_DOCS") == "1";

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_blocks_equal_the_samples(string document)
    {
        string path = Path.Combine(Repository.Root, document);
        string text = File.ReadAllText(path);
        Dictionary<string, string> snippets = Snippets();
        string expected = MarkedBlock().Replace(text, block => $"{block.Groups["mark"]}```csharp\n{snippets[block.Groups["name"].Value]}```");
        if (IsUpdating)
        {
            File.WriteAllText(path, expected);
        }
        else
        {
            Assert.Equal(expected, text);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_code_block_is_a_sample(string document)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document));

        Assert.Equal(CodeBlock().Count(text), MarkedBlock().Count(text));
    }

    [Fact]
    public async Task Tool_prints_what_the_readme_shows()
    {
        string path = Path.Combine(Repository.Root, "README.md");
        string text = File.ReadAllText(path);
        Match block = ToolBlock().Match(text);
        SampleProcess tool = await SampleProcess.RunToolAsync(block.Groups["arguments"].Value.Split(' '));
        string expected = tool.Output.ReplaceLineEndings("\n");
        if (IsUpdating)
        {
            File.WriteAllText(path, text[..block.Groups["output"].Index] + expected + text[(block.Groups["output"].Index + block.Groups["output"].Length)..]);
        }
        else
        {
            Assert.Equal(expected, block.Groups["output"].Value);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files(string document)
    {
        string path = Path.Combine(Repository.Root, document);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            string target = Path.Combine(Path.GetDirectoryName(path)!, link.Groups["target"].Value);

            Assert.True(Path.Exists(target), $"{document} links to {link.Groups["target"].Value}, which is not there");
        }
    }

    [Fact]
    public async Task Samples_print_what_their_comments_say()
    {
        SampleProcess docs = await SampleProcess.RunAsync("Docs");

        Assert.True(docs.ExitCode == 0, docs.Output);
        string[] printed = docs.Output.ReplaceLineEndings("\n").Split("== ", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> outputs = printed.ToDictionary(part => part[..part.IndexOf('\n')], part => part[(part.IndexOf('\n') + 1)..]);
        Dictionary<string, string> snippets = Snippets();
        Assert.Equal(snippets.Keys.Order(), outputs.Keys.Order());
        foreach ((string name, string snippet) in snippets)
        {
            string expected = string.Concat(PrintedComment().Matches(snippet).Select(comment => comment.Groups["text"].Value + "\n"));

            Assert.True(expected == outputs[name], $"{name} says\n{expected}and prints\n{outputs[name]}");
        }
    }

    private static IEnumerable<string> DocumentPaths() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Snippets()
    {
        Dictionary<string, string> snippets = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "Docs"), "*.cs"))
        {
            foreach (Match snippet in Snippet().Matches(File.ReadAllText(file)))
            {
                int indent = snippet.Groups["indent"].Length;
                IEnumerable<string> lines = snippet.Groups["text"].Value.TrimEnd('\n').Split('\n').Select(line => line.Length > indent ? line[indent..] : "");
                snippets.Add(snippet.Groups["name"].Value, string.Concat(lines.Select(line => line + "\n")));
            }
        }

        return snippets;
    }

    [GeneratedRegex(@"^(?<indent> *)// snippet: (?<name>\S+)\n(?<text>.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"(?<mark><!-- snippet: (?<name>\S+) -->\n)```csharp\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex MarkedBlock();

    [GeneratedRegex(@"<!-- tool -->\n```\n\$ pickle (?<arguments>.*)\n(?<output>(?s:.*?))```")]
    private static partial Regex ToolBlock();

    [GeneratedRegex("^```(csharp|cs|c#)", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>(?!https?:|#)[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    // The comment behind a call of Console.WriteLine, or behind the brace that ends its loop.
    [GeneratedRegex(@"^ *(?:Console\.WriteLine\(.*\);|\}) +// (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();
}
