using Pickling.Celery.RabbitMq;
using Pickling.Workers;
using RabbitMQ.Client;

namespace Pickling.Celery.Tests;

/// <summary>Celery with RabbitMQ for its broker, and results over <c>rpc://</c>.</summary>
public sealed class RabbitMqPeer(RabbitMqServer server) : CeleryPeer
{
    private RabbitMqBroker? _broker;

    public string Url => server.Url;

    /// <summary>The same server with TLS, and the certificate that nobody but itself has signed.</summary>
    public (string Url, string CertificateFile) Tls => server.Tls;

    public RabbitMqBroker Broker => _broker ??= new RabbitMqBroker(server.Url);

    protected override (string Broker, string Backend) Urls => (server.Url, "rpc://");

    public override async Task RequireAsync()
    {
        await server.RequireAsync();
        await base.RequireAsync();
    }

    public override CeleryClient OpenClient(CeleryOptions? options = null) => new(Broker, null, options);

    public override CeleryWorker OpenWorker(WorkerFunctions functions, CeleryWorkerOptions options, IServiceProvider? services = null) =>
        new(Broker, functions, options, services: services);

    /// <summary>Asks the server over a connection of its own.</summary>
    public async Task<T> AskAsync<T>(Func<IChannel, Task<T>> ask)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri(server.Url.TrimEnd('/')) }.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        return await ask(channel);
    }

    public override Task<long> CountAsync(string queue) => AskAsync(async channel => (long)await channel.MessageCountAsync(queue));

    public override Task PurgeAsync(string queue) => AskAsync(channel => channel.QueuePurgeAsync(queue));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}
