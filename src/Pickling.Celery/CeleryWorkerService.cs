using Microsoft.Extensions.Hosting;

namespace Pickling.Celery;

/// <summary>A worker that runs as long as its host does.</summary>
internal sealed class CeleryWorkerService(CeleryWorker worker) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => worker.RunAsync(stoppingToken);
}
