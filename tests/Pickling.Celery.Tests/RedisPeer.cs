using Pickling.Stores.Tests;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery.Tests;

/// <summary>Celery with Redis for broker and results.</summary>
public sealed class RedisPeer : CeleryPeer
{
    private readonly RedisServer _server = new();

    public IDatabase Database => _server.Require();

    protected override (string Broker, string Backend) Urls => ($"redis://127.0.0.1:{_server.Port}/0", $"redis://127.0.0.1:{_server.Port}/0");

    public override Task RequireAsync()
    {
        _server.Require();
        return base.RequireAsync();
    }

    public override CeleryClient OpenClient(CeleryOptions? options = null) => new(Database, null, options);

    public override CeleryWorker OpenWorker(WorkerFunctions functions, CeleryWorkerOptions options, IServiceProvider? services = null) =>
        new(Database, functions, options, services: services);

    public override Task<long> CountAsync(string queue) => Database.ListLengthAsync(queue);

    public override Task PurgeAsync(string queue) => Database.KeyDeleteAsync(queue);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _server.Dispose();
    }
}
