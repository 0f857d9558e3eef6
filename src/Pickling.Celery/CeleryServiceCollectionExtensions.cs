using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Celery.RabbitMq;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Adds workers of Celery to a host.</summary>
/// <remarks>The host's own <c>HostOptions.ShutdownTimeout</c> must be longer than <see cref="CeleryWorkerOptions.ShutdownTime"/>.</remarks>
public static class CeleryServiceCollectionExtensions
{
    /// <summary>
    /// Runs a <see cref="CeleryWorker"/> on Redis as long as the host runs; when that stops, running tasks finish or go back into
    /// their queue. Needs an <see cref="IConnectionMultiplexer"/> among the services, whose default database is broker and backend.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="register">Registers the functions that it may run.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public static IServiceCollection AddCeleryWorker(this IServiceCollection services, Action<WorkerFunctions> register, CeleryWorkerOptions? options = null) =>
        Add(services, register, (provider, functions) => new CeleryWorker(
            provider.GetRequiredService<IConnectionMultiplexer>().GetDatabase(), functions, options, null, provider.GetRequiredService<ILogger<CeleryWorker>>(), provider));

    /// <summary>
    /// Runs a <see cref="CeleryWorker"/> on RabbitMQ as long as the host runs; when that stops, running tasks finish or go back into
    /// their queue. Needs a <see cref="RabbitMqBroker"/> among the services.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="register">Registers the functions that it may run.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="backend">Finds the database of <c>result_backend</c>; null for <c>rpc://</c>: results go back to who sent the task.</param>
    public static IServiceCollection AddCeleryWorkerOnRabbitMq(
        this IServiceCollection services, Action<WorkerFunctions> register, CeleryWorkerOptions? options = null, Func<IServiceProvider, IDatabase>? backend = null) =>
        Add(services, register, (provider, functions) => new CeleryWorker(
            provider.GetRequiredService<RabbitMqBroker>(), functions, options, backend?.Invoke(provider), provider.GetRequiredService<ILogger<CeleryWorker>>(), provider));

    private static IServiceCollection Add(IServiceCollection services, Action<WorkerFunctions> register, Func<IServiceProvider, WorkerFunctions, CeleryWorker> make)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(register);
        var functions = new WorkerFunctions();
        register(functions);
        return services.AddSingleton<IHostedService>(provider => new CeleryWorkerService(make(provider, functions)));
    }
}
