using Xunit;

namespace Pickling.Cli.Tests;

public class PickleToolTests
{
    [Theory]
    [InlineData("pickle: Required command was not provided. See pickle --help.\n")]
    [InlineData("pickle: frobnicate: no such command. See pickle --help.\n", "frobnicate")]
    [InlineData("pickle: Required argument missing for command: 'dis'. See pickle --help.\n", "dis")]
    [InlineData("pickle: Required argument missing for command: 'check'. See pickle --help.\n", "check")]
    [InlineData("pickle: /no/such/file.pkl: no such file\n", "show", "/no/such/file.pkl")]
    [InlineData("pickle: @file: no such file\n", "show", "@file")]
    [InlineData("pickle: /: is a folder\n", "json", "/")]
    [InlineData("pickle: --depth must be 0 or more, not -1\n", "show", "-", "--depth", "-1")]
    public void Mistakes_of_the_caller_are_one_line_and_exit_code_2(string message, params string[] arguments)
    {
        var run = ToolRun.Of(arguments);
        Assert.Equal((2, "", message), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("dis")]
    [InlineData("show")]
    [InlineData("json")]
    [InlineData("json", "--exact")]
    [InlineData("convert")]
    [InlineData("optimize")]
    public void Bad_pickle_is_one_line_and_exit_code_1(params string[] arguments)
    {
        foreach (var pickle in new[] { "", "\xff", "]", "K", "(.", "cos\nsystem", "]q\0\x85R.", $"I{new string('9', 5000)}\n.", "\x80\x09N." })
        {
            var run = ToolRun.Of(Samples.Ascii(pickle), [.. arguments, "-"]);
            if (run.ExitCode == 0 && arguments[0] is "dis" or "optimize")
                continue;
            Assert.Equal(1, run.ExitCode);
            Assert.Matches(@"^pickle: -: [^\n]+\n$", run.Error);
            Assert.True(run.Error.Length < 2_100);
        }
    }

    [Fact]
    public void Unknown_encoding_is_the_callers_mistake()
    {
        var run = ToolRun.Of("S'a'\n."u8.ToArray(), "show", "--encoding", "klingon", "-");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Matches(@"^pickle: -: [^\n]+\n$", run.Error);
    }

    [Fact]
    public void Help_and_version_succeed()
    {
        Assert.Equal(0, ToolRun.Of("--help").ExitCode);
        Assert.Equal(0, ToolRun.Of("dis", "--help").ExitCode);
        Assert.StartsWith("0.", ToolRun.Of("--version").Output);
    }
}
