using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pickling.Celery.Redis;
using Pickling.Rq.Tests;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Workers here on Redis: what all brokers must do, and how messages are kept there.</summary>
public sealed class OnRedisTests(RedisPeer peer) : DotNetWorksTests(peer), IClassFixture<RedisPeer>
{
    [Fact]
    public async Task What_a_dead_worker_had_is_delivered_again()
    {
        await peer.RequireAsync();
        IDatabase database = peer.Database;

        // A worker that took the task and was killed.
        CeleryTask lost = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet" });
        Assert.NotNull(await TakeAsync("dotnet"));
        Assert.Equal(0, await database.ListLengthAsync("dotnet"));
        await using (new Running(peer, Options with { VisibilityTimeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.Equal(3, await lost.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal(0, await database.HashLengthAsync("unacked"));
        Assert.Equal(0, await database.SortedSetLengthAsync("unacked_index"));
    }

    [Fact]
    public async Task Broken_messages_stop_neither_the_worker_nor_those_behind_them()
    {
        await peer.RequireAsync();
        IDatabase database = peer.Database;
        CeleryClient client = peer.OpenClient();
        const string Queue = "broken";
        await database.ListLeftPushAsync(Queue, Message("nobody"));
        CeleryTask lost = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = Queue });
        await database.HashSetAsync("unacked", "nonsense", "[1, 2]");
        await database.SortedSetAddAsync("unacked_index", "nonsense", 1);
        RedisDelivery taken = (await TakeAsync(Queue))!;
        Assert.Equal("tag", taken.Tag);
        Assert.EndsWith(", \"\", \"broken\"]", (string?)await database.HashGetAsync("unacked", taken.Tag), StringComparison.Ordinal);
        Assert.NotNull(await TakeAsync(Queue));
        await database.ListLeftPushAsync(Queue, Message("\\ud800"));
        await database.ListLeftPushAsync(Queue, "no JSON");
        await database.ListLeftPushAsync(Queue, """{"body": "", "headers": {}, "properties": {"delivery_tag": "t", "delivery_info": {"exchange": "", "routing_key": "dotnet"}}}""");

        await using (new Running(peer, Options with { Queues = [Queue], VisibilityTimeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.Equal(3, await lost.GetResultAsync<int>(Wait.Patience));
            CeleryTask next = await client.SendAsync(new CeleryCall("shop.add", 3, 4) { Queue = Queue });
            Assert.Equal(7, await next.GetResultAsync<int>(Wait.Patience));
            await Wait.UntilAsync("nothing unacknowledged but nonsense", async () => await database.HashLengthAsync("unacked") == 1);
        }

        Assert.Equal("[1, 2]", await database.HashGetAsync("unacked", "nonsense"));
        await database.KeyDeleteAsync(["unacked", "unacked_index", Queue]);

        static string Message(string task) => $$$$"""
            {"body": "", "headers": {"id": "1", "task": "{{{{task}}}}"}, "properties": {"delivery_tag": "tag", "delivery_info": {"exchange": null, "routing_key": null}}}
            """;
    }

    [Fact]
    public async Task Chords_are_counted_wherever_their_parts_run()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer, Options with { Concurrency = 2 });

        // Celery leaves those of failed chords until their time is over.
        string[] before = Keys("celery-taskset-meta-*.[js]");
        Assert.Equal(
            "([1, 2, 3], [1, 2, 3], [3, 7], [4, 6], [13, 23], [[14, 24], 5], [6])",
            await Task.Run(() => peer.Eval(
                """
                here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
                any_here = lambda *args: signature('shop.anything', args=args, queue='dotnet')
                echoed = lambda r: outcome(r)[0][0] if isinstance(outcome(r), tuple) else outcome(r)
                results = [
                    chord([here(0, 1), here(1, 1), here(2, 1)], echo.s()).apply_async(),
                    chord([here(0, 1), add.s(1, 1), here(2, 1)], any_here()).apply_async(),
                    chord([add.s(1, 2), add.s(3, 4)], any_here()).apply_async(),
                    chord([chain(here(1, 1), here(2)), chain(add.s(1, 1), here(4))], echo.s()).apply_async(),
                    chain(here(1, 2), group(here(10), add.s(20)), echo.s()).apply_async(),
                    chord([chain(here(1, 2), group(here(11), add.s(21)), any_here()), here(2, 3)], echo.s()).apply_async(),
                    chain(here(1, 2), chord([here(3)], any_here())).apply_async()]
                """,
                "tuple(echoed(r) for r in results)")));
        await Wait.UntilAsync("nothing left of the chords", () => Task.FromResult(!Keys("celery-taskset-meta-*.[js]").Except(before).Any()));
    }

    [Fact]
    public async Task A_part_that_fails_fails_the_body_of_its_chord()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer, Options with { Concurrency = 2 });

        string[] outcomes = (await Task.Run(() => peer.Eval(
            """
            here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
            broken = signature('shop.fail', args=('x',), queue='dotnet')
            results = [
                chord([here(0, 1), broken], echo.s()).apply_async(),
                chord([here(0, 1), fail.s('y')], echo.s().on_error(signature('shop.anything', queue='dotnet').set(task_id='chord-error'))).apply_async(),
                chord([chain(broken, add.s(1)), here(2, 1)], echo.s()).apply_async(),
                chord([here(0, 1), here(1, 1).set(expires=-5)], echo.s()).apply_async()]
            told = outcome(AsyncResult('chord-error', app=app))
            """,
            "'|'.join([outcome(AsyncResult(r.id, app=app)) for r in results] + [str(told == results[1].id)])"))).Trim('\'', '"').Split('|');
        string[] expected = ["InvalidOperationException", "OutOfStock(", "InvalidOperationException", "TaskRevokedError", "True"];
        Assert.Equal(expected.Length, outcomes.Length);
        Assert.True(outcomes.Zip(expected).All(pair => pair.First.Contains(pair.Second, StringComparison.Ordinal)), string.Join('\n', outcomes));
        Assert.All(outcomes.SkipLast(1), outcome => Assert.StartsWith("celery.exceptions.ChordError: Dependency", outcome, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_part_fails_the_body_of_its_chord_and_holds_up_nothing()
    {
        await peer.RequireAsync();
        await peer.Database.StringSetAsync("celery-taskset-meta-broken-group.s", 2);
        await peer.Database.SortedSetAddAsync("celery-taskset-meta-broken-group.j", "no part", 0);
        await using Running worker = new(peer, Options);

        string[] outcomes = (await Task.Run(() => peer.Eval(
            "part = signature('shop.add', args=(1, 2), queue='dotnet').apply_async(chord=echo.s().set(task_id='broken-body'), group_id='broken-group', group_index=1)",
            "'%s|%s' % (outcome(part), outcome(AsyncResult('broken-body', app=app)))"))).Trim('\'', '"').Split('|');
        Assert.Equal("3", outcomes[0]);
        Assert.StartsWith("celery.exceptions.ChordError: Join error: ", outcomes[1], StringComparison.Ordinal);
        Assert.Equal(0, await peer.Database.HashLengthAsync("unacked"));
    }

    [Fact]
    public void Workers_without_a_name_have_names_of_their_own()
    {
        HashSet<string> names = [.. Enumerable.Range(0, 5).Select(_ => new CeleryWorker(peer.Database, Functions).Name)];
        Assert.InRange(names.Count, 4, 5);
        Assert.All(names, name => Assert.StartsWith($"dotnet-{Environment.ProcessId}-", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Headers_come_through_an_envelope_as_they_were()
    {
        const string Envelope = """
            {"body": "e30=", "content-type": "application/json", "headers": {"big": 123456789012345678901234567890, "float": 1.0, "half": "a\ud800\n\u00e9", "nested": [null, {"x": true}]},
             "properties": {"body_encoding": "base64", "delivery_tag": "t", "delivery_info": {"exchange": "", "routing_key": "q"}, "priority": 3}}
            """;
        CeleryMessage message = RedisEnvelope.Read(System.Text.Encoding.UTF8.GetBytes(Envelope), 100);
        Assert.Equal("{'big': 123456789012345678901234567890, 'float': 1.0, 'half': 'a\\ud800\\né', 'nested': [None, {'x': True}]}", message.Headers.ToString());
        message.Headers.Remove("half");

        CeleryMessage again = RedisEnvelope.Read(RedisEnvelope.Write(message), 100);
        Assert.Equal(message.Headers.ToString(), again.Headers.ToString());
        Assert.Equal((3, "q", "{}"), (again.Priority, again.RoutingKey, System.Text.Encoding.UTF8.GetString(again.Body.Span)));
    }

    [Fact]
    public async Task A_host_runs_a_worker_with_services()
    {
        await peer.RequireAsync();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IConnectionMultiplexer>(peer.Database.Multiplexer);
        builder.Services.AddScoped<Shop>();
        builder.Services.AddCeleryWorker(
            functions => functions.Add("shop.name", (string customer, IServiceProvider services) => services.GetRequiredService<Shop>().Greet(customer)),
            Options with { Queues = ["hosted"] });
        CeleryTask task = await peer.OpenClient().SendAsync(new CeleryCall("shop.name", "Ann") { Queue = "hosted" });
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Equal("Hello Ann", await task.GetResultAsync<string>(Wait.Patience));
        await host.StopAsync();
    }

    private Task<RedisDelivery?> TakeAsync(string queue)
    {
        var log = new CeleryWorkerLog(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        return new RedisIntake(peer.Database, "dead", Options, new RedisBackend(peer.Database), log).TakeNowAsync([queue]);
    }

    private string[] Keys(string pattern) => [.. peer.Database.Multiplexer.GetServers()[0].Keys(pattern: pattern).Select(key => key.ToString())];

    private sealed class Shop
    {
        private readonly string _greeting = "Hello";

        public string Greet(string name) => $"{_greeting} {name}";
    }
}
