using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Adds workers of Celery to a host.</summary>
public static class CeleryServiceCollectionExtensions
{
    /// <summary>
    /// Runs a <see cref="CeleryWorker"/> as long as the host runs; when that stops, running tasks finish or go back into their
    /// queue. Needs an <see cref="IConnectionMultiplexer"/> among the services, whose default database is broker and backend.
    /// The host's own <c>HostOptions.ShutdownTimeout</c> must be longer than <see cref="CeleryWorkerOptions.ShutdownTime"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="register">Registers the functions that it may run.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public static IServiceCollection AddCeleryWorker(this IServiceCollection services, Action<WorkerFunctions> register, CeleryWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(register);
        var functions = new WorkerFunctions();
        register(functions);
        return services.AddSingleton<IHostedService>(provider => new CeleryWorkerService(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            functions,
            options ?? new CeleryWorkerOptions(),
            provider.GetRequiredService<ILogger<CeleryWorker>>(),
            provider));
    }
}
