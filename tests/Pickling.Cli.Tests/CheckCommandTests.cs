using Xunit;

namespace Pickling.Cli.Tests;

public class CheckCommandTests
{
    [Fact]
    public void Each_file_of_a_folder_has_its_line_in_order()
    {
        using var folder = new TemporaryFolder();
        var good = folder.Write("set/b.pkl", "N.N."u8);
        var bad = folder.Write("set/a/broken.pkl", "]K"u8);
        var long_ = folder.Write("set/c.pkl", Samples.Ascii($"I{new string('9', 4301)}\n."));
        var empty = folder.Write("set/a/empty.pkl", []);
        var run = ToolRun.Of("check", folder["set"]);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal([bad, empty, good, long_], lines.Select(line => line[0]));
        Assert.Equal(["error", "error", "ok", "limit"], lines.Select(line => line[1]));
        Assert.Equal("2 pickles, 4 bytes", lines[2][2]);
        Assert.All(lines, line => Assert.Equal(3, line.Length));
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Exit_code_is_zero_when_all_is_well()
    {
        var run = ToolRun.Of("N."u8.ToArray(), "check", "-");
        Assert.Equal((0, "-\tok\t1 pickle, 2 bytes\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public void Path_that_is_not_there_has_its_line_and_the_others_have_theirs()
    {
        using var folder = new TemporaryFolder();
        var good = folder.Write("good.pkl", "N."u8);
        var run = ToolRun.Of("check", folder["nothing"], good);
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal($"{folder["nothing"]}\terror\tno such file\n{good}\tok\t1 pickle, 2 bytes\n", run.Output);
    }

    [Fact]
    public void Link_to_a_folder_above_does_not_go_round()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var folder = new TemporaryFolder();
        folder.Write("set/a.pkl", "N."u8);
        Directory.CreateSymbolicLink(folder["set/loop"], folder["set"]);
        var run = ToolRun.Of("check", folder["set"]);
        Assert.Equal((0, $"{folder["set/a.pkl"]}\tok\t1 pickle, 2 bytes\n"), (run.ExitCode, run.Output));
    }
}
