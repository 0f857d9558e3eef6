using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>A worker that runs as long as its host does.</summary>
internal sealed class CeleryWorkerService(
    IConnectionMultiplexer connection, WorkerFunctions functions, CeleryWorkerOptions options, ILogger<CeleryWorker> logger, IServiceProvider services) : BackgroundService
{
    private readonly CeleryWorker _worker = new(connection.GetDatabase(), functions, options, null, logger, services);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker.RunAsync(stoppingToken);
}
