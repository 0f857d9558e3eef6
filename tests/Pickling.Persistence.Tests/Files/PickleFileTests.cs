using Pickling.Wire;
using Xunit;

namespace Pickling.Persistence.Tests.Files;

public sealed class PickleFileTests
{
    private const int GzipTrailerBytes = 8;

    private static readonly Dictionary<string, object?> State = new()
    {
        ["step"] = 7L,
        ["losses"] = new List<double> { 0.5, 0.25 },
        ["text"] = new string('x', 100_000),
    };

    public static TheoryData<string, PickleCompression> Names => new()
    {
        { "state.pkl", PickleCompression.ByName },
        { "state.pkl.gz", PickleCompression.ByName },
        { "state.PKL.ZST", PickleCompression.ByName },
        { "plain.gz", PickleCompression.None },
        { "größe 日本.pkl", PickleCompression.Gzip },
        { "state", PickleCompression.Zstandard },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Saved_value_loads_again(string name, PickleCompression compression)
    {
        using TemporaryFolder folder = new();
        PickleFileOptions options = new() { Compression = compression };

        PickleFile.Save(folder[name], State, options);
        Assert.Equal(Pickle.Dumps(State), Pickle.Dumps(PickleFile.Load(folder[name])));
        await PickleFile.SaveAsync(folder[name], 5, options with { FlushToDisk = false }, TestContext.Current.CancellationToken);
        Assert.Equal(5, await PickleFile.LoadAsync<int>(folder[name], options, TestContext.Current.CancellationToken));
        Assert.Equal([name], folder.Names());
    }

    [Theory]
    [InlineData(PickleCompression.None, 0x80)]
    [InlineData(PickleCompression.Gzip, 0x1f)]
    [InlineData(PickleCompression.Zstandard, 0x28)]
    public void Compression_is_what_was_asked_for(PickleCompression compression, int first)
    {
        using TemporaryFolder folder = new();

        PickleFile.Save(folder["state"], State, new() { Compression = compression });

        byte[] bytes = File.ReadAllBytes(folder["state"]);
        Assert.Equal(first, bytes[0]);
        Assert.Equal(compression == PickleCompression.None, bytes.Length > 50_000);
    }

    [Theory]
    [InlineData(PickleCompression.None)]
    [InlineData(PickleCompression.Gzip)]
    [InlineData(PickleCompression.Zstandard)]
    public void File_cut_anywhere_says_which_file_it_is(PickleCompression compression)
    {
        using TemporaryFolder folder = new();
        string path = folder["state.pkl"];
        PickleFile.Save(path, new long[] { 1, 2, 3, 70_000 }, new() { Compression = compression });
        byte[] bytes = File.ReadAllBytes(path);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            if (compression == PickleCompression.Gzip && length >= bytes.Length - GzipTrailerBytes)
            {
                // .NET takes gzip data without its trailer; the value before it is whole.
                Assert.Equal("[1, 2, 3, 70000]", PickleFile.Load(path)!.ToString());
                continue;
            }

            PersistedDataException error = Assert.Throws<PersistedDataException>(() => PickleFile.Load(path));
            Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
            Assert.Equal(path, error.FilePath);
        }
    }

    [Theory]
    [InlineData(PickleCompression.Gzip)]
    [InlineData(PickleCompression.Zstandard)]
    public void Changed_byte_of_compressed_data_is_noticed(PickleCompression compression)
    {
        using TemporaryFolder folder = new();
        string path = folder["state.pkl"];
        PickleFile.Save(path, State, new() { Compression = compression });
        byte[] bytes = File.ReadAllBytes(path);

        // The last four bytes of either format are or belong to a checksum of what was compressed.
        bytes[^5] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Throws<PersistedDataException>(() => PickleFile.Load(path));
    }

    [Fact]
    public void Wrong_checksum_is_called_damage()
    {
        using TemporaryFolder folder = new();
        PickleFile.Save(folder["state.gz"], State);
        byte[] bytes = File.ReadAllBytes(folder["state.gz"]);
        bytes[^5] ^= 1;
        File.WriteAllBytes(folder["state.gz"], bytes);

        PersistedDataException error = Assert.Throws<PersistedDataException>(() => PickleFile.Load(folder["state.gz"]));
        Assert.StartsWith(folder["state.gz"] + ": the compressed data is damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80054b052e")]
    [InlineData("1f8b08000000000002036b60f566d50300162c749d05000000")]
    public async Task Pipe_with_a_name_is_read(string content)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in its folders");
        using TemporaryFolder folder = new();
        using (var make = System.Diagnostics.Process.Start("mkfifo", folder["pipe"]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string escaped = string.Concat(Convert.FromHexString(content).Select(value => "\\" + Convert.ToString(value, 8).PadLeft(3, '0')));
        using var write = System.Diagnostics.Process.Start("sh", ["-c", "printf \"$0\" > \"$1\"", escaped, folder["pipe"]]);
        Assert.Equal(5, await PickleFile.LoadAsync<int>(folder["pipe"], cancellationToken: TestContext.Current.CancellationToken));
        await write.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Links_in_a_circle_are_an_error_that_names_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links for administrators only");
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder["state.pkl"], folder["state.pkl"]);

        PersistenceException error = Assert.Throws<PersistenceException>(() => PickleFile.Save(folder["state.pkl"], 1));
        Assert.Equal(folder["state.pkl"], error.FilePath);
    }

    // What Python's bz2, lzma, zlib and zipfile make of pickle.dumps([1, 2]): their beginnings.
    [Theory]
    [InlineData("bzip2", "425A6839314159265359D968A3FF000007D7607C20004100")]
    [InlineData("xz", "FD377A585A000004E6D6B4460200210116000000742FE5A3")]
    [InlineData("lzma", "5D00008000FFFFFFFFFFFFFFFF0040010E6DBC5D3C3D2F10")]
    [InlineData("zlib", "789C6B6099CAC90001B15334BC19BD9952F50022610368")]
    [InlineData("zlib", "78016B6099CAC90001B15334BC19BD9952F50022610368")]
    [InlineData("zlib", "78DA6B6099CAC90001B15334BC19BD9952F50022610368")]
    [InlineData("zip", "504B0304140000000000E329775D51A87F8F140000001400")]
    public void Formats_that_are_not_read_are_named(string format, string beginning)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["state.pkl"], Convert.FromHexString(beginning));

        PersistedDataException error = Assert.Throws<PersistedDataException>(() => PickleFile.Load(folder["state.pkl"]));
        Assert.Contains($"compressed by {format}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bomb.gz")]
    [InlineData("bomb.zst")]
    public void What_unpacks_to_more_than_the_limit_is_refused_before_it_takes_memory(string name)
    {
        using TemporaryFolder folder = new();
        PickleFile.Save(folder[name], new byte[200_000_000], new PickleFileOptions { FlushToDisk = false });
        Assert.InRange(new FileInfo(folder[name]).Length, 1, 2_000_000);
        PickleFileOptions narrow = new() { Pickle = new() { Limits = PickleLimits.Default with { BytesMax = 1_000_000 } } };

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<PersistedDataException>(() => PickleFile.Load(folder[name], narrow));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.Contains("PickleLimits.BytesMax", error.Message);
        Assert.Contains(name, error.Message);
    }

    [Fact]
    public void Value_that_cannot_be_dumped_leaves_the_old_file()
    {
        using TemporaryFolder folder = new();
        PickleFile.Save(folder["state.pkl"], 1);

        Assert.Throws<PicklingException>(() => PickleFile.Save<object>(folder["state.pkl"], new object[] { new string('x', 2_000_000), new Version(1, 2) }));

        Assert.Equal(1, PickleFile.Load<int>(folder["state.pkl"]));
        Assert.Equal(["state.pkl"], folder.Names());
    }

    [Fact]
    public async Task Cancelled_save_leaves_the_old_file()
    {
        using TemporaryFolder folder = new();
        PickleFile.Save(folder["state.pkl"], 1);
        using CancellationTokenSource cancellation = new();
        PickleFileOptions options = new() { Pickle = new() { Progress = new CancelAtFirstReport(cancellation) } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PickleFile.SaveAsync(folder["state.pkl"], Enumerable.Range(0, 2_000_000).ToArray(), options, cancellation.Token));

        Assert.Equal(1, PickleFile.Load<int>(folder["state.pkl"]));
        Assert.Equal(["state.pkl"], folder.Names());
    }

    [Fact]
    public void Link_is_followed_and_permissions_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix permissions");
            return;
        }

        using TemporaryFolder folder = new();
        PickleFile.Save(folder["real.pkl"], 1);
        File.SetUnixFileMode(folder["real.pkl"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder["link.pkl"], "real.pkl");

        PickleFile.Save(folder["link.pkl"], 2);

        Assert.Equal("real.pkl", new FileInfo(folder["link.pkl"]).LinkTarget);
        Assert.Equal(2, PickleFile.Load<int>(folder["real.pkl"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["real.pkl"]));
    }

    [Fact]
    public void Leftover_of_a_dead_process_is_taken_away()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder[".state.pkl.0.tmp"], "half a pickle");
        PickleFile.Save(folder["state.pkl"], 1);
        Assert.Equal([".state.pkl.0.tmp", "state.pkl"], folder.Names());

        File.SetLastWriteTimeUtc(folder[".state.pkl.0.tmp"], DateTime.UtcNow.AddMinutes(-1));
        PickleFile.Save(folder["state.pkl"], 2);

        Assert.Equal(["state.pkl"], folder.Names());
    }

    [Fact]
    public async Task Many_writers_leave_one_whole_file()
    {
        using TemporaryFolder folder = new();
        string path = folder["state.pkl"];

        await Parallel.ForAsync(0, 40, TestContext.Current.CancellationToken, async (writer, token) =>
            await PickleFile.SaveAsync(path, Enumerable.Repeat(writer, 20_000).ToArray(), cancellationToken: token));

        Assert.Single(PickleFile.Load<int[]>(path).Distinct());
        Assert.Equal(["state.pkl"], folder.Names());
    }

    [Fact]
    public void Folder_that_is_missing_is_named()
    {
        using TemporaryFolder folder = new();
        PersistenceException missing = Assert.Throws<PersistenceException>(() => PickleFile.Save(folder["no/state.pkl"], 1));

        Assert.StartsWith(folder["no/state.pkl"] + ": was not saved", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["no"]));
    }

    [Fact]
    public void Missing_file_and_other_type_are_told_apart()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<FileNotFoundException>(() => PickleFile.Load(folder["no.pkl"]));

        PickleFile.Save(folder["state.pkl"], "text");
        PersistedDataException error = Assert.Throws<PersistedDataException>(() => PickleFile.Load<int>(folder["state.pkl"]));
        Assert.Contains("state.pkl", error.Message, StringComparison.Ordinal);
        Assert.IsType<PickleException>(error.InnerException);
    }

    private sealed class CancelAtFirstReport(CancellationTokenSource cancellation) : IProgress<PickleProgress>
    {
        public void Report(PickleProgress value) => cancellation.Cancel();
    }
}
