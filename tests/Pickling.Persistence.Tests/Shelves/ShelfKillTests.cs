using Pickling.Persistence.Crasher;
using Xunit;

namespace Pickling.Persistence.Tests.Shelves;

public sealed class ShelfKillTests
{
    [Theory]
    [InlineData("sqlite", 15)]
    [InlineData("dumb", 15)]
    public async Task Killed_program_leaves_every_entry_whole(string backend, int kills)
    {
        using TemporaryFolder folder = new();
        string path = folder["shelf"];

        await KillLoop.RunAsync(["shelf", path, backend], kills, () =>
        {
            if (folder.Names().Length == 0)
            {
                return 0;
            }

            using var shelf = Shelf<Dictionary<string, object?>>.Open(path);
            long[] steps = [.. shelf.Values.Select(CrashState.Check).OrderDescending()];

            // Each step took the place of the one seven before it; none of the last seven may be missing.
            Assert.Equal(Enumerable.Range(0, steps.Length).Select(back => steps[0] - back), steps);
            return steps.Length == 0 ? 0 : steps[0];
        });
    }
}
