using Xunit;

namespace Pickling.Cli.Tests;

public class DisCommandTests
{
    private const string FirstText = "    0: K    BININT1    1\n    2: .    STOP\nhighest protocol among opcodes = 1\n";

    [Fact]
    public void Pickles_of_a_file_follow_each_other_with_offsets_in_the_file()
    {
        using var folder = new TemporaryFolder();
        var run = ToolRun.Of("dis", folder.Write("two.pkl", "K\x01.N."u8));
        Assert.Equal(FirstText + "    3: N    NONE\n    4: .    STOP\nhighest protocol among opcodes = 0\n", run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Only_the_first_pickle_is_shown_when_asked_for() =>
        Assert.Equal(FirstText, ToolRun.Of("K\x01.N."u8.ToArray(), "dis", "--first", "-").Output);

    [Fact]
    public void Several_files_have_the_preamble_of_pickletools()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("one.pkl", "K\x01."u8);
        var run = ToolRun.Of("K\x01."u8.ToArray(), "dis", path, "-");
        Assert.Equal($"==> {path} <==\n{FirstText}==> <stdin> <==\n{FirstText}", run.Output);
    }

    [Fact]
    public void Options_are_those_of_pickletools()
    {
        var run = ToolRun.Of("]q\0.h\0."u8.ToArray(), "dis", "-m", "-a", "-l", "2", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("    0: ]    EMPTY_LIST                Push an empty list.\n", run.Output);
    }

    [Fact]
    public void Text_up_to_the_break_comes_before_the_error()
    {
        var run = ToolRun.Of("K\x01"u8.ToArray(), "dis", "-");
        Assert.Equal("    0: K    BININT1    1\n", run.Output);
        Assert.Equal((1, "pickle: -: at 2: pickle exhausted before seeing STOP\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("# {name}:", "# NAME:")]
    [InlineData("{{name}} {name}{name}", "{name} NAMENAME")]
    [InlineData("", "")]
    public void Preamble_is_a_template_of_pickletools(string template, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("one.pkl", "K\x01."u8);
        var run = ToolRun.Of("dis", "-p", template, path, path);
        var line = expected.Replace("NAME", path, StringComparison.Ordinal) + "\n";
        Assert.Equal(line + FirstText + line + FirstText, run.Output);
        Assert.Equal(FirstText, ToolRun.Of("dis", "-p", template, path).Output);
    }

    [Theory]
    [InlineData("{path}")]
    [InlineData("{")]
    [InlineData("} {name}")]
    public void Preamble_with_other_braces_is_a_usage_error(string template)
    {
        var run = ToolRun.Of("dis", "-p", template, "-", "-");
        Assert.Equal((2, "", $"pickle: --preamble knows {{name}}, {{{{ and }}}}, not {template}\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Output_file_takes_the_text()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("one.pkl", "K\x01."u8);
        var run = ToolRun.Of("dis", path, "--output", folder["one.dis"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(FirstText, File.ReadAllText(folder["one.dis"]));
        Assert.Equal(FirstText, ToolRun.Of("dis", path, "-o", "-").Output);
    }

    [Fact]
    public void Output_file_keeps_the_text_up_to_the_break()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cut.pkl", "K\x01"u8);
        var run = ToolRun.Of("dis", path, "-o", folder["cut.dis"]);
        Assert.Equal((1, "", $"pickle: {path}: at 2: pickle exhausted before seeing STOP\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("    0: K    BININT1    1\n", File.ReadAllText(folder["cut.dis"]));
    }

    [Fact]
    public void Missing_input_leaves_the_old_output()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("old.dis", "old"u8);
        Assert.Equal(2, ToolRun.Of("dis", folder["missing.pkl"], "-o", target).ExitCode);
        Assert.Equal("old", File.ReadAllText(target));
        Assert.Equal(["old.dis"], folder.Files);
    }
}
