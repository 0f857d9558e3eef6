using Xunit;

namespace Pickling.Cli.Tests;

public class OptimizeCommandTests
{
    [Fact]
    public void Every_pickle_of_every_file_is_optimized()
    {
        using var folder = new TemporaryFolder();
        var two = folder.Write("two.pkl", "]q\0.(lp1\ng1\n0."u8);
        var run = ToolRun.Of("}q\0."u8.ToArray(), "optimize", two, "-", "--out", folder["out.pkl"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("].(lp0\ng0\n0.}."u8, File.ReadAllBytes(folder["out.pkl"]));
    }

    [Fact]
    public void Standard_output_takes_the_pickles_unless_it_is_a_terminal()
    {
        Assert.Equal("]."u8, ToolRun.Of("]q\0."u8.ToArray(), "optimize", "-").OutputBytes);
        var run = ToolRun.Of("]q\0."u8.ToArray(), isTerminal: true, "optimize", "-");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("pickle: a pickle is no text for a terminal", run.Error);
    }

    [Fact]
    public void File_can_be_optimized_in_place()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.pkl", "]q\0."u8);
        Assert.Equal(0, ToolRun.Of("optimize", path, "-o", path).ExitCode);
        Assert.Equal("]."u8, File.ReadAllBytes(path));
        Assert.Equal(["a.pkl"], folder.Files);
    }

    // The second pickle needs the memo of the first: without it, its number would mean another object or none.
    [Fact]
    public void Pickles_that_share_a_memo_are_left_as_they_are()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.pkl", "(lp0\n.g0\n."u8);
        var run = ToolRun.Of("optimize", path, "-o", path);
        Assert.Equal((1, $"pickle: {path}: pickle 2 from byte 6: GET at 0: memo key 0 has never been stored into\n"), (run.ExitCode, run.Error));
        Assert.Equal("(lp0\n.g0\n."u8, File.ReadAllBytes(path));
        Assert.Equal(["a.pkl"], folder.Files);
    }
}
