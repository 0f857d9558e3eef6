using System.Collections.Concurrent;
using System.Diagnostics;
using Pickling.Celery.RabbitMq;
using Pickling.Rq.Tests;
using Pickling.Workers;
using RabbitMQ.Client;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Quorum queues of RabbitMQ: declared there by Python or here, and tasks that wait in RabbitMQ for their time.</summary>
public sealed class QuorumQueueTests(RabbitMqPeer peer) : IClassFixture<RabbitMqPeer>
{
    private static readonly RabbitMqOptions Quorum = new() { DeclaresQuorumQueues = true };

    private static readonly RabbitMqOptions Delaying = new() { DeclaresQuorumQueues = true, QueueExchangeType = ExchangeType.Topic };

    [Fact]
    public async Task Quorum_queues_that_Python_declared_are_consumed_and_tasks_that_wait_hold_nothing_up()
    {
        await peer.RequireAsync();
        const string Queue = "pythons-quorum";
        await Task.Run(() => peer.Eval(
            $$"""
            from kombu import Exchange, Queue
            queue = Queue('{{Queue}}', Exchange('{{Queue}}'), '{{Queue}}', queue_arguments={'x-queue-type': 'quorum'})
            for _ in range(3):
                app.send_task('shop.add', (1, 2), queue=queue, countdown=3600, ignore_result=True)
            sent = app.send_task('shop.add', (3, 4), queue=queue)
            """,
            "sent.id"));
        CeleryTask here = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 5, 6) { Queue = Queue });
        using CancellationTokenSource stop = new();
        Task run = Work(peer.Broker, new CeleryWorkerOptions { Queues = [Queue], Concurrency = 2 }, stop.Token);
        Assert.Equal(11, await here.GetResultAsync<int>(Wait.Patience));
        for (int i = 0; i < 5; i++)
        {
            await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = Queue, Eta = DateTimeOffset.UtcNow.AddHours(1), IgnoresResult = true });
        }

        CeleryTask last = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 7, 8) { Queue = Queue });
        Assert.Equal(15, await last.GetResultAsync<int>(Wait.Patience));
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Patience);

        // A quorum queue counts what came back to it a little later.
        await Wait.UntilAsync("those that waited are back", async () => await peer.CountAsync(Queue) == 8);
        await peer.PurgeAsync(Queue);
    }

    [Fact]
    public async Task A_queue_that_may_not_be_declared_is_found_to_be_a_quorum_queue_when_it_is_consumed()
    {
        await peer.RequireAsync();
        const string Queue = "found-quorum";
        await peer.AskAsync(channel => channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 2 }));

        // The server's first word is about another argument, so that the declaration does not tell its type.
        await using var broker = new RabbitMqBroker(peer.Url, new RabbitMqOptions { QueueArguments = new Dictionary<string, object?> { ["x-expires"] = 1_000_000 } });
        CeleryTask task = await new CeleryClient(broker).SendAsync(new CeleryCall("shop.add", 5, 6) { Queue = Queue });
        using CancellationTokenSource stop = new();
        Task run = Work(broker, new CeleryWorkerOptions { Queues = [Queue] }, stop.Token);
        Assert.Equal(11, await task.GetResultAsync<int>(Wait.Patience));
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Patience);
    }

    [Fact]
    public async Task A_quorum_queue_counts_deliveries_and_gives_up_at_its_limit()
    {
        await peer.RequireAsync();
        const string Queue = "limited";
        await using var broker = new RabbitMqBroker(peer.Url, Quorum with { QueueArguments = new Dictionary<string, object?> { ["x-delivery-limit"] = 2L } });
        await new CeleryClient(broker).SendAsync(new CeleryCall("shop.count") { Queue = Queue, IgnoresResult = true });
        ConcurrentQueue<int> seen = [];
        for (int i = 0; i < 3; i++)
        {
            using CancellationTokenSource stop = new();
            var functions = new WorkerFunctions().Add("shop.count", async (CeleryTaskContext task, CancellationToken cancellation) =>
            {
                seen.Enqueue(task.Redeliveries);
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellation);
            });
            await new CeleryWorker(broker, functions, new CeleryWorkerOptions { Queues = [Queue], ShutdownTime = TimeSpan.Zero }).RunAsync(stop.Token).WaitAsync(Wait.Patience);
        }

        Assert.Equal([0, 1, 2], seen);
        await Wait.UntilAsync("RabbitMQ drops it", async () => await peer.CountAsync(Queue) == 0);
    }

    [Fact]
    public async Task Tasks_with_a_time_wait_in_RabbitMQ_and_come_when_it_is_over()
    {
        await peer.RequireAsync();
        const string Queue = "delayed";
        await using var broker = new RabbitMqBroker(peer.Url, Delaying);
        var client = new CeleryClient(broker);

        // The first one declares it all.
        CeleryTask now = await client.SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = Queue });
        var clock = Stopwatch.StartNew();
        CeleryTask soon = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = Queue, Eta = DateTimeOffset.UtcNow.AddSeconds(3.5) });
        await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = Queue, Eta = DateTimeOffset.UtcNow.AddDays(100), IgnoresResult = true });

        // Two seconds and one; of 100 days, the highest step is 2^23 seconds.
        await Wait.UntilAsync("both wait in RabbitMQ", async () => await peer.CountAsync("celery_delayed_1") == 1 && await peer.CountAsync("celery_delayed_23") == 1);
        Assert.Equal(1, await peer.CountAsync(Queue));
        using CancellationTokenSource stop = new();
        Task run = Work(broker, new CeleryWorkerOptions { Queues = [Queue] }, stop.Token);
        Assert.Equal(7, await now.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(3, await soon.GetResultAsync<int>(Wait.Patience));
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(3.4), $"after {clock.Elapsed}");
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Patience);
        await peer.PurgeAsync("celery_delayed_23");
    }

    [Fact]
    public void The_routing_key_is_the_time_in_bits()
    {
        string key = RabbitMqDelays.RoutingKey(DateTimeOffset.UtcNow.AddSeconds(5.9), "shop.prices");
        Assert.Equal(string.Concat(Enumerable.Repeat("0.", 25)) + "1.0.1.shop.prices", key);
        Assert.Equal(string.Concat(Enumerable.Repeat("1.", 28)) + "q", RabbitMqDelays.RoutingKey(DateTimeOffset.UtcNow.AddYears(100), "q"));
        Assert.False(RabbitMqDelays.IsFor(DateTimeOffset.UtcNow.AddSeconds(0.9)));
        Assert.False(RabbitMqDelays.IsFor(null));
        Assert.Throws<ArgumentException>(() => new RabbitMqBroker(peer.Url, Quorum with { QueuePriorityMax = 5 }));
    }

    private static Task Work(RabbitMqBroker broker, CeleryWorkerOptions options, CancellationToken stop) =>
        new CeleryWorker(broker, new WorkerFunctions().Add("shop.add", (int a, int b) => a + b), options).RunAsync(stop);
}
