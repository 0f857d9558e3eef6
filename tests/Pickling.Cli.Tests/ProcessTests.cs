using System.Diagnostics;
using System.Text;
using Xunit;

namespace Pickling.Cli.Tests;

/// <summary>The tool as its users start it.</summary>
public class ProcessTests
{
    internal static readonly string Tool =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "pickle.exe" : "pickle");

    [Fact]
    public async Task Standard_streams_are_used()
    {
        var (exitCode, output, error) = await RunAsync(Tool, ["show", "-"], "I17\n."u8.ToArray());
        Assert.Equal((0, "standard input: 5 bytes, protocol 0\nint 17\n", ""), (exitCode, output, error));
    }

    [Fact]
    public async Task Failure_says_so_on_standard_error_alone()
    {
        var (exitCode, output, error) = await RunAsync(Tool, ["json", "-"], "]"u8.ToArray());
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches(@"^pickle: -: [^\n]+\n$", error);
    }

    [Fact]
    public async Task Reader_that_goes_away_ends_the_work_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.pkl", Samples.Ascii(new string('N', 2_000_000)));
        var command = $"'{Tool}' dis '{path}' | head -n 1; echo ${{PIPESTATUS[0]}}";
        var (exitCode, output, error) = await RunAsync("bash", ["-c", command], []);
        Assert.Equal((0, "    0: N    NONE\n141\n", ""), (exitCode, output, error));
    }

    [Fact]
    public async Task Full_disk_is_one_line_and_no_crash()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        var (_, output, error) = await RunAsync("bash", ["-c", $"'{Tool}' json - > /dev/full; echo $?"], "N."u8.ToArray());
        Assert.Equal("2\n", output);
        Assert.Matches(@"^pickle: standard output cannot be written: [^\n]+\n$", error);
    }

    [Fact]
    public async Task Output_is_appended_where_the_shell_appends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        using var folder = new TemporaryFolder();
        var path = folder.Write("one.pkl", "N."u8);
        var command = $"(echo first; '{Tool}' json '{path}'; echo last) > '{folder["out"]}'; cat '{folder["out"]}'";
        var (_, output, _) = await RunAsync("bash", ["-c", command], []);
        Assert.Equal("first\nnull\nlast\n", output);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string file, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await error);
    }
}
