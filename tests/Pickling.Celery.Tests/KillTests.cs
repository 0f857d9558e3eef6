using System.Diagnostics;
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
        var start = new ProcessStartInfo("dotnet", [typeof(Massacre).Assembly.Location, "celery-rabbitmq", $"{JobCount}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Contains("0 lost, 0 without result", output, StringComparison.Ordinal);
        Assert.Contains("1 servers killed", output, StringComparison.Ordinal);
    }
}
