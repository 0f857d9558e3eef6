using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pickling.Rq.Tests;
using Pickling.Workers;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Celery sends, workers here work, and Celery's own tools look at them.</summary>
public sealed class DotNetWorksTests(CeleryPeer peer) : IClassFixture<CeleryPeer>
{
    private static readonly CeleryWorkerOptions Options = new()
    {
        Queues = ["dotnet"],
        Name = "pickling@tests",
        PollInterval = TimeSpan.FromMilliseconds(20),
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
    };

    private static readonly WorkerFunctions Functions = new WorkerFunctions()
        .Add("shop.add", (int a, int b) => a + b)
        .Add("shop.keywords", (double unitPrice, int count = 100) => unitPrice * count)
        .Add("shop.order", (Order order) => new Dictionary<string, object?> { ["id"] = order.Id, ["lines"] = order.Lines })
        .Add("shop.anything", (object? value) => value)
        .Add("shop.fail", int (string text) => throw new InvalidOperationException(text))
        .Add("shop.third", (CeleryTaskContext task) => task.Retries == 2 ? "third" : throw task.Retry(TimeSpan.Zero))
        .Add("shop.never", int (CeleryTaskContext task) => throw task.Retry(TimeSpan.Zero, 1, new InvalidOperationException("gave up")))
        .Add("shop.sleep", async (CancellationToken cancellation) => await Task.Delay(Timeout.Infinite, cancellation));

    [Fact]
    public async Task Pythons_arguments_become_typed_parameters_and_results_become_Pythons()
    {
        IDatabase database = peer.Require();
        await using Running worker = new(database, Options with { Concurrency = 4 });

        Assert.Equal(
            "[5, 9, 200.0, 6.0, {'id': 7, 'lines': ['a', 'b']}, {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'none': None}, 3, 30, 'third', 7]",
            await Task.Run(() => peer.Eval(
                """
                results = [send('shop.add', 2, 3), send('shop.add', kwargs={'b': 4, 'a': 5}), send('shop.keywords', 2), send('shop.keywords', kwargs={'unit_price': 2, 'count': 3}),
                    send('shop.order', {'Id': 7, 'Lines': ['a', 'b']}), send('shop.anything', {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'none': None}),
                    send('shop.add', 1, 2, serializer='json'), send('shop.add', 10, 20, compression='zlib'), send('shop.third'), send('shop.add', 3, 4, countdown=1, priority=9)]
                """,
                "[outcome(r) for r in results]")));
        Assert.Equal(0, await database.HashLengthAsync("unacked"));
        Assert.Equal(0, await database.SortedSetLengthAsync("unacked_index"));
    }

    [Fact]
    public async Task What_cannot_be_run_fails_with_its_reason_and_builds_nothing()
    {
        IDatabase database = peer.Require();
        await using Running worker = new(database, Options with { Celery = CeleryOptions.Default with { PayloadBytesMax = 2_000_000 } });

        string[] outcomes = (await Task.Run(() => peer.Eval(
            """
            results = [send('os.system', 'echo owned'), send('shop.add', 1), send('shop.add', 1, 'x'), send('shop.fail', 'broken'), send('shop.never'),
                send('shop.add', 'x' * 3_000_000, 1), send('shop.add', 'x' * 3_000_000, 1, compression='zlib'), send('shop.add', 1, 2, expires=-5), send('shop.sleep', soft_time_limit=1, time_limit=10),
                send('shop.add', 1, 2, chord=add.s(), group_id='g')]
            """,
            "'|'.join(outcome(r) for r in results)"))).Trim('\'', '"').Split('|');
        string[] expected =
        [
            "os.system is not registered here", "missing the argument", "argument ", "System.InvalidOperationException: broken", "System.InvalidOperationException: gave up",
            "longer than 2000000 bytes", "longer than 2000000 bytes", "celery.exceptions.TaskRevokedError: expired", "TimeLimitExceeded", "chord",
        ];
        Assert.Equal(expected.Length, outcomes.Length);
        Assert.All(outcomes.Zip(expected), pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));

        await database.ListLeftPushAsync("dotnet", "no JSON");
        await database.ListLeftPushAsync("dotnet", """{"body": "", "headers": {}, "properties": {"delivery_tag": "t", "delivery_info": {"exchange": "", "routing_key": "dotnet"}}}""");
        Assert.Equal("5", await Task.Run(() => peer.Eval("", "outcome(send('shop.add', 2, 3))")));
        await Wait.UntilAsync("nothing unacknowledged", async () => await database.HashLengthAsync("unacked") == 0);
    }

    [Fact]
    public async Task Chains_callbacks_and_groups_run_through_both_kinds_of_workers()
    {
        IDatabase database = peer.Require();
        peer.StartWorker();
        await using Running worker = new(database, Options);

        Assert.Equal(
            "(111, [3, 7], 42, True)",
            await Task.Run(() => peer.Eval(
                """
                here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
                chained = chain(here(1, 10), add.s(50), here(50)).apply_async()
                grouped = group(here(1, 2), here(3, 4)).apply_async()
                linked = here(40, 2, immutable=True).set(task_id='linked')
                first = here(1, 2).apply_async(link=linked)
                failing = signature('shop.fail', args=('x',), queue='dotnet').apply_async(link_error=signature('shop.anything', queue='dotnet').set(task_id='after-error'))
                """,
                "(outcome(chained), [outcome(r) for r in grouped], outcome(AsyncResult('linked', app=app)), outcome(AsyncResult('after-error', app=app)) == failing.id)")));
    }

    [Fact]
    public async Task Celerys_tools_show_the_worker_and_reach_its_tasks()
    {
        IDatabase database = peer.Require();

        // One place for each: a task is taken when there is a place, also when its time has not come.
        await using Running worker = new(database, Options with { Concurrency = 2 });
        CeleryClient client = new(database);
        CeleryTask sleeping = await client.SendAsync(new CeleryCall("shop.sleep") { Queue = "dotnet" });
        CeleryTask scheduled = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet", Eta = DateTimeOffset.UtcNow.AddHours(1) });
        await Wait.UntilAsync("both taken", async () => await database.HashLengthAsync("unacked") == 2);

        string status = await Task.Run(() => peer.Celery("status", "--timeout", "3"));
        Assert.Contains("pickling@tests", status, StringComparison.Ordinal);
        string registered = await Task.Run(() => peer.Celery("inspect", "registered", "--timeout", "3"));
        Assert.Contains("shop.keywords", registered, StringComparison.Ordinal);
        Assert.Equal(
            $"({{'ok': 'pong'}}, ['{sleeping.Id}'], ['{scheduled.Id}'], 'shop.sleep', ['dotnet'], 1, {Environment.ProcessId}, 'active')",
            await Task.Run(() => peer.Eval(
                "i = app.control.inspect(['pickling@tests'], timeout=5)\nn = 'pickling@tests'",
                $"(i.ping()[n], [t['id'] for t in i.active()[n]], [t['request']['id'] for t in i.scheduled()[n]], i.active()[n][0]['name'], [q['name'] for q in i.active_queues()[n]], i.stats()[n]['total']['shop.sleep'], i.stats()[n]['pid'], i.query_task('{sleeping.Id}')[n]['{sleeping.Id}'][0])")));

        Assert.Equal("'celery.exceptions.TaskRevokedError: terminated'", await Task.Run(() => peer.Eval(
            $"app.control.revoke('{sleeping.Id}', terminate=True)", $"outcome(AsyncResult('{sleeping.Id}', app=app))")));
        CeleryTask revoked = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet", Eta = DateTimeOffset.UtcNow.AddSeconds(1) });
        await revoked.RevokeAsync();
        Assert.Equal(CeleryState.Revoked, (await Assert.ThrowsAsync<CeleryTaskException>(() => revoked.GetResultAsync<int>(Wait.Patience))).State);
        Assert.Contains("error", await Task.Run(() => peer.Eval("", "app.control.broadcast('no_such_command', reply=True, timeout=3)")), StringComparison.Ordinal);

        await Task.Run(() => peer.Eval("app.control.broadcast('shutdown', destination=['pickling@tests'])", "0"));
        await worker.Run.WaitAsync(Wait.Patience);
        Assert.Equal(0, await database.HashLengthAsync("unacked"));
        Assert.Equal(1, await database.ListLengthAsync("dotnet"));
        await database.KeyDeleteAsync("dotnet");
    }

    [Fact]
    public async Task What_a_dead_worker_had_is_delivered_again_and_a_stopping_one_puts_back()
    {
        IDatabase database = peer.Require();
        CeleryClient client = new(database);

        // A worker that took the task and was killed.
        CeleryTask lost = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet" });
        var dead = new CeleryBroker(database, database);
        Assert.NotNull(await dead.TakeAsync(["dotnet"]));
        Assert.Equal(0, await database.ListLengthAsync("dotnet"));
        await using (new Running(database, Options with { VisibilityTimeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.Equal(3, await lost.GetResultAsync<int>(Wait.Patience));
        }

        CeleryTask sleeping = await client.SendAsync(new CeleryCall("shop.sleep") { Queue = "dotnet" });
        await using (new Running(database, Options with { ShutdownTime = TimeSpan.FromMilliseconds(50) }))
        {
            await Wait.UntilAsync("the task's start", async () => await database.HashLengthAsync("unacked") == 1);
        }

        Assert.Equal(CeleryState.Pending, await sleeping.GetStateAsync());
        Assert.Equal(1, await database.ListLengthAsync("dotnet"));
        Assert.Equal(0, await database.HashLengthAsync("unacked"));
        await database.KeyDeleteAsync("dotnet");
    }

    [Fact]
    public async Task Broken_messages_stop_neither_the_worker_nor_those_behind_them()
    {
        IDatabase database = peer.Require();
        var client = new CeleryClient(database);
        const string Queue = "broken";
        await database.ListLeftPushAsync(Queue, Message("nobody"));
        CeleryTask lost = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = Queue });
        await database.HashSetAsync("unacked", "nonsense", "[1, 2]");
        await database.SortedSetAddAsync("unacked_index", "nonsense", 1);
        var dead = new CeleryBroker(database, database);
        (string _, string tag, _) = (await dead.TakeAsync([Queue]))!.Value;
        Assert.Equal("tag", tag);
        Assert.EndsWith(", \"\", \"broken\"]", (string?)await database.HashGetAsync("unacked", tag), StringComparison.Ordinal);
        Assert.NotNull(await dead.TakeAsync([Queue]));
        await database.ListLeftPushAsync(Queue, Message("\\ud800"));

        await using (new Running(database, Options with { Queues = [Queue], VisibilityTimeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.Equal(3, await lost.GetResultAsync<int>(Wait.Patience));
            CeleryTask next = await client.SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = Queue });
            Assert.Equal(7, await next.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal("[1, 2]", await database.HashGetAsync("unacked", "nonsense"));
        await database.KeyDeleteAsync(["unacked", "unacked_index", Queue]);

        static string Message(string task) => $$$$"""
            {"body": "", "headers": {"id": "1", "task": "{{{{task}}}}"}, "properties": {"delivery_tag": "tag", "delivery_info": {"exchange": null, "routing_key": null}}}
            """;
    }

    [Fact]
    public async Task A_host_runs_a_worker_with_services()
    {
        IDatabase database = peer.Require();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IConnectionMultiplexer>(database.Multiplexer);
        builder.Services.AddScoped<Shop>();
        builder.Services.AddCeleryWorker(
            functions => functions.Add("shop.name", (string customer, IServiceProvider services) => services.GetRequiredService<Shop>().Greet(customer)),
            Options with { Queues = ["hosted"] });
        CeleryTask task = await new CeleryClient(database).SendAsync(new CeleryCall("shop.name", "Ann") { Queue = "hosted" });
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Equal("Hello Ann", await task.GetResultAsync<string>(Wait.Patience));
        await host.StopAsync();
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Running(IDatabase database, CeleryWorkerOptions options) => Run = new CeleryWorker(database, Functions, options).RunAsync(_stop.Token);

        public Task Run { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Run.WaitAsync(Wait.Patience);
            _stop.Dispose();
        }
    }

    private sealed class Shop
    {
        private readonly string _greeting = "Hello";

        public string Greet(string name) => $"{_greeting} {name}";
    }

    public sealed record Order(int Id, List<string> Lines);
}
