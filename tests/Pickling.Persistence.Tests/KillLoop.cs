using System.Globalization;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Persistence.Tests;

/// <summary>Kills a process that saves, at random moments, and compares what it left with what it had said.</summary>
/// <remarks>Together the tests kill some 200 times; eng/crash.sh kills more often, by PICKLING_KILLS.</remarks>
internal static class KillLoop
{
    private const double MillisecondsMax = 30;

    // A new process takes some time to its first save: every so many are killed on the way there.
    private const int EarlyKillEvery = 4;

    private static readonly int? Kills =
        int.TryParse(Environment.GetEnvironmentVariable("PICKLING_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : null;

    /// <summary>Starts, kills and loads; the loader gives the step that is there, 0 for none.</summary>
    public static async Task RunAsync(string[] arguments, int kills, Func<long> load)
    {
        Random random = new(TestSeed.Value);
        kills = Kills ?? kills;
        for (int kill = 0; kill < kills; kill++)
        {
            long before = load();
            using CrashingProcess process = CrashingProcess.Start(arguments);
            (long resumed, long saved) = await process.KillAsync(isEarly: kill % EarlyKillEvery == 0, TimeSpan.FromMilliseconds(random.NextDouble() * MillisecondsMax));
            long left = load();
            string place = $"kill {kill} of seed {TestSeed.Value}: resumed {resumed}, saved {saved}, left {left}";

            // What was said to be saved is there; beyond it at most the save that was under way.
            Assert.True(resumed == before, place);
            Assert.True(left == saved || left == saved + 1, place);
        }

        // Had the processes died before their first save, all of the above would hold too.
        Assert.True(load() >= kills / 2, $"only {load()} saves before {kills} kills");
    }
}
