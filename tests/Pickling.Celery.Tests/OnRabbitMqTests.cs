using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pickling.Celery.RabbitMq;
using Pickling.Rq.Tests;
using RabbitMQ.Client;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Workers here on RabbitMQ: what all brokers must do, and how queues and messages are kept there.</summary>
public sealed class OnRabbitMqTests(RabbitMqPeer peer) : DotNetWorksTests(peer), IClassFixture<RabbitMqPeer>
{
    [Fact]
    public async Task What_a_dead_worker_had_is_delivered_again()
    {
        await peer.RequireAsync();
        CeleryTask lost = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "abandoned" });
        await using (Running worker = await peer.AskAsync(async channel =>
        {
            // A worker that took the task, and whose connection ends without a word.
            Assert.False((await channel.BasicGetAsync("abandoned", autoAck: false))!.Redelivered);
            return new Running(peer, Options with { Queues = ["abandoned"] });
        }))
        {
            Assert.Equal(3, await lost.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal(0, await peer.CountAsync("abandoned"));
    }

    [Fact]
    public async Task Broken_messages_stop_neither_the_worker_nor_those_behind_them()
    {
        await peer.RequireAsync();
        const string Queue = "broken";
        object? nested = null;
        for (int i = 0; i < 200; i++)
        {
            nested = new List<object?> { nested };
        }

        await peer.AskAsync(async channel =>
        {
            await channel.QueueDeclareAsync("letters", durable: false, exclusive: false, autoDelete: false);
            Dictionary<string, object?> arguments = new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "letters" };
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments);
            foreach (Dictionary<string, object?>? headers in new Dictionary<string, object?>?[] { null, [], new() { ["id"] = 7, ["task"] = "x" }, new() { ["id"] = "1", ["task"] = "shop.add", ["deep"] = nested } })
            {
                await channel.BasicPublishAsync("", Queue, true, new BasicProperties { Headers = headers }, "no pickle"u8.ToArray());
            }

            // With a name, it can be told who it was that failed.
            var properties = new BasicProperties { ContentType = "text/plain", Headers = new Dictionary<string, object?> { ["id"] = "1", ["task"] = "shop.add" } };
            await channel.BasicPublishAsync("", Queue, true, properties, "no pickle"u8.ToArray());
            return 0;
        });

        await using (new Running(peer, Options with { Queues = [Queue] }))
        {
            CeleryTask next = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = Queue });
            Assert.Equal(7, await next.GetResultAsync<int>(Wait.Patience));
            await Wait.UntilAsync("the dead letters", async () => await peer.CountAsync("letters") == 4);
        }

        Assert.Equal(0, await peer.CountAsync(Queue));
    }

    [Fact]
    public async Task Tasks_that_wait_for_their_time_do_not_hold_up_those_behind_them()
    {
        await peer.RequireAsync();
        CeleryClient client = peer.OpenClient();
        await using (new Running(peer, Options with { Queues = ["later"] }))
        {
            for (int i = 0; i < 5; i++)
            {
                await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "later", Eta = DateTimeOffset.UtcNow.AddHours(1), IgnoresResult = true });
            }

            CeleryTask now = await client.SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = "later" });
            Assert.Equal(7, await now.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal(5, await peer.CountAsync("later"));
        await peer.PurgeAsync("later");
    }

    [Fact]
    public async Task Queues_are_those_that_Python_declares_and_one_that_exists_is_used_as_it_is()
    {
        await peer.RequireAsync();
        await using var broker = new RabbitMqBroker(peer.Url, RabbitMqOptions.Default with { QueuePriorityMax = 5 });
        CeleryClient client = new(broker);
        await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "first", IgnoresResult = true });
        await client.SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = "first", Priority = 5, IgnoresResult = true });

        // Python would be refused if its own declaration were another one.
        Assert.Equal("(2, [3, 4])", await Task.Run(() => peer.Eval(
            """
            from kombu import Exchange, Queue
            with app.connection() as c:
                queue = Queue('first', Exchange('first'), 'first', max_priority=5)(c.default_channel)
                count = queue.queue_declare().message_count
                queue.declare()
                message = queue.get(accept=['pickle'])
                Queue('second', Exchange('second'), 'second', max_priority=3)(c.default_channel).declare()
            """,
            "(count, list(message.payload[0]))")));
        CeleryTask task = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "second" });
        await using (new Running(peer, Options with { Queues = ["second"] }))
        {
            Assert.Equal(3, await task.GetResultAsync<int>(Wait.Patience));
        }

        await peer.PurgeAsync("first");
    }

    [Fact]
    public async Task Without_a_database_parts_of_chords_are_refused()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options with { Queues = ["chords"] });
        Assert.Contains("counted in a database", await Task.Run(() => peer.Eval(
            "r = app.send_task('shop.add', (1, 2), queue='chords', chord=add.s(), group_id='g')", "outcome(r)")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_can_be_kept_in_Redis()
    {
        await peer.RequireAsync();
        await using var redis = new RedisPeer();
        await redis.RequireAsync();
        CeleryClient client = new(peer.Broker, redis.Database);
        CeleryTask task = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "kept" });
        using CancellationTokenSource stop = new();
        Task worker = new CeleryWorker(peer.Broker, Functions, Options with { Queues = ["kept"], AcknowledgesEarly = true }, redis.Database).RunAsync(stop.Token);

        Assert.Equal(3, await task.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(3, await redis.OpenClient().Find(task.Id).GetResultAsync<int>(Wait.Patience));
        await stop.CancelAsync();
        await worker.WaitAsync(Wait.Patience);
    }

    [Fact]
    public async Task A_client_knows_only_results_of_its_own_tasks()
    {
        await peer.RequireAsync();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => peer.OpenClient().Find("unknown").GetStateAsync());
        Assert.Contains("come back to the client that sent the task", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://localhost")]
    [InlineData("localhost")]
    [InlineData("amqp://")]
    public void An_address_that_is_none_is_refused(string address) => Assert.Throws<ArgumentException>(() => new RabbitMqBroker(address));

    [Fact]
    public async Task A_wrong_password_ends_a_worker_with_the_reason_and_a_missing_server_is_waited_for()
    {
        await peer.RequireAsync();
        await using var refused = new RabbitMqBroker(peer.Url.Replace("guest:guest", "guest:wrong", StringComparison.Ordinal));
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => new CeleryWorker(refused, Functions, Options).RunAsync(TestContext.Current.CancellationToken).WaitAsync(Wait.Patience));
        Assert.Contains("ACCESS_REFUSED", error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"RabbitMQ at 127.0.0.1:{new Uri(peer.Url).Port} cannot be reached: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("ACCESS_REFUSED", error.Message, StringComparison.Ordinal);

        await using var missing = new RabbitMqBroker("amqp://127.0.0.1:1");
        await Assert.ThrowsAnyAsync<IOException>(() => new CeleryClient(missing).SendAsync("shop.add", 1, 2));
        using CancellationTokenSource stop = new();
        Task waiting = new CeleryWorker(missing, Functions, Options).RunAsync(stop.Token);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(500, CancellationToken.None)));
        await stop.CancelAsync();
        await waiting.WaitAsync(Wait.Patience);
    }

    [Fact]
    public async Task A_host_runs_a_worker()
    {
        await peer.RequireAsync();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_ => new RabbitMqBroker(peer.Url));
        builder.Services.AddCeleryWorkerOnRabbitMq(functions => functions.Add("shop.name", (string customer) => $"Hello {customer}"), Options with { Queues = ["hosted"] });
        CeleryTask task = await peer.OpenClient().SendAsync(new CeleryCall("shop.name", "Ann") { Queue = "hosted" });
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Equal("Hello Ann", await task.GetResultAsync<string>(Wait.Patience));
        await host.StopAsync();
    }
}
