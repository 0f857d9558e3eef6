using System.Diagnostics;
using Xunit;

namespace Pickling.Persistence.Tests;

/// <summary>What a full disk and a read-only one do: nothing but an error.</summary>
/// <remarks>
/// A limit on the size of files fails writes on any Unix. A small file system of its own is the real thing, and needs the
/// permission to mount one: a test that cannot do without says so where it is missing.
/// </remarks>
public sealed class FailingDiskTests
{
    private const string MountProbe = "mount -t tmpfs -o size=2m tmpfs \"$0\" && echo mounted";
    private const string LimitScript = "trap '' XFSZ; ulimit -f 4096; exec dotnet \"$0\" full \"$1\"";
    private const string ShelfLimitScript = "trap '' XFSZ; ulimit -f 4096; exec dotnet \"$0\" fullshelf \"$1\"";
    private const string FullScript = "mount -t tmpfs -o size=2m tmpfs \"$1\" && exec dotnet \"$0\" full \"$1\"";
    private const string ReadOnlyMountScript = "mount -t tmpfs tmpfs \"$1\" && dotnet \"$0\" once \"$1\" && mount -o remount,ro \"$1\" && exec dotnet \"$0\" readonly \"$1\"";
    private const string ReadOnlyModeScript = "dotnet \"$0\" once \"$1\" && chmod 555 \"$1\" \"$1/store\" && dotnet \"$0\" readonly \"$1\"; chmod 755 \"$1\" \"$1/store\"";

    [Fact]
    public async Task Write_that_fails_leaves_what_was_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on the size of files");
        using TemporaryFolder folder = new();

        Check(await RunAsync("sh", "-c", LimitScript, CrashingProcess.Assembly, folder.Path), "large");
    }

    [Fact]
    public async Task Shelf_whose_index_cannot_grow_stays_one_that_every_python_reads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on the size of files");
        using TemporaryFolder folder = new();
        string output = await RunAsync("sh", "-c", ShelfLimitScript, CrashingProcess.Assembly, folder["shelf"]);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.True(lines is [_, _, _], output);
        Assert.StartsWith($"error {folder["shelf.dat"]}: the shelf cannot be written: ", lines[0], StringComparison.Ordinal);

        // What fits is still taken, and the shelf counts what was written whole.
        Assert.Equal("again 1", lines[1]);
        long count = long.Parse(lines[2]["count ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        using var shelf = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal(count, shelf.Count);
        Assert.Equal((0, 1), (shelf["0" + new string('k', 50_000)], shelf["short"]));
        Assert.EndsWith(")\n", File.ReadAllText(folder["shelf.dir"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_disk_leaves_what_was_there()
    {
        using TemporaryFolder folder = new();
        Assert.SkipUnless(await CanMountAsync(folder), "a file system cannot be mounted here");

        Check(await RunAsync("unshare", "-rm", "sh", "-c", FullScript, CrashingProcess.Assembly, folder.Path), "space");
    }

    [Fact]
    public async Task Read_only_folder_says_so_and_still_loads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no read-only folders");
        using TemporaryFolder folder = new();
        bool canMount = await CanMountAsync(folder);
        Assert.SkipUnless(canMount || !Environment.IsPrivilegedProcess, "root may write everywhere, and a file system cannot be mounted here");
        string output = canMount
            ? await RunAsync("unshare", "-rm", "sh", "-c", ReadOnlyMountScript, CrashingProcess.Assembly, folder.Path)
            : await RunAsync("sh", "-c", ReadOnlyModeScript, CrashingProcess.Assembly, folder.Path);

        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(["saved 1", "loaded 1", "loaded 1"], lines[..3]);
        Assert.Collection(
            lines[3..],
            line => Assert.StartsWith($"error {folder["state.pkl"]}: was not saved, and is as it was before", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"error {folder["store"]}: ", line, StringComparison.Ordinal),
            line => Assert.Equal("loaded 1", line),
            line => Assert.Equal("loaded 1", line));
    }

    private static async Task<bool> CanMountAsync(TemporaryFolder folder) =>
        OperatingSystem.IsLinux() && await RunAsync("unshare", "-rm", "sh", "-c", MountProbe, folder.Path) == "mounted\n";

    private static void Check(string output, string reason)
    {
        string[] lines = output.TrimEnd().Split('\n');
        int failure = Array.FindIndex(lines, line => line.StartsWith("error ", StringComparison.Ordinal));
        Assert.True(failure > 1, output);
        Assert.Contains("was not saved, and is as it was before", lines[failure], StringComparison.Ordinal);
        Assert.Contains(reason, lines[failure], StringComparison.Ordinal);
        string saved = Array.FindLast(lines, line => line.StartsWith("saved ", StringComparison.Ordinal))!["saved ".Length..];
        string file = Array.FindLast(lines, line => line.StartsWith("file ", StringComparison.Ordinal))!["file ".Length..];

        // The file, one checkpoint and the lock: no temporary file is left.
        Assert.Equal([$"loaded {saved}", $"loaded {file}", "files 3", "again 1"], lines[(failure + 1)..]);
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // The runtime doubles its code in a large file in memory, which the limit would refuse.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output : output + await errors;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
    }
}
