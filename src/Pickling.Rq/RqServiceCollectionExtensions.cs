using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>Adds workers of RQ to a host.</summary>
public static class RqServiceCollectionExtensions
{
    /// <summary>
    /// Runs an <see cref="RqWorker"/> as long as the host runs; when that stops, running jobs finish or go back into their
    /// queue. Needs an <see cref="IConnectionMultiplexer"/> among the services. The host's own
    /// <c>HostOptions.ShutdownTimeout</c> must be longer than <see cref="RqWorkerOptions.ShutdownTime"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="register">Registers the functions that it may run.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public static IServiceCollection AddRqWorker(this IServiceCollection services, Action<WorkerFunctions> register, RqWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(register);
        var functions = new WorkerFunctions();
        register(functions);
        return services.AddSingleton<IHostedService>(provider => new RqWorkerService(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            functions,
            options ?? new RqWorkerOptions(),
            provider.GetRequiredService<ILogger<RqWorker>>(),
            provider));
    }
}
