using System.Text;
using Pickling.Cli.Output;
using Xunit;

namespace Pickling.Cli.Tests;

public class ConvertCommandTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_pickle_is_written_at_the_protocol(int protocol)
    {
        using var folder = new TemporaryFolder();
        var options = new PickleOptions { Protocol = protocol };
        var source = folder.Write("in.pkl", [.. Pickle.Dumps(1L), .. Pickle.Dumps("x"), .. Samples.Order()]);
        var run = ToolRun.Of("convert", source, "--protocol", $"{protocol}", "--out", folder["out.pkl"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        byte[] expected = [.. Pickle.Dumps(1L, options), .. Pickle.Dumps("x", options), .. Pickle.Dumps(Pickle.Loads(Samples.Order()), options)];
        Assert.Equal(expected, File.ReadAllBytes(folder["out.pkl"]));
    }

    [Fact]
    public void Standard_output_takes_the_pickles_unless_it_is_a_terminal()
    {
        var run = ToolRun.Of("I1\n."u8.ToArray(), "convert", "-p", "2", "-");
        Assert.Equal("80024b012e", Convert.ToHexStringLower(run.OutputBytes));
        run = ToolRun.Of("I1\n."u8.ToArray(), isTerminal: true, "convert", "-p", "2", "-");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("pickle: a pickle is no text for a terminal", run.Error);
    }

    [Fact]
    public void Folder_takes_one_file_for_each_input()
    {
        using var folder = new TemporaryFolder();
        var first = folder.Write("a/one.pkl", "I1\n."u8);
        var second = folder.Write("b/two.pkl", "I2\n."u8);
        Assert.Equal(0, ToolRun.Of("convert", first, second, "-p", "1", "--out-dir", folder["new/deep"]).ExitCode);
        Assert.Equal("K\x01."u8, File.ReadAllBytes(folder["new/deep/one.pkl"]));
        Assert.Equal("K\x02."u8, File.ReadAllBytes(folder["new/deep/two.pkl"]));
    }

    [Theory]
    [InlineData("3.6", "gASVAwAAAAAAAABdlC4=")]
    [InlineData("3.7.16", "gARdlC4=")]
    [InlineData("3.12", "gAVdlC4=")]
    public void Profile_says_whose_bytes_and_which_protocol_is_the_highest(string version, string expected)
    {
        var run = ToolRun.Of("]."u8.ToArray(), "convert", "--profile", version, "-");
        Assert.Equal((0, "", expected), (run.ExitCode, run.Error, Convert.ToBase64String(run.OutputBytes)));
    }

    [Fact]
    public void File_can_be_converted_in_place()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.pkl", "I1\n."u8);
        Assert.Equal(0, ToolRun.Of("convert", path, "-p", "1", "-o", path).ExitCode);
        Assert.Equal("K\x01."u8, File.ReadAllBytes(path));
        Assert.Equal(["a.pkl"], folder.Files);
    }

    [Fact]
    public void Bad_input_leaves_the_old_output_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var source = folder.Write("in.pkl", "N.]"u8);
        var target = folder.Write("out.pkl", "old"u8);
        var run = ToolRun.Of("convert", source, "-o", target);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"pickle: {source}: pickle 2 from byte 2: ", run.Error);
        Assert.Equal("old"u8, File.ReadAllBytes(target));
        Assert.Equal(["in.pkl", "out.pkl"], folder.Files);
    }

    [Fact]
    public void Python_2_strings_stay_what_they_were()
    {
        var run = ToolRun.Of("S'xyz'\n."u8.ToArray(), "convert", "-p", "1", "-");
        Assert.Equal("U\x03xyzq\0."u8, run.OutputBytes);
    }

    // cPickle's own: int beside long, str beside unicode, __builtin__.int, no entry for what is referred to once.
    [Theory]
    [InlineData("(I1\nL1L\nS'ab'\nVab\nc__builtin__\nint\np1\nF0.10000000000000001\ntp2\n.")]
    [InlineData("(c__builtin__\nlong\np1\nc__builtin__\nstr\np2\n(ltp3\n.")]
    [InlineData("I2147483648\n.")]
    public void Pickle_of_Python_2_stays_what_it_was(string pickle)
    {
        var run = ToolRun.Of(Encoding.Latin1.GetBytes(pickle), "convert", "--profile", "2.7", "-p", "0", "-");
        Assert.Equal(pickle, Encoding.Latin1.GetString(run.OutputBytes));
    }

    [Fact]
    public void Link_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var folder = new TemporaryFolder();
        var source = folder.Write("in.pkl", "I1\n."u8);
        File.CreateSymbolicLink(folder["link.pkl"], folder.Write("real.pkl", "old"u8));
        Assert.Equal(0, ToolRun.Of("convert", source, "-p", "1", "-o", folder["link.pkl"]).ExitCode);
        Assert.Equal("K\x01."u8, File.ReadAllBytes(folder["real.pkl"]));
        Assert.NotNull(new FileInfo(folder["link.pkl"]).LinkTarget);
    }

    // Not by a conversion: a mistake would replace the machine's own device.
    [Fact]
    public void Devices_are_told_from_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no devices among its files");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["null"], "/dev/null");
        Assert.True(AtomicFile.IsBelowDeviceFolder("/dev/null"));
        Assert.True(AtomicFile.IsBelowDeviceFolder(folder["null"]));
        Assert.False(AtomicFile.IsBelowDeviceFolder(folder.Write("file", "old"u8)));
        Assert.Null(AtomicFile.OpenIrreplaceable(folder["file"]));
        Assert.Equal("old"u8, File.ReadAllBytes(folder["file"]));
        using var device = AtomicFile.OpenIrreplaceable(folder["null"]);
        Assert.NotNull(device);
    }

    [Theory]
    [InlineData("pickle: --protocol must be 0 to 5, not 6\n", "-p", "6")]
    [InlineData("pickle: --protocol must be 0 to 4 for CPython 3.7, not 5\n", "-p", "5", "--profile", "3.7")]
    [InlineData("pickle: --profile must be a version of CPython from 2.7 to 3.15, not '2.6'\n", "--profile", "2.6")]
    [InlineData("pickle: --protocol must be 0 to 2 for CPython 2.7, not 3\n", "-p", "3", "--profile", "2.7")]
    [InlineData("pickle: --out and --out-dir exclude each other\n", "-o", "x", "--out-dir", "y")]
    [InlineData("pickle: standard input has no name for a file in --out-dir: use --out\n", "--out-dir", "y")]
    public void Wrong_options_are_usage_errors(string message, params string[] options)
    {
        var run = ToolRun.Of("N."u8.ToArray(), ["convert", "-", .. options]);
        Assert.Equal((2, message), (run.ExitCode, run.Error));
    }
}
