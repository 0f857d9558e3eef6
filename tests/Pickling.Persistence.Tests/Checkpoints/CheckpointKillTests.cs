using Pickling.Persistence.Crasher;
using Xunit;

namespace Pickling.Persistence.Tests.Checkpoints;

public sealed class CheckpointKillTests
{
    [Theory]
    [InlineData("none", 70)]
    [InlineData("gzip", 15)]
    [InlineData("zstandard", 15)]
    public async Task Killed_program_resumes_from_its_last_or_last_but_one_state(string compression, int kills)
    {
        using TemporaryFolder folder = new();
        CheckpointStore<Dictionary<string, object?>> store = new(folder.Path);

        await KillLoop.RunAsync(["checkpoint", folder.Path, compression], kills, () =>
        {
            LoadedCheckpoint<Dictionary<string, object?>>? latest = store.LoadLatest();
            Assert.Empty(latest?.Damaged ?? []);
            return latest is null ? 0 : CrashState.Check(latest.State);
        });

        // Two are kept, one was perhaps being written; the first save of the next process sweeps the rest.
        Assert.InRange(store.Numbers.Count, 1, 3);
        Assert.InRange(folder.Names().Length, 2, 5);
    }
}
