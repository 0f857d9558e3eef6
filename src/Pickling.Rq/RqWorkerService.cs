using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>A worker that runs as long as its host does.</summary>
internal sealed class RqWorkerService(
    IConnectionMultiplexer connection, WorkerFunctions functions, RqWorkerOptions options, ILogger<RqWorker> logger, IServiceProvider services) : BackgroundService
{
    private readonly RqWorker _worker = new(connection, functions, options, logger, services);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker.RunAsync(stoppingToken);
}
