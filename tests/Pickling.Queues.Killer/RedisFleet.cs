using Pickling.Celery;
using Pickling.Rq;
using StackExchange.Redis;

namespace Pickling.Queues.Killer;

/// <summary>RQ or Celery on Redis.</summary>
internal sealed class RedisFleet : Fleet
{
    private readonly bool _isRq;
    private readonly KillableRedis _server;
    private readonly ConnectionMultiplexer _connection;

    private RedisFleet(bool isRq, KillableRedis server, ConnectionMultiplexer connection)
    {
        _isRq = isRq;
        _server = server;
        _connection = connection;
    }

    public override string Address => $"{_server.Port}";

    private IDatabase Database => _connection.GetDatabase();

    public static async Task<RedisFleet> StartAsync(bool isRq, string folder)
    {
        var server = new KillableRedis(folder);
        return new RedisFleet(isRq, server, await Workers.ConnectAsync($"{server.Port}"));
    }

    public override async Task EnqueueAsync(int jobs)
    {
        if (_isRq)
        {
            await new RqQueue(Database).EnqueueManyAsync(Enumerable.Range(0, jobs).Select(number => new RqCall("killer.run", number) { ResultLifetime = TimeSpan.FromHours(1) }));
            return;
        }

        var client = new CeleryClient(Database);
        foreach (int[] chunk in Enumerable.Range(0, jobs).Chunk(100))
        {
            await Task.WhenAll(chunk.Select(number => client.SendAsync("killer.run", number)));
        }
    }

    public override void KillServer() => _server.KillAndRestart();

    public override async Task<bool> IsDoneAsync()
    {
        try
        {
            (long waiting, long held) = await CountOpenAsync();
            return waiting == 0 && held == 0;
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            return false;
        }
    }

    public override async Task<string> DescribeOpenAsync()
    {
        (long waiting, long held) = await CountOpenAsync();
        return $"{waiting} wait, {held} are held, {(_isRq ? await Database.SortedSetLengthAsync("rq:failed:default") : 0)} failed";
    }

    public override async Task<long> CountResultsAsync()
    {
        if (_isRq)
        {
            return await Database.SortedSetLengthAsync("rq:finished:default");
        }

        long count = 0;
        await foreach (RedisKey unused in _connection.GetServers()[0].KeysAsync(pattern: "celery-task-meta-*"))
        {
            count++;
        }

        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _server.Dispose();
    }

    // In one transaction: between two questions, all jobs of a dead worker may go from one list to the other.
    private async Task<(long Waiting, long Held)> CountOpenAsync()
    {
        ITransaction both = Database.CreateTransaction();
        Task<long> waiting = both.ListLengthAsync(_isRq ? "rq:queue:default" : "celery");
        Task<long> held = _isRq ? both.SortedSetLengthAsync("rq:wip:default") : both.HashLengthAsync("unacked");
        await both.ExecuteAsync();
        return (await waiting, await held);
    }
}
