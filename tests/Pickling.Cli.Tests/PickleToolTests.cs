using System.IO.Compression;
using Xunit;

namespace Pickling.Cli.Tests;

public class PickleToolTests
{
    [Theory]
    [InlineData("pickle: Required command was not provided. See pickle --help.\n")]
    [InlineData("pickle: frobnicate: no such command. See pickle --help.\n", "frobnicate")]
    [InlineData("pickle: Required argument missing for command: 'dis'. See pickle dis --help.\n", "dis")]
    [InlineData("pickle: Required argument missing for command: 'check'. See pickle check --help.\n", "check")]
    [InlineData("pickle: --indentlevel needs a whole number, not 'x'. See pickle dis --help.\n", "dis", "-l", "x", "-")]
    [InlineData("pickle: --protocol needs a whole number, not 'new'. See pickle convert --help.\n", "convert", "-p", "new", "-")]
    [InlineData("pickle: /no/such/file.pkl: no such file\n", "show", "/no/such/file.pkl")]
    [InlineData("pickle: @file: no such file\n", "show", "@file")]
    [InlineData("pickle: /: is a folder\n", "json", "/")]
    [InlineData("pickle: --width must be 40 to 10000, not 0\n", "show", "-", "--width", "0")]
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

    [Theory]
    [InlineData("show", "-")]
    [InlineData("json", "-")]
    [InlineData("convert", "-")]
    [InlineData("check", "-")]
    [InlineData("diff", "-", "b.pkl")]
    public void Unknown_encoding_is_the_callers_mistake_even_if_nothing_needs_it(params string[] arguments)
    {
        var run = ToolRun.Of("N."u8.ToArray(), [.. arguments, "--encoding", "klingon"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("pickle: --encoding: there is no encoding 'klingon'; bytestring, bytes, ASCII, latin1 and utf-8 are some\n", run.Error);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("json")]
    public void Bad_file_does_not_keep_the_others_from_being_shown(string command)
    {
        using var folder = new TemporaryFolder();
        var bad = folder.Write("bad.pkl", "]"u8);
        var run = ToolRun.Of("I17\n."u8.ToArray(), command, folder["none.pkl"], bad, "-");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("17", run.Output);
        Assert.Matches(@"^pickle: \S+none.pkl: no such file\npickle: \S+bad.pkl: [^\n]+\n$", run.Error);
        Assert.Equal(1, ToolRun.Of("N."u8.ToArray(), command, bad, "-").ExitCode);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("json")]
    [InlineData("convert")]
    [InlineData("optimize")]
    [InlineData("dis")]
    [InlineData("rename", "--module", "a=b")]
    public void Compressed_file_is_an_error_that_says_what_to_do(string command, params string[] arguments)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("N."u8);
        var run = ToolRun.Of(packed.ToArray(), [command, "-", .. arguments]);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^pickle: -: [^\n]+; it is compressed by gzip: decompress it first, such as by gunzip -c\n$", run.Error);
        Assert.Contains("zip archive", ToolRun.Of("PK\u0003\u0004 and more"u8.ToArray(), [command, "-", .. arguments]).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("it is", ToolRun.Of("]K"u8.ToArray(), [command, "-", .. arguments]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_and_version_succeed()
    {
        Assert.Equal(0, ToolRun.Of("--help").ExitCode);
        Assert.Equal(0, ToolRun.Of("dis", "--help").ExitCode);
        Assert.StartsWith("0.", ToolRun.Of("--version").Output);
    }
}
