using Pickling.Persistence.Crasher;
using Xunit;

namespace Pickling.Persistence.Tests.Files;

public sealed class PickleFileKillTests
{
    [Fact]
    public async Task Killed_program_leaves_the_old_file_or_the_new_one()
    {
        using TemporaryFolder folder = new();
        string path = folder["state.pkl"];

        await KillLoop.RunAsync(["file", path], 70, () =>
            File.Exists(path) ? CrashState.Check(PickleFile.Load<Dictionary<string, object?>>(path)) : 0);
    }
}
