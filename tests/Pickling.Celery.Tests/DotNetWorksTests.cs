using Pickling.Rq.Tests;
using Pickling.Workers;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Celery sends, workers here work, and Celery's own tools look at them.</summary>
public abstract class DotNetWorksTests(CeleryPeer peer)
{
    protected static readonly CeleryWorkerOptions Options = new()
    {
        Queues = ["dotnet"],
        Name = "pickling@tests",
        PollInterval = TimeSpan.FromMilliseconds(20),
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
    };

    protected static readonly WorkerFunctions Functions = new WorkerFunctions()
        .Add("shop.add", (int a, int b) => a + b)
        .Add("shop.keywords", (double unitPrice, int count = 100) => unitPrice * count)
        .Add("shop.order", (Order order) => new Dictionary<string, object?> { ["id"] = order.Id, ["lines"] = order.Lines })
        .Add("shop.anything", (object? value) => value)
        .Add("shop.fail", int (string text) => throw new InvalidOperationException(text))
        .Add("shop.third", (CeleryTaskContext task) => task.Retries == 2 ? "third" : throw task.Retry(TimeSpan.Zero))
        .Add("shop.again", (CeleryTaskContext task) => task.Retries == 1 ? "again" : throw task.Retry(TimeSpan.FromSeconds(1.5)))
        .Add("shop.never", int (CeleryTaskContext task) => throw task.Retry(TimeSpan.Zero, 1, new InvalidOperationException("gave up")))
        .Add("shop.tired", int (CeleryTaskContext task) => throw task.Retry(TimeSpan.Zero, 1))
        .Add("shop.sleep", async (CancellationToken cancellation) => await Task.Delay(Timeout.Infinite, cancellation));

    [Fact]
    public async Task Pythons_arguments_become_typed_parameters_and_results_become_Pythons()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options with { Concurrency = 4 });

        Assert.Equal(
            "[5, 9, 200.0, 6.0, {'id': 7, 'lines': ['a', 'b']}, {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'none': None}, 3, 30, 'third', 7]",
            await Task.Run(() => peer.Eval(
                """
                results = [send('shop.add', 2, 3), send('shop.add', kwargs={'b': 4, 'a': 5}), send('shop.keywords', 2), send('shop.keywords', kwargs={'unit_price': 2, 'count': 3}),
                    send('shop.order', {'Id': 7, 'Lines': ['a', 'b']}), send('shop.anything', {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'none': None}),
                    send('shop.add', 1, 2, serializer='json'), send('shop.add', 10, 20, compression='zlib'), send('shop.third'), send('shop.add', 3, 4, countdown=1, priority=9)]
                """,
                "[outcome(r) for r in results]")));
        await worker.StopAsync();
        Assert.Equal(0, await peer.CountAsync("dotnet"));
    }

    [Fact]
    public async Task What_cannot_be_run_fails_with_its_reason_and_builds_nothing()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options with { Celery = CeleryOptions.Default with { PayloadBytesMax = 2_000_000 } });

        string[] outcomes = (await Task.Run(() => peer.Eval(
            """
            results = [send('os.system', 'echo owned'), send('shop.tired'), send('shop.add', 1), send('shop.add', 1, 'x'), send('shop.fail', 'broken'), send('shop.never'),
                send('shop.add', 'x' * 3_000_000, 1), send('shop.add', 'x' * 3_000_000, 1, compression='zlib'), send('shop.sleep', soft_time_limit=1, time_limit=10)]
            """,
            "'|'.join(outcome(r) for r in results)"))).Trim('\'', '"').Split('|');
        string[] expected =
        [
            "celery.exceptions.NotRegistered: 'The function os.system is not registered here", "celery.exceptions.MaxRetriesExceededError: Can't retry shop.tired", "missing the argument", "argument ", "System.InvalidOperationException: broken", "System.InvalidOperationException: gave up",
            "longer than 2000000 bytes", "longer than 2000000 bytes", "TimeLimitExceeded",
        ];
        Assert.Equal(expected.Length, outcomes.Length);
        Assert.All(outcomes.Zip(expected), pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));

        // Whoever can send may make up any number of names.
        Assert.Equal("(False, True)", await Task.Run(() => peer.Eval("t = app.control.inspect(['pickling@tests'], timeout=5).stats()['pickling@tests']['total']", "('os.system' in t, 'shop.add' in t)")));

        // Python lets RabbitMQ itself throw away what expires.
        CeleryTask expired = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet", Expires = DateTimeOffset.UtcNow.AddSeconds(-5) });
        CeleryTaskException revoked = await Assert.ThrowsAsync<CeleryTaskException>(() => expired.GetResultAsync<int>(Wait.Patience));
        Assert.Equal((CeleryState.Revoked, "expired"), (revoked.State, revoked.Error!.Message));
    }

    [Fact]
    public async Task Chains_callbacks_and_groups_run_through_both_kinds_of_workers()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer, Options);

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
    public async Task Chains_and_groups_behind_a_task_are_sent_on_as_Celery_would()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer, Options);

        Assert.Equal(
            "([13, 23], 8, 'celery_app.OutOfStock: x', 'System.InvalidOperationException: x', True)",
            await Task.Run(() => peer.Eval(
                """
                here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
                grouped = chain(here(1, 2), group(add.s(10), here(20))).apply_async()
                inner = chain(here(1), add.s(2)).set(task_id='inner-' + grouped.id)
                first = here(2, 3).apply_async(link=inner)
                failed = chain(here(1, 2), fail.si('x'), here(5)).apply_async()
                failed_here = chain(signature('shop.fail', args=('x',), queue='dotnet'), add.s(1), here(5)).apply_async()
                nested = here(1, 2)
                for _ in range(80):
                    nested = {'task': 'celery.chain', 'args': (), 'kwargs': {'tasks': [nested]}, 'options': {}, 'subtask_type': 'chain', 'immutable': False}
                deep = here(1, 2).apply_async(link=[nested])
                """,
                "([outcome(r) for r in grouped], outcome(AsyncResult('inner-' + grouped.id, app=app)), outcome(failed), outcome(failed_here), 'deep' in outcome(deep))")));
    }

    [Fact]
    public async Task What_follows_a_task_are_its_children_and_generators_are_lists()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        await using Running worker = new(peer, Options);

        Assert.Equal(
            "([3, 4, 5], [[['first', 4]], [['GroupResult', [4, 5]]], [['first', 5]]])",
            await Task.Run(() => peer.Eval(
                """
                here = lambda *args, **more: signature('shop.add', args=args, queue='dotnet', **more)
                grouped = chain(here(1, 2), group(s for s in [here(0), add.s(1), here(2)])).apply_async()
                linked, twice = here(1, 2).apply_async(link=add.s(1)), here(1, 2).apply_async(link=[here(1), add.s(2)])
                chained = chain(here(1, 2), add.s(2)).apply_async()
                def children(result):
                    outcome(result)
                    return [['first', outcome(child)] if isinstance(child, AsyncResult) else [type(child).__name__, [outcome(r) for r in child]] for child in result.children]
                """,
                "([outcome(r) for r in grouped], [children(r) for r in (linked, twice, chained.parent)])")));
    }

    [Fact]
    public async Task A_task_that_does_not_say_its_queue_goes_where_the_options_say()
    {
        await peer.RequireAsync();
        CeleryOptions options = CeleryOptions.Default with { DefaultQueue = "dotnet", Route = static task => task == "shop.keywords" ? "routed" : null };
        await using Running worker = new(peer, Options with { Queues = ["dotnet", "routed"], Celery = options });
        CeleryClient client = peer.OpenClient(options);

        Assert.Equal("13.0", await Task.Run(() => peer.Eval("", "outcome(chain(signature('shop.add', args=(1, 2), queue='dotnet'), signature('shop.add', args=(10,)), signature('shop.keywords', kwargs={'count': 1})).apply_async())")));
        Assert.Equal(3, await (await client.SendAsync("shop.add", 1, 2)).GetResultAsync<int>(Wait.Patience));
        Assert.Equal(6.0, await (await client.SendAsync(CeleryFlow.Chain(new CeleryCall("shop.add", 1, 2), new CeleryCall("shop.keywords", 2)))).GetResultAsync<double>(Wait.Patience));
        await client.SendAsync("shop.sleep");
        await Wait.UntilAsync("the task's start", async () => await peer.CountAsync("dotnet") == 0);
        Assert.Equal("'dotnet'", await Task.Run(() => peer.Eval("a = app.control.inspect(['pickling@tests'], timeout=5).active()", "a['pickling@tests'][0]['delivery_info']['routing_key']")));
        await Task.Run(() => peer.Eval("app.control.revoke([t['id'] for t in a['pickling@tests']], terminate=True)".Insert(0, "a = app.control.inspect(['pickling@tests'], timeout=5).active()\n"), "0"));
    }

    [Fact]
    public async Task Results_tell_what_the_options_say_of_a_task_and_naive_times_are_of_their_zone()
    {
        await peer.RequireAsync();
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(9), "far", "far");
        await using Running worker = new(peer, Options with { TracksStarted = true, ExtendsResults = true, TimeZone = zone, Concurrency = 2 });

        Assert.Equal(
            "('STARTED', True, 3, 'shop.add', [1], {'b': 2}, 'pickling@tests', 0, 'dotnet', 'shop.fail', 3, True)",
            await Task.Run(() => peer.Eval(
                """
                import time
                running = send('shop.sleep')
                while running.state == 'PENDING': time.sleep(0.05)
                state, where = running.state, running.info
                app.control.revoke(running.id, terminate=True)
                added, failed = send('shop.add', 1, kwargs={'b': 2}), send('shop.fail', 'x')
                result, error = outcome(added), outcome(failed)
                start = time.time()
                soon = send('shop.add', 1, 2, eta=(datetime.datetime.utcnow() + datetime.timedelta(hours=9, seconds=1)))
                """,
                "(state, where['hostname'] == 'pickling@tests', result, added.name, list(added.args), added.kwargs, added.worker, added.retries, added.queue, failed.name, outcome(soon), time.time() - start > 0.9)")));
    }

    [Fact]
    public async Task JSON_may_hold_what_Python_writes_into_it()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options);

        // The first as kombu 5.3 and later write what is no JSON.
        Assert.Equal(
            "([UUID('00000000-0000-0000-0000-000000000005'), datetime.datetime(2026, 11, 22, 1, 2, 3, 4), datetime.datetime(2026, 11, 22, 1, 2, tzinfo=datetime.timezone.utc), datetime.date(2026, 11, 22), "
                + "datetime.time(1, 2, 3), Decimal('1.50'), Decimal('1E+500'), b'\\xc3\\xa9', b'\\xff', {'__type__': 1}], [nan, inf, -inf, 'NaN -Infinity \"', -1, {'Infinity': None}], True)",
            await Task.Run(() => peer.Eval(
                """
                sys.set_int_max_str_digits(0)
                typed = lambda type, value: {'__type__': type, '__value__': value}
                values = [typed('uuid', {'hex': '0' * 31 + '5', 'version': 4}), typed('datetime', '2026-11-22T01:02:03.000004'), typed('datetime', '2026-11-22T01:02:00+00:00'), typed('date', '2026-11-22'),
                          typed('time', '01:02:03'), typed('decimal', '1.50'), typed('decimal', '1E+500'), typed('bytes', '\u00e9'), typed('base64', '/w=='), {'__type__': 1}]
                numbers = [float('nan'), float('inf'), -float('inf'), 'NaN -Infinity "', -1, {'Infinity': None}]
                """,
                "(outcome(send('shop.anything', values, serializer='json')), outcome(send('shop.anything', numbers, serializer='json')), all(w in outcome(send('shop.anything', typed('uuid', 5), serializer='json')) for w in ('type uuid', 'cannot be read')) and 'of 4301 digits' in outcome(send('shop.anything', 10 ** 4300, serializer='json')))")));
    }

    [Fact]
    public async Task Celerys_tools_show_the_worker_and_reach_its_tasks()
    {
        await peer.RequireAsync();

        // One place for each: a task is taken when there is a place, also when its time has not come.
        await using Running worker = new(peer, Options with { Concurrency = 2 });
        CeleryClient client = peer.OpenClient();
        CeleryTask sleeping = await client.SendAsync(new CeleryCall("shop.sleep") { Queue = "dotnet" });
        CeleryTask scheduled = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet", Eta = DateTimeOffset.UtcNow.AddHours(1) });
        await Wait.UntilAsync("both taken", async () => await peer.CountAsync("dotnet") == 0);

        string status = await Task.Run(() => peer.Celery("status", "--timeout", "3"));
        Assert.Contains("pickling@tests", status, StringComparison.Ordinal);
        string registered = await Task.Run(() => peer.Celery("inspect", "registered", "--timeout", "3"));
        Assert.Contains("shop.keywords", registered, StringComparison.Ordinal);
        Assert.Equal(
            $"({{'ok': 'pong'}}, ['{sleeping.Id}'], ['{scheduled.Id}'], 'shop.sleep', ['dotnet'], 1, {Environment.ProcessId}, 'active')",
            await Task.Run(() => peer.Eval(
                "i = app.control.inspect(['pickling@tests'], timeout=5)\nn = 'pickling@tests'",
                $"(i.ping()[n], [t['id'] for t in i.active()[n]], [t['request']['id'] for t in i.scheduled()[n]], i.active()[n][0]['name'], [q['name'] for q in i.active_queues()[n]], i.stats()[n]['total']['shop.sleep'], i.stats()[n]['pid'], i.query_task('{sleeping.Id}')[n]['{sleeping.Id}'][0])")));

        await Task.Run(() => peer.Eval($"app.control.revoke('{sleeping.Id}', terminate=True)", "0"));
        CeleryTaskException terminated = await Assert.ThrowsAsync<CeleryTaskException>(() => sleeping.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(("celery.exceptions.TaskRevokedError", "terminated"), (terminated.Error!.Type, terminated.Error.Message));
        CeleryTask revoked = await client.SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "dotnet", Eta = DateTimeOffset.UtcNow.AddSeconds(1) });
        await revoked.RevokeAsync();
        Assert.Equal(CeleryState.Revoked, (await Assert.ThrowsAsync<CeleryTaskException>(() => revoked.GetResultAsync<int>(Wait.Patience))).State);
        Assert.Contains("error", await Task.Run(() => peer.Eval("", "app.control.broadcast('no_such_command', reply=True, timeout=3)")), StringComparison.Ordinal);

        await Task.Run(() => peer.Eval("app.control.broadcast('shutdown', destination=['pickling@tests'])", "0"));
        await worker.Run.WaitAsync(Wait.Patience);
        Assert.Equal(1, await peer.CountAsync("dotnet"));
        await peer.PurgeAsync("dotnet");
    }

    [Fact]
    public async Task A_worker_with_one_place_runs_a_task_whose_time_comes_while_nothing_else_does()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options with { Queues = ["one-place"], Concurrency = 1 });
        CeleryTask later = await peer.OpenClient().SendAsync(new CeleryCall("shop.add", 1, 2) { Queue = "one-place", Eta = DateTimeOffset.UtcNow.AddSeconds(1) });
        CeleryTask again = await peer.OpenClient().SendAsync(new CeleryCall("shop.again") { Queue = "one-place" });

        Assert.Equal(3, await later.GetResultAsync<int>(Wait.Patience));
        Assert.Equal("again", await again.GetResultAsync<string>(Wait.Patience));
    }

    [Fact]
    public async Task Celerys_event_receiver_hears_of_the_worker_and_its_tasks()
    {
        await peer.RequireAsync();
        await using Running worker = new(peer, Options with { Name = "events@tests" });

        Assert.Equal(
            "(True, ['received', 'started', 'succeeded', 'received', 'started', 'failed', 'received', 'started', 'retried', 'received', 'started', 'retried', 'received', 'started', 'succeeded'], '5', \"System.InvalidOperationException('x')\", 'task events already enabled')",
            await Task.Run(() => peer.Eval(
                """
                import threading
                i = app.control.inspect(['events@tests'], timeout=5)
                while not i.ping(): pass
                app.control.enable_events(destination=['events@tests'], reply=True, timeout=5)
                again = app.control.enable_events(destination=['events@tests'], reply=True, timeout=5, limit=1)
                seen, beats, last = [], [], []
                def on_event(event):
                    if event.get('hostname') != 'events@tests': return
                    if event['type'].startswith('worker-'): beats.append(event['type'])
                    else: seen.append(event)
                    if beats and len(seen) >= 15: receiver.should_stop = True
                connection = app.connection()
                receiver = app.events.Receiver(connection, handlers={'*': on_event})
                def work():
                    for task in [('shop.add', 2, 3), ('shop.fail', 'x'), ('shop.third',)]:
                        outcome(send(*task))
                threading.Timer(1, work).start()
                receiver.capture(limit=None, timeout=60)
                """,
                "(bool(beats), [e['type'][5:] for e in seen], [e['result'] for e in seen if e['type'] == 'task-succeeded'][0], [e['exception'] for e in seen if e['type'] == 'task-failed'][0], again[0]['events@tests']['ok'])")));
    }

    [Fact]
    public async Task Celerys_event_receiver_hears_of_tasks_that_a_client_sends()
    {
        await peer.RequireAsync();
        Task<string> heard = Task.Run(() => peer.Eval(
            """
            seen = []
            def on_event(event):
                seen.append(event)
                receiver.should_stop = True
            receiver = app.events.Receiver(app.connection(), handlers={'task-sent': on_event})
            receiver.capture(limit=None, timeout=60)
            e = seen[0]
            """,
            "(e['name'], e['args'], e['kwargs'], e['retries'], e['eta'], e['queue'], e['exchange'], e['routing_key'], e['root_id'] == e['uuid'], e['parent_id'], e['hostname'][:3], e['timestamp'] > 1.7e9, e['uuid'])"));
        CeleryClient client = peer.OpenClient(CeleryOptions.Default with { SendsSentEvents = true });
        List<string> sent = [];
        while (!heard.IsCompleted)
        {
            sent.Add((await client.SendAsync(new CeleryCall("shop.add", 1) { Keywords = new Dictionary<string, object?> { ["b"] = 2 }, Queue = "told", IgnoresResult = true })).Id);
            await Task.WhenAny(heard, Task.Delay(200, CancellationToken.None));
        }

        string text = await heard;
        Assert.StartsWith("('shop.add', '(1,)', \"{'b': 2}\", 0, None, 'told', '', 'told', True, None, 'gen', True, '", text, StringComparison.Ordinal);
        Assert.Contains(text[^38..^2], sent);
        await peer.PurgeAsync("told");
    }

    [Fact]
    public async Task A_worker_that_stops_puts_back_what_does_not_end()
    {
        await peer.RequireAsync();
        CeleryClient client = peer.OpenClient();
        CeleryTask sleeping = await client.SendAsync(new CeleryCall("shop.sleep") { Queue = "dotnet" });
        await using (Running worker = new(peer, Options with { ShutdownTime = TimeSpan.FromMilliseconds(50) }))
        {
            await Wait.UntilAsync("the task's start", async () => await peer.CountAsync("dotnet") == 0);
        }

        Assert.Equal(CeleryState.Pending, await sleeping.GetStateAsync());
        Assert.Equal(1, await peer.CountAsync("dotnet"));
        await peer.PurgeAsync("dotnet");
    }

    protected sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Running(CeleryPeer peer, CeleryWorkerOptions options) => Run = peer.OpenWorker(Functions, options).RunAsync(_stop.Token);

        public Task Run { get; }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Run.WaitAsync(Wait.Patience);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }
    }

    public sealed record Order(int Id, List<string> Lines);
}
