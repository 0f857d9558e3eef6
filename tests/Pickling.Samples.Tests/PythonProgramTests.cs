using System.Diagnostics;
using System.Text.RegularExpressions;
using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Samples.Tests;

/// <summary>The Python programs of the documents, run against the samples beside them: they print what their comments say.</summary>
public sealed partial class PythonProgramTests
{
    [Theory]
    [InlineData("2.7")]
    [InlineData("3.6")]
    [InlineData("3.13")]
    public async Task Program_of_the_page_on_managers_uses_the_server_above_it(string version)
    {
        if (PythonLocator.Find(version, out string reason) is not { } python)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", reason);
            Assert.Fail(reason);
            return;
        }

        string program = PythonBlock().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "managers.md"))).Groups["text"].Value;
        using Process server = SampleProcess.Start("Docs", "manager-server");
        try
        {
            string port = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("The server ended.");
            string printed = await RunAsync(python.Program, program.Replace("50000", port, StringComparison.Ordinal));

            Assert.Equal(PrintedComment().Matches(program).Select(static comment => comment.Groups["text"].Value), printed.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        }
    }

    private static async Task<string> RunAsync(string program, string code)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["-c", code]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }

    [GeneratedRegex("^```python\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PythonBlock();

    [GeneratedRegex(@"^print\(.*\) +# (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();
}
