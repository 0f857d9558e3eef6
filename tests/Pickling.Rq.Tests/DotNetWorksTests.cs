using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pickling.Model;
using Pickling.Stores.Tests;
using Pickling.Workers;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>rq enqueues, workers here work, and rq's own tools look at them.</summary>
public sealed class DotNetWorksTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Pythons_arguments_become_typed_parameters_and_results_become_Pythons()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.add", (int a, int b) => a + b)
            .Add("shop.defaults", (string name, double unitPrice = 2.5, params string[] tags) => $"{name} {unitPrice.ToString(CultureInfo.InvariantCulture)} {string.Join('+', tags)}")
            .Add("shop.keywords", (double unitPrice, int? count = null) => unitPrice * (count ?? 100))
            .Add("shop.order", (Order order, CancellationToken cancellation) => new Dictionary<string, object?> { ["id"] = order.Id, ["lines"] = order.Lines })
            .Add("shop.later", async (int number, RqJobContext job) =>
            {
                await job.SetMetaAsync(new PyDict { ["seen"] = number });
                return (number, job.Job.Queue, job.Function);
            })
            .Add("shop.nothing", async () => await Task.Yield())
            .Add("shop.anything", (object? value) => value);
        string ids = RqPeer.Eval(
            server.Port,
            """
            jobs = [q.enqueue('shop.add', 2, 3), q.enqueue('shop.add', b=4, a=5), q.enqueue('shop.defaults', 'x', 1.5, 'a', 'b'),
                    q.enqueue('shop.defaults', 'x', unitPrice=3), q.enqueue('shop.keywords', unit_price=2), q.enqueue('shop.keywords', unit_price=2, count=3),
                    q.enqueue('shop.order', {'Id': 7, 'Lines': ['a', 'b']}), q.enqueue('shop.later', 9), q.enqueue('shop.nothing'),
                    q.enqueue('shop.anything', {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'obj': rq_tasks.OutOfStock('x')})]
            """,
            "' '.join(j.id for j in jobs)").Trim('\'');
        await using (new RunningWorker(database, functions))
        {
            await EndOfAsync(database, ids);
        }

        Assert.Equal(
            "[('finished', 5), ('finished', 9), ('finished', 'x 1.5 a+b'), ('finished', 'x 3 '), ('finished', 200.0), ('finished', 6.0), ('finished', {'id': 7, 'lines': ['a', 'b']}), ('finished', (9, 'dotnet', 'shop.later')), ('finished', None), ('finished', {'set': {1, 2}, 'when': datetime.date(2026, 11, 22), 'obj': OutOfStock('x')})]",
            RqPeer.Eval(server.Port, $"jobs = [fetch(i) for i in '{ids}'.split()]", "[(status(j), j.return_value()) for j in jobs]"));
        Assert.Equal("({'seen': 9}, True, True, [])", RqPeer.Eval(server.Port, $"j = fetch('{ids.Split(' ')[7]}')", "(j.meta, j.started_at <= j.ended_at, j in FinishedJobRegistry(queue=q), StartedJobRegistry(queue=q).get_job_ids())"));
    }

    [Fact]
    public async Task Default_values_are_of_the_parameters_types_and_results_may_be_sequences()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.day", (DayOfWeek? day = DayOfWeek.Friday, decimal price = 1.5m, DateTime since = default) => $"{day} {price.ToString(CultureInfo.InvariantCulture)} {since.Year}")
            .Add("shop.squares", (int count) => Enumerable.Range(0, count).Select(number => number * number))
            .Add("shop.names", IReadOnlyList<string> () => ["a", "b"]);
        string ids = RqPeer.Eval(server.Port, "jobs = [q.enqueue('shop.day'), q.enqueue('shop.day', None), q.enqueue('shop.squares', 4), q.enqueue('shop.names')]", "' '.join(j.id for j in jobs)").Trim('\'');
        await using (new RunningWorker(database, functions))
        {
            await EndOfAsync(database, ids);
        }

        Assert.Equal("['Friday 1.5 1', ' 1.5 1', [0, 1, 4, 9], ['a', 'b']]", RqPeer.Eval(server.Port, $"jobs = [fetch(i) for i in '{ids}'.split()]", "[j.return_value() for j in jobs]"));
    }

    [Fact]
    public async Task A_job_of_another_serializer_is_refused_with_that_reason_on_both_sides()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.add", (int a, int b) => a + b);
        string id = RqPeer.Eval(server.Port, "from rq.serializers import JSONSerializer", "Queue('dotnet', connection=connection, serializer=JSONSerializer).enqueue('shop.add', 1, 2, meta={'a': 1}).id").Trim('\'');
        await using (new RunningWorker(database, functions))
        {
            await EndOfAsync(database, id);
        }

        RqJob job = new RqQueue(database, "dotnet").Find(id);
        RqJobException refused = await Assert.ThrowsAsync<RqJobException>(() => job.GetResultAsync<int>(Wait.Patience));
        Assert.Contains("The job's data is JSON and no pickle", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is JSON and no pickle", (await Assert.ThrowsAsync<PickleException>(job.GetMetaAsync)).Message, StringComparison.Ordinal);

        // As a worker with that serializer leaves it.
        await database.HashSetAsync("rq:job:" + id, "status", "finished");
        await database.StreamAddAsync("rq:results:" + id, [new("type", 1), new("return_value", Convert.ToBase64String("3"u8))]);
        Assert.Contains("is JSON and no pickle", (await Assert.ThrowsAsync<PickleException>(() => job.GetResultAsync<int>(Wait.Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_cancelled_does_not_run_when_those_before_it_have_ended()
    {
        IDatabase database = Open();
        var goOn = new TaskCompletionSource();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.wait", () => goOn.Task);
        RqQueue queue = new(database, "dotnet");
        RqJob parent = await queue.EnqueueAsync("shop.wait");
        RqJob here = await queue.EnqueueAsync(new RqCall("shop.wait") { DependsOn = [parent.Id] });
        RqJob inPython = await queue.EnqueueAsync(new RqCall("shop.wait") { DependsOn = [parent.Id] });
        RqJob after = await queue.EnqueueAsync(new RqCall("shop.wait") { DependsOn = [parent.Id] });
        Assert.True(await here.CancelAsync());
        RqPeer.Eval(server.Port, $"fetch('{inPython.Id}').cancel()", "0");
        await using (new RunningWorker(database, functions))
        {
            goOn.SetResult();
            await parent.GetResultAsync<object>(Wait.Patience);
            await after.GetResultAsync<object>(Wait.Patience);
        }

        Assert.Equal((RqJobStatus.Canceled, RqJobStatus.Canceled), (await here.GetStatusAsync(), await inPython.GetStatusAsync()));
        Assert.Equal(0, await queue.CountAsync());

        // Nor would a worker of RQ 1.13 find it, which does not ask.
        Assert.DoesNotContain(here.Id, (await database.SetMembersAsync($"rq:job:{parent.Id}:dependents")).Select(id => (string)id!));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_before_its_server_is_there_just_ends_and_a_wrong_option_is_named()
    {
        await using ConnectionMultiplexer nobody = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=200,asyncTimeout=200");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await new RqWorker(nobody, new WorkerFunctions()).RunAsync(stop.Token).WaitAsync(Wait.Patience, CancellationToken.None);

        Assert.Equal("Concurrency", Assert.Throws<ArgumentOutOfRangeException>(() => new RqWorker(nobody, new WorkerFunctions(), new RqWorkerOptions { Concurrency = 0 })).ParamName);
        Assert.Equal("AbandonedAfter", Assert.Throws<ArgumentOutOfRangeException>(() => new RqWorker(nobody, new WorkerFunctions(), new RqWorkerOptions { AbandonedAfter = TimeSpan.FromSeconds(1) })).ParamName);
    }

    [Fact]
    public async Task A_job_whose_numbers_are_none_holds_up_no_others()
    {
        IDatabase database = Open();
        RqQueue queue = new(database, "numbers");
        WorkerFunctions functions = new WorkerFunctions().Add("shop.add", (int a, int b) => a + b).Add("shop.fail", int () => throw new InvalidOperationException("x"));
        RqJob failing = await queue.EnqueueAsync("shop.fail");
        RqJob ending = await queue.EnqueueAsync("shop.add", 1, 2);
        RqJob abandoned = await queue.EnqueueAsync("shop.add", 1, 2);
        await database.ListRemoveAsync("rq:queue:numbers", abandoned.Id);
        foreach (RqJob job in new[] { failing, ending, abandoned })
        {
            await database.HashSetAsync("rq:job:" + job.Id, [new("retries_left", "many"), new("retry_intervals", "[soon"), new("result_ttl", "x"), new("failure_ttl", "x"), new("timeout", "x")]);
        }

        await database.HashSetAsync("rq:job:" + abandoned.Id, [new("status", "started"), new("retries_left", 1), new("worker_name", "dead")]);
        await database.SortedSetAddAsync("rq:wip:numbers", abandoned.Id, 1);
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["numbers"] }))
        {
            Assert.Equal(3, await ending.GetResultAsync<int>(Wait.Patience));
            Assert.Equal(3, await abandoned.GetResultAsync<int>(Wait.Patience));
            Assert.Equal("System.InvalidOperationException", (await Assert.ThrowsAsync<RqJobException>(() => failing.GetResultAsync<int>(Wait.Patience))).PythonType);
        }
    }

    [Fact]
    public async Task A_worker_whose_name_another_one_has_says_so_and_stays_in_the_views_when_that_one_ends()
    {
        IDatabase database = Open();
        RqWorkerOptions options = RunningWorker.Options with { Queues = ["namesakes"], Name = "namesake", HeartbeatInterval = TimeSpan.FromMilliseconds(100) };
        await using RunningWorker stays = new(database, new WorkerFunctions(), options);
        await Wait.UntilAsync("the first", () => database.HashExistsAsync("rq:worker:namesake", "birth"));
        var log = new LogList();
        using (var stop = new CancellationTokenSource())
        {
            Task goes = new RqWorker(database.Multiplexer, new WorkerFunctions(), options, log).RunAsync(stop.Token);
            await Wait.UntilAsync("the warning", () => Task.FromResult(log.Lines.Any(line => line.Contains($"process {Environment.ProcessId} on {Environment.MachineName} was a worker of this name", StringComparison.Ordinal))));
            await stop.CancelAsync();
            await goes;
        }

        await Wait.UntilAsync("its return", async () => await database.SetContainsAsync("rq:workers", "rq:worker:namesake") && !await database.HashExistsAsync("rq:worker:namesake", "death"));
        Assert.Contains("'namesake'", RqPeer.Eval(server.Port, "", "[w.name for w in Worker.all(connection=connection)]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_run_fails_with_its_reason_and_builds_nothing()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.add", (int a, int b) => a + b)
            .Add("shop.fail", int (string text) => throw new InvalidOperationException(text))
            .Add("shop.unpicklable", () => Stream.Null);
        string ids = RqPeer.Eval(
            server.Port,
            """
            jobs = [q.enqueue('os.system', 'echo owned'), q.enqueue('shop.add', 1), q.enqueue('shop.add', 1, 'x'), q.enqueue('shop.add', 1, 2, 3),
                    q.enqueue('shop.add', 1, 2, c=3), q.enqueue('shop.fail', 'broken'), q.enqueue('shop.unpicklable'), q.enqueue('shop.add', 1, 2),
                    q.enqueue('shop.add', 'x' * 3_000_000, 2), q.enqueue('shop.add', 1, 2), q.enqueue('shop.add', 1, 2, on_success=rq_tasks.nothing),
                    q.enqueue('shop.add', 1, 2, on_failure=rq_tasks.nothing)]
            connection.hset(jobs[7].key, 'data', b'no pickle')
            connection.hset(jobs[9].key, 'data', b'x\x9c broken zlib')
            """,
            "' '.join(j.id for j in jobs)").Trim('\'');
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Rq = RqOptions.Default with { PayloadBytesMax = 2_000_000 } }))
        {
            await EndOfAsync(database, ids);
        }

        string[] errors = RqPeer.Eval(server.Port, $"jobs = [fetch(i) for i in '{ids}'.split()]", "'\\n'.join('%s %s' % (status(j), j.latest_result().exc_string.strip().split('\\n')[-1]) for j in jobs)").Trim('\'', '"').Replace("\\'", "'", StringComparison.Ordinal).Split("\\n");
        string[] expected =
        [
            "The function os.system is not registered here", "missing the argument 'b'", "argument 'b'", "was given 3 positional arguments",
            "unexpected keyword argument 'c'", "System.InvalidOperationException: broken", "Stream", "pickle", "longer than 2000000 bytes", "broken zlib data",
            "callback rq_tasks.nothing", "callback rq_tasks.nothing",
        ];
        Assert.Equal(expected.Length, errors.Length);
        Assert.All(errors.Zip(expected), pair =>
        {
            Assert.StartsWith("failed ", pair.First, StringComparison.Ordinal);
            Assert.Contains(pair.Second, pair.First, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal("12", RqPeer.Eval(server.Port, "", "len([i for i in '" + ids + "'.split() if i in FailedJobRegistry(queue=q)])"));
    }

    [Fact]
    public async Task Rq_info_shows_the_worker_its_state_and_its_counts()
    {
        IDatabase database = Open();
        var goOn = new TaskCompletionSource();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.wait", () => goOn.Task)
            .Add("shop.fail", int () => throw new InvalidOperationException("x"));
        string key = "rq:worker:pickling-1";
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["views", "more"], Name = "pickling", Concurrency = 2, HeartbeatInterval = TimeSpan.FromMilliseconds(100) }))
        {
            RqJob[] jobs = [.. await new RqQueue(database, "views").EnqueueManyAsync([new RqCall("shop.wait"), new RqCall("shop.wait")])];
            await Wait.UntilAsync("both at work", async () => await jobs[0].GetStatusAsync() == RqJobStatus.Started && await jobs[1].GetStatusAsync() == RqJobStatus.Started);
            string info = RqPeer.Run(server.Port, "info");
            Assert.Contains("2 workers, ", info, StringComparison.Ordinal);
            Assert.Contains("pickling-1", info, StringComparison.Ordinal);
            Assert.Contains("pickling-2", info, StringComparison.Ordinal);
            Assert.Contains("busy", info, StringComparison.Ordinal);
            Assert.Equal($"(True, ['views', 'more'], {Environment.ProcessId}, 'busy', '{Environment.MachineName}')", RqPeer.Eval(
                server.Port, "w = Worker.find_by_key('rq:worker:pickling-1', connection=connection)",
                $"(w.get_current_job_id() in ('{jobs[0].Id}', '{jobs[1].Id}'), w.queue_names(), w.pid, w.get_state(), w.hostname)"));
            string beat = (string)(await database.HashGetAsync(key, "last_heartbeat"))!;
            await Wait.UntilAsync("a heartbeat", async () => (string?)await database.HashGetAsync(key, "last_heartbeat") != beat);
            Assert.Equal(2, await database.SortedSetLengthAsync("rq:wip:views"));

            goOn.SetResult();
            await jobs[0].GetResultAsync<object>(Wait.Patience);
            await jobs[1].GetResultAsync<object>(Wait.Patience);
            await Wait.UntilAsync("both counted", async () => (int)await database.HashGetAsync(key, "successful_job_count") + (int)await database.HashGetAsync("rq:worker:pickling-2", "successful_job_count") == 2);
            Assert.Equal("['idle', 'idle']", RqPeer.Eval(server.Port, "", "[w.get_state() for w in Worker.all(connection=connection)]"));
            RqJob failing = await new RqQueue(database, "more").EnqueueAsync("shop.fail");
            await Assert.ThrowsAsync<RqJobException>(() => failing.GetResultAsync<object>(Wait.Patience));
            Assert.Equal("1", RqPeer.Eval(server.Port, "ws = Worker.all(connection=connection)", "sum(w.failed_job_count for w in ws)"));
            await database.KeyDeleteAsync(key);
            await Wait.UntilAsync("the worker's return", () => database.HashExistsAsync(key, "birth"));
        }

        Assert.DoesNotContain("pickling", RqPeer.Run(server.Port, "info"), StringComparison.Ordinal);
        Assert.True(await database.HashExistsAsync(key, "death"));
    }

    [Fact]
    public async Task Time_limits_commands_of_rq_and_cancelling_reach_a_running_function()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.sleep", async (CancellationToken cancellation) => await Task.Delay(Timeout.Infinite, cancellation));
        await using RunningWorker worker = new(database, functions, RunningWorker.Options with { Name = "obedient", HeartbeatInterval = TimeSpan.FromMilliseconds(100), ShutdownTime = TimeSpan.FromMilliseconds(100) });
        RqQueue queue = new(database, "dotnet");

        RqJob slow = await queue.EnqueueAsync(new RqCall("shop.sleep") { RunTime = TimeSpan.FromSeconds(1) });
        RqJobException timeUp = await Assert.ThrowsAsync<RqJobException>(() => slow.GetResultAsync<object>(Wait.Patience));
        Assert.Contains("Task exceeded maximum timeout value (1 seconds)", timeUp.Message, StringComparison.Ordinal);

        RqJob stopped = await queue.EnqueueAsync("shop.sleep");
        await Wait.UntilAsync("start", async () => await stopped.GetStatusAsync() == RqJobStatus.Started);
        RqPeer.Eval(server.Port, $"send_stop_job_command(connection, '{stopped.Id}')", "0");
        Assert.Equal(RqJobStatus.Stopped, (await Assert.ThrowsAsync<RqJobException>(() => stopped.GetResultAsync<object>(Wait.Patience))).Status);

        RqJob cancelled = await queue.EnqueueAsync("shop.sleep");
        await Wait.UntilAsync("start", async () => await cancelled.GetStatusAsync() == RqJobStatus.Started);
        RqPeer.Eval(server.Port, $"fetch('{cancelled.Id}').cancel()", "0");
        await Wait.UntilAsync("the worker's rest", async () => (await database.HashGetAsync("rq:worker:obedient", "current_job")).IsNull);
        Assert.Equal(RqJobStatus.Canceled, await cancelled.GetStatusAsync());
        Assert.Equal("True", RqPeer.Eval(server.Port, "", $"'{cancelled.Id}' in CanceledJobRegistry(queue=q)"));
    }

    [Fact]
    public async Task Retries_dependents_and_schedules_work_as_in_rq()
    {
        IDatabase database = Open();
        int calls = 0;
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.third", () => Interlocked.Increment(ref calls) == 3 ? "third" : throw new InvalidOperationException($"{calls}"))
            .Add("shop.fail", int () => throw new InvalidOperationException("x"))
            .Add("shop.add", (int a, int b) => a + b);
        string ids = RqPeer.Eval(
            server.Port,
            """
            first = q.enqueue('shop.add', 1, 1)
            failing = q.enqueue('shop.fail')
            jobs = [q.enqueue('shop.third', retry=Retry(max=3, interval=[0, 1, 5])), q.enqueue('shop.add', 1, 2, depends_on=first),
                    Queue('elsewhere', connection=connection).enqueue('shop.add', 1, 3, depends_on=[first]),
                    q.enqueue('shop.add', 1, 4, depends_on=Dependency(jobs=[failing], allow_failure=True, enqueue_at_front=True)),
                    q.enqueue_in(datetime.timedelta(seconds=1), 'shop.add', 1, 5), q.enqueue('shop.add', 1, 6, result_ttl=-1)]
            waiting = q.enqueue('shop.add', 1, 7, depends_on=failing)
            """,
            "' '.join(j.id for j in jobs + [waiting])").Trim('\'');
        string[] all = ids.Split(' ');
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["dotnet", "elsewhere"] }))
        {
            await EndOfAsync(database, string.Join(' ', all[..^1]));
        }

        Assert.Equal(
            "[('finished', 'third'), ('finished', 3), ('finished', 4), ('finished', 5), ('finished', 6), ('finished', 7), ('deferred', None)]",
            RqPeer.Eval(server.Port, $"jobs = [fetch(i) for i in '{ids}'.split()]", "[(status(j), j.return_value()) for j in jobs]"));
        Assert.Equal(1, (await new RqQueue(database, "dotnet").Find(all[0]).GetInfoAsync())!.RetriesLeft);
        Assert.Null(await database.KeyTimeToLiveAsync("rq:job:" + all[5]));
        Assert.InRange((await database.KeyTimeToLiveAsync("rq:job:" + all[1]))!.Value.TotalSeconds, 300, 500);
    }

    [Fact]
    public async Task A_stopping_worker_lets_jobs_finish_and_puts_the_others_back()
    {
        IDatabase database = Open();
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        WorkerFunctions functions = new WorkerFunctions()
            .Add("shop.finish", async () =>
            {
                started.SetResult();
                await finish.Task;
                return "done";
            })
            .Add("shop.sleep", async (CancellationToken cancellation) => await Task.Delay(Timeout.Infinite, cancellation));
        RqQueue queue = new(database, "stopping");
        RqWorkerOptions options = RunningWorker.Options with { Queues = ["stopping"] };
        RqJob finishing = await queue.EnqueueAsync("shop.finish");
        var worker = new RunningWorker(database, functions, options);
        await started.Task.WaitAsync(Wait.Patience);
        Task stop = worker.DisposeAsync().AsTask();
        RqJob notTaken = await queue.EnqueueAsync("shop.sleep");
        finish.SetResult();
        await stop;
        Assert.Equal("done", await finishing.GetResultAsync<string>(Wait.Patience));
        Assert.Equal(RqJobStatus.Queued, await notTaken.GetStatusAsync());

        await using (new RunningWorker(database, functions, options with { ShutdownTime = TimeSpan.FromMilliseconds(50) }))
        {
            await Wait.UntilAsync("start", async () => await notTaken.GetStatusAsync() == RqJobStatus.Started);
        }

        Assert.Equal(RqJobStatus.Queued, await notTaken.GetStatusAsync());
        Assert.Equal([notTaken.Id], await queue.ListAsync());
        Assert.Empty(await queue.ListAsync(RqJobStatus.Started));
    }

    [Fact]
    public async Task Abandoned_jobs_fail_are_tried_again_or_go_back()
    {
        IDatabase database = Open();
        RqQueue queue = new(database, "abandoned");
        WorkerFunctions functions = new WorkerFunctions().Add("shop.add", (int a, int b) => a + b);
        RqJob failing = await queue.EnqueueAsync("shop.add", 1, 1);
        RqJob retried = await queue.EnqueueAsync(new RqCall("shop.add", 1, 2) { Retries = 1 });

        // A worker that took both and was killed.
        async Task AbandonAsync(RqJob job)
        {
            await database.ListRemoveAsync("rq:queue:abandoned", job.Id);
            await database.HashSetAsync("rq:job:" + job.Id, [new("status", "started"), new("worker_name", "dead")]);
            await database.SortedSetAddAsync("rq:wip:abandoned", job.Id, DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds());
        }

        await AbandonAsync(failing);
        await AbandonAsync(retried);
        RqWorkerOptions options = RunningWorker.Options with { Queues = ["abandoned"] };
        await using (new RunningWorker(database, functions, options))
        {
            Assert.Equal(3, await retried.GetResultAsync<int>(Wait.Patience));
            RqJobException error = await Assert.ThrowsAsync<RqJobException>(() => failing.GetResultAsync<int>(Wait.Patience));
            Assert.Contains("abandoned", error.Message, StringComparison.Ordinal);
            Assert.Equal([failing.Id], await queue.ListAsync(RqJobStatus.Failed));
        }

        await failing.RequeueAsync();
        await AbandonAsync(failing);
        await using (new RunningWorker(database, functions, options with { RequeuesAbandonedJobs = true }))
        {
            Assert.Equal(2, await failing.GetResultAsync<int>(Wait.Patience));
        }
    }

    [Fact]
    public async Task A_failure_that_is_told_twice_uses_up_one_try()
    {
        IDatabase database = Open();
        RqJob job = await new RqQueue(database, "twice").EnqueueAsync(new RqCall("shop.fail") { Retries = 2 });
        Assert.Equal("retried", await TakeAndFailAsync());
        Assert.Equal("retried", await FailAsync());
        Assert.Equal(1, (await job.GetInfoAsync())!.RetriesLeft);
        Assert.Equal("retried", await TakeAndFailAsync());
        Assert.Equal("failed", await TakeAndFailAsync());
        Assert.Equal("failed", await FailAsync());
        Assert.Equal(1, await database.StreamLengthAsync("rq:results:" + job.Id));
        Assert.Equal(3, (int)await database.HashGetAsync("rq:worker:twice", "failed_job_count"));

        async Task<string?> TakeAndFailAsync()
        {
            await database.RunAsync(RqScripts.Take, "now", 1, "twice", 90, "twice");
            return await FailAsync();
        }

        async Task<string?> FailAsync() => (string?)await database.RunAsync(RqScripts.Fail, "now", 1, "twice", job.Id, "twice", "0.1", 0, "");
    }

    [Fact]
    public async Task A_job_may_have_more_time_than_a_timer_counts()
    {
        IDatabase database = Open();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.add", async (int a, int b) =>
        {
            await Task.Delay(50);
            return a + b;
        });
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["patient"] }))
        {
            RqJob job = await new RqQueue(database, "patient").EnqueueAsync(new RqCall("shop.add", 1, 2) { RunTime = TimeSpan.FromDays(60) });
            Assert.Equal(3, await job.GetResultAsync<int>(Wait.Patience));
        }
    }

    [Fact]
    public async Task A_host_runs_a_worker_with_services_and_suspended_workers_wait()
    {
        IDatabase database = Open();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IConnectionMultiplexer>(database.Multiplexer);
        builder.Services.AddScoped<Shop>();
        builder.Services.AddRqWorker(
            functions => functions.Add("shop.name", (string customer, IServiceProvider services) => services.GetRequiredService<Shop>().Greet(customer)),
            RunningWorker.Options with { Queues = ["hosted"] });
        RqJob job = await new RqQueue(database, "hosted").EnqueueAsync("shop.name", "Ann");
        RqPeer.Run(server.Port, "suspend");
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal(RqJobStatus.Queued, await job.GetStatusAsync());
        RqPeer.Run(server.Port, "resume");

        Assert.Equal("Hello Ann", await job.GetResultAsync<string>(Wait.Patience));
        await host.StopAsync();
    }

    private static async Task EndOfAsync(IDatabase database, string ids)
    {
        var queue = new RqQueue(database, "dotnet");
        foreach (string id in ids.Split(' '))
        {
            await Wait.UntilAsync("the end of " + id, async () => await queue.Find(id).GetStatusAsync() is RqJobStatus.Finished or RqJobStatus.Failed);
        }
    }

    private IDatabase Open()
    {
        IDatabase database = server.Require();
        RqPeer.Require();
        return database;
    }

    private sealed class LogList : ILogger<RqWorker>
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IEnumerable<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
    }

    private sealed class Shop
    {
        private readonly string _greeting = "Hello";

        public string Greet(string name) => $"{_greeting} {name}";
    }

    public sealed record Order(int Id, List<string> Lines);
}
