using System.Diagnostics;
using Pickling.Celery;
using Pickling.Celery.RabbitMq;

namespace Pickling.Queues.Killer;

/// <summary>Celery on RabbitMQ, with results over <c>rpc://</c>: they have to come back to this process.</summary>
internal sealed class RabbitMqFleet : Fleet
{
    private readonly KillableRabbitMq _server;
    private readonly RabbitMqBroker _broker;
    private readonly CancellationTokenSource _ended = new();
    private Task _counting = Task.CompletedTask;
    private int _sent;
    private int _results;

    private RabbitMqFleet(KillableRabbitMq server)
    {
        _server = server;
        _broker = new RabbitMqBroker(server.Url);
    }

    public override string Address => _server.Url;

    public static async Task<RabbitMqFleet> StartAsync(string folder)
    {
        var server = new KillableRabbitMq(folder);
        await server.WaitUntilReadyAsync();
        return new RabbitMqFleet(server);
    }

    public override async Task EnqueueAsync(int jobs)
    {
        var client = new CeleryClient(_broker);
        List<CeleryTask> tasks = [];
        foreach (int[] chunk in Enumerable.Range(0, jobs).Chunk(100))
        {
            tasks.AddRange(await Task.WhenAll(chunk.Select(number => client.SendAsync("killer.run", number))));
        }

        _sent = jobs;
        _counting = CountAsync(tasks);
    }

    public override void KillServer() => _server.KillAndRestart();

    public override async Task<bool> IsDoneAsync()
    {
        if (Volatile.Read(ref _results) < _sent)
        {
            return false;
        }

        await _counting;
        return true;
    }

    public override Task<string> DescribeOpenAsync() => Task.FromResult($"{_sent - Volatile.Read(ref _results)} results are awaited");

    public override Task<long> CountResultsAsync() => Task.FromResult<long>(Volatile.Read(ref _results));

    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _counting;
        await _broker.DisposeAsync();
        _server.Dispose();
        _ended.Dispose();
    }

    private async Task CountAsync(List<CeleryTask> tasks)
    {
        try
        {
            for (int i = 0; i < tasks.Count; i++)
            {
                int number = await tasks[i].GetResultAsync<int>(null, _ended.Token);
                if (number != i)
                {
                    throw new UnreachableException($"Job {i} has the result of {number}.");
                }

                Interlocked.Increment(ref _results);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Not all came: that is counted.
        }
    }
}
