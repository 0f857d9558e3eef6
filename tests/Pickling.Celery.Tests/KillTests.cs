using Pickling.Queues.Killer;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Kills workers and RabbitMQ in the middle of tasks, and counts; <c>eng/queues.sh</c> does it for longer.</summary>
public sealed class KillTests(RabbitMqServer server)
{
    // One worker dies after each 20 jobs, and the server once.
    private const int JobCount = 120;

    [Fact]
    public async Task No_task_is_lost_when_workers_and_RabbitMQ_are_killed()
    {
        await server.RequireAsync();
        string output = await KillerProcess.RunAsync("celery-rabbitmq", JobCount, TestContext.Current.CancellationToken);

        Assert.Contains("0 lost, 0 without result", output, StringComparison.Ordinal);
        Assert.Contains("1 servers killed", output, StringComparison.Ordinal);
    }
}
