using System.Diagnostics;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Persistence.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    public static TheoryData<PickleCompression> Compressions => [PickleCompression.None, PickleCompression.Gzip, PickleCompression.Zstandard];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Latest_is_loaded_and_the_oldest_go(PickleCompression compression)
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<Dictionary<string, object?>> store = new(folder["store"], new() { Keep = 2, Compression = compression });
        Assert.Null(store.LoadLatest());
        for (int step = 1; step <= 5; step++)
        {
            Checkpoint saved = store.Save(new() { ["step"] = step });
            Assert.Equal(step, saved.Number);
            Assert.True(File.Exists(saved.Path));
        }

        LoadedCheckpoint<Dictionary<string, object?>> latest = store.LoadLatest()!;
        Assert.Equal(5L, latest.State["step"]);
        Assert.Equal(5, latest.Number);
        Assert.Empty(latest.Damaged);
        Assert.Equal([4, 5], store.Numbers);
        Assert.Equal(4L, store.Load(4).State["step"]);
        Assert.Throws<FileNotFoundException>(() => store.Load(3));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Any_damage_of_the_newest_falls_back_to_the_one_before(PickleCompression compression)
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<string> store = new(folder.Path, new() { Compression = compression });
        store.Save("first");
        Checkpoint newest = store.Save("second");
        byte[] bytes = File.ReadAllBytes(newest.Path);
        Random random = new(TestSeed.Value);
        for (int offset = 0; offset < bytes.Length; offset++)
        {
            byte[] changed = [.. bytes];
            changed[offset] ^= (byte)random.Next(1, 256);
            foreach (byte[] damaged in new[] { changed, bytes[..offset], [.. bytes[..offset], .. bytes[(offset + 1)..]] })
            {
                File.WriteAllBytes(newest.Path, damaged);

                LoadedCheckpoint<string> latest = store.LoadLatest()!;
                if (latest.State == "second")
                {
                    // Compressed headers have bits that mean nothing, such as gzip's system.
                    Assert.NotEqual(PickleCompression.None, compression);
                    continue;
                }

                Assert.Equal("first", latest.State);
                PersistedDataException error = Assert.Single(latest.Damaged);
                Assert.Equal(newest.Path, error.FilePath);
                Assert.Throws<PersistedDataException>(() => store.Load(2));
            }
        }
    }

    [Fact]
    public void Damaged_checkpoints_neither_count_nor_vanish()
    {
        using TemporaryFolder folder = new();
        CheckpointOptions options = new() { Keep = 2 };
        using (CheckpointStore<int> store = new(folder.Path, options))
        {
            store.Save(1);
            store.Save(2);
            File.WriteAllText(store.Save(3).Path, "damaged");
        }

        using (CheckpointStore<int> store = new(folder.Path, options))
        {
            Assert.Equal(4, store.Save(4).Number);
            Assert.Equal([2, 3, 4], store.Numbers);
            store.Save(5);
            Assert.Equal([3, 4, 5], store.Numbers);
        }
    }

    [Fact]
    public void All_damaged_is_an_error_that_names_the_newest()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<int> store = new(folder.Path);
        File.WriteAllText(store.Save(1).Path, "");
        string newest = store.Save(2).Path;
        PickleFile.Save(newest, 3);

        PersistedDataException error = Assert.Throws<PersistedDataException>(store.LoadLatest);

        Assert.Contains("none of 2 checkpoints is whole", error.Message, StringComparison.Ordinal);
        Assert.Contains(newest, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_checkpoint_of_another_type_is_no_damage()
    {
        using TemporaryFolder folder = new();
        using (CheckpointStore<int> numbers = new(folder.Path))
        {
            numbers.Save(1);
        }

        using CheckpointStore<string> store = new(folder.Path);
        File.Copy(folder["checkpoint-00000001.pkl"], folder["checkpoint-00000002.pkl"]);
        PersistedDataException error = Assert.Throws<PersistedDataException>(store.LoadLatest);
        Assert.Equal(folder["checkpoint-00000002.pkl"], error.FilePath);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void Name_without_a_file_is_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links for administrators only");
        using TemporaryFolder folder = new();
        using CheckpointStore<int> store = new(folder.Path);
        store.Save(1);
        File.CreateSymbolicLink(folder["checkpoint-00000005.pkl"], folder["missing"]);

        LoadedCheckpoint<int> latest = store.LoadLatest()!;
        Assert.Equal((1, folder["checkpoint-00000005.pkl"]), (latest.State, Assert.Single(latest.Damaged).FilePath));
        Assert.Equal(6, store.Save(2).Number);
        Assert.Equal(2, store.LoadLatest()!.State);
    }

    [Fact]
    public void Checkpoint_that_the_disk_does_not_give_back_is_passed_over()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file whose reading fails is Linux's");
        using TemporaryFolder folder = new();
        using CheckpointStore<int> store = new(folder.Path);
        store.Save(1);
        File.CreateSymbolicLink(folder["checkpoint-00000002.pkl"], "/proc/self/mem");

        LoadedCheckpoint<int> latest = store.LoadLatest()!;
        Assert.Equal(1, latest.State);
        Assert.Contains("cannot be read", Assert.Single(latest.Damaged).Message, StringComparison.Ordinal);
        Assert.Throws<PersistedDataException>(() => store.Load(2));
    }

    [Fact]
    public void Number_that_no_name_has_room_for_is_refused()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<int> store = new(folder.Path);
        store.Save(1);
        File.WriteAllText(folder["checkpoint-999999999999999999.pkl"], "of another program");

        PersistenceException error = Assert.Throws<PersistenceException>(() => store.Save(2));
        Assert.Contains("999999999999999999", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.LoadLatest()!.State);
    }

    [Fact]
    public void Second_writer_is_refused_and_may_load()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<int> second = new(folder.Path);
        using (CheckpointStore<int> first = new(folder.Path))
        {
            first.Save(1);

            PersistenceException error = Assert.Throws<PersistenceException>(() => second.Save(2));
            Assert.StartsWith(folder.Path + ": another store saves here", error.Message, StringComparison.Ordinal);
            Assert.Equal(1, second.LoadLatest()!.State);
            first.Save(3);
        }

        Assert.Equal(3, second.Save(4).Number);
    }

    [Fact]
    public async Task Background_save_has_the_state_of_the_call_and_keeps_the_order()
    {
        using TemporaryFolder folder = new();
        await using CheckpointStore<Dictionary<string, object?>> store = new(folder.Path, new() { Keep = 20 });
        Dictionary<string, object?> state = [];
        List<Task<Checkpoint>> saves = [];
        for (int step = 1; step <= 10; step++)
        {
            state["step"] = step;
            state["payload"] = new byte[100_000 * step];
            saves.Add(store.SaveInBackground(state));
        }

        state["step"] = 11;
        Assert.Equal(11, store.Save(state).Number);
        Checkpoint[] saved = await Task.WhenAll(saves);
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (long)number), saved.Select(checkpoint => checkpoint.Number));
        foreach (Checkpoint checkpoint in saved)
        {
            Dictionary<string, object?> loaded = store.Load(checkpoint.Number).State;
            Assert.Equal(checkpoint.Number, loaded["step"]);
            Assert.Equal(100_000 * checkpoint.Number, ((byte[])loaded["payload"]!).Length);
        }
    }

    [Fact]
    public async Task Dispose_waits_for_the_background()
    {
        using TemporaryFolder folder = new();
        CheckpointStore<byte[]> store = new(folder.Path);
        Task<Checkpoint> save = store.SaveInBackground(new byte[20_000_000]);
        store.Dispose();

        Assert.True(save.IsCompletedSuccessfully);
        Assert.Equal(20_000_000, store.LoadLatest()!.State.Length);
        Assert.Throws<ObjectDisposedException>(() => store.Save([]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.SaveInBackground([]));
    }

    [Fact]
    public async Task Failed_save_stops_no_later_one()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<object?> store = new(folder.Path);
        store.Save(1);
        Assert.Throws<PicklingException>(() => store.Save(new Action(folder.Dispose)));
        await Assert.ThrowsAsync<PicklingException>(() => store.SaveInBackground(new Action(folder.Dispose)));
        Assert.Equal(2, (await store.SaveInBackground("two")).Number);
        Assert.Equal([".lock", "checkpoint-00000001.pkl", "checkpoint-00000002.pkl"], folder.Names());
    }

    [Fact]
    public async Task Reader_always_finds_a_whole_one_while_another_saves()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<int> writer = new(folder.Path, new() { Keep = 1, FlushToDisk = false });
        CheckpointStore<int> reader = new(folder.Path);
        writer.Save(0);
        Task saving = Task.Run(() =>
        {
            for (int step = 1; step <= 300; step++)
            {
                writer.Save(step);
            }
        }, TestContext.Current.CancellationToken);

        int last = 0;
        while (!saving.IsCompleted)
        {
            LoadedCheckpoint<int> latest = reader.LoadLatest()!;
            Assert.Empty(latest.Damaged);
            Assert.InRange(latest.State, last, 300);
            last = latest.State;
        }

        await saving;
        Assert.Equal(300, reader.LoadLatest()!.State);
    }

    [Fact]
    public void Python_reads_a_checkpoint_as_a_pickle()
    {
        using TemporaryFolder folder = new();
        using CheckpointStore<int[]> store = new(folder.Path);
        string path = store.Save([1, 2, 3]).Path;
        using Process python = Process.Start(new ProcessStartInfo("python3", ["-c", "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))", path]) { RedirectStandardOutput = true })!;

        Assert.Equal("[1, 2, 3]", python.StandardOutput.ReadToEnd().Trim());
    }

    [Fact]
    public void Keep_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointOptions { Keep = 0 });
}
