using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Pickling.Cli.Tests;

/// <summary>What docs/tool.md shows is what the tool prints.</summary>
/// <remarks>To take over a change of the tool, run the tests once with PICKLING_UPDATE_DOCS=1.</remarks>
public partial class ToolDocumentTests
{
    [Fact]
    public async Task Every_example_prints_what_the_document_says()
    {
        using var folder = new TemporaryFolder();
        folder.Write("order.pkl", Samples.Order());
        folder.Write("point.pkl", Pickle.Dumps(new Dictionary<string, object> { ["x"] = 1, ["y"] = new[] { 0.5 } }, new PickleOptions { Protocol = 2 }));
        folder.Write("three.pkl", [.. Pickle.Dumps(1L), .. Pickle.Dumps("two"), .. Pickle.Dumps(3.0)]);
        folder.Write("one.pkl", "K\x01."u8);
        folder.Write("none.pkl", "N."u8);
        folder.Write("cut.pkl", Samples.Order().AsSpan(0, 50));
        var path = Path.Combine(Repository.Root, "docs", "tool.md");
        var document = await File.ReadAllTextAsync(path);
        var actual = new StringBuilder();
        var end = 0;
        foreach (Match block in ConsoleBlock().Matches(document))
        {
            actual.Append(document, end, block.Index - end).Append("```console\n");
            foreach (Match command in CommandLine().Matches(block.Value))
                actual.Append(command.Value).Append('\n').Append(await RunAsync(folder[""], command.Groups["arguments"].Value));
            actual.Append("```");
            end = block.Index + block.Length;
        }

        actual.Append(document, end, document.Length - end);
        if (Environment.GetEnvironmentVariable("PICKLING_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, actual.ToString());
        else
            Assert.Equal(document, actual.ToString());
    }

    private static async Task<string> RunAsync(string folder, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ProcessTests.Tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }

    [GeneratedRegex("```console\n(?s:.*?)```")]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"^\$ pickle (?<arguments>.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
