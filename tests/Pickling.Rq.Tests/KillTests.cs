using Pickling.Queues.Killer;
using Pickling.Stores.Tests;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>Kills workers and Redis in the middle of jobs, and counts; <c>eng/queues.sh</c> does it for longer.</summary>
public sealed class KillTests
{
    // One worker dies after each 20 jobs, and the server once.
    private const int JobCount = 120;

    [Theory]
    [InlineData("rq")]
    [InlineData("celery")]
    public async Task No_job_is_lost_when_workers_and_the_server_are_killed(string system)
    {
        using (var server = new RedisServer())
        {
            server.Require();
        }

        string output = await KillerProcess.RunAsync(system, JobCount, TestContext.Current.CancellationToken);

        Assert.Contains("0 lost, 0 without result", output, StringComparison.Ordinal);
        Assert.Contains("1 servers killed", output, StringComparison.Ordinal);
    }
}
