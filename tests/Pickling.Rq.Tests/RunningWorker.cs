using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq.Tests;

/// <summary>A worker that runs as long as a test needs it.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public RunningWorker(IDatabase database, WorkerFunctions functions, RqWorkerOptions? options = null)
    {
        Worker = new RqWorker(database.Multiplexer, functions, options ?? Options);
        _run = Worker.RunAsync(_stop.Token);
    }

    /// <summary>The queue of the tests, and looks often enough for tests.</summary>
    public static RqWorkerOptions Options { get; } = new()
    {
        Queues = ["dotnet"],
        PollInterval = TimeSpan.FromMilliseconds(20),
        MaintenanceInterval = TimeSpan.FromMilliseconds(200),
    };

    public RqWorker Worker { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Wait.Patience);
        _stop.Dispose();
    }
}
