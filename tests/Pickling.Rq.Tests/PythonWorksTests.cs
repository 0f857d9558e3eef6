using System.Collections.Frozen;
using System.Diagnostics;
using Pickling.Model;
using Pickling.Stores.Tests;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>.NET enqueues, real workers of rq work.</summary>
public sealed class PythonWorksTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Results_come_back_with_their_types()
    {
        RqQueue queue = Open("results");
        RqJob sum = await queue.EnqueueAsync("rq_tasks.add", 2, 3);
        RqJob list = await queue.EnqueueAsync("rq_tasks.add", new List<int> { 1 }, new[] { 2 });
        RqJob keywords = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 1.5) { Keywords = new Dictionary<string, object?> { ["b"] = 2 } });
        RqJob order = await queue.EnqueueAsync("rq_tasks.echo", new Order(7, "Ann"), new DateTime(2026, 11, 22), Enumerable.Repeat("x", 4000).ToList());
        RqJob nothing = await queue.EnqueueAsync("rq_tasks.nothing");
        Assert.Equal(5, await queue.CountAsync());
        RqPeer.WorkBurst(server.Port, queue.Name);

        Assert.Equal(5, await sum.GetResultAsync<int>(Wait.Patience));
        Assert.Equal([1, 2], (await list.GetResultAsync<List<int>>(Wait.Patience))!);
        Assert.Equal(3.5, await keywords.GetResultAsync<double>(Wait.Patience));
        (PyTuple arguments, PyDict _) = await order.GetResultAsync<(PyTuple, PyDict)>(Wait.Patience);
        Assert.Equal("Ann", ((PyDict)arguments[0]!)["Customer"]);
        Assert.Equal(new DateTime(2026, 11, 22), arguments[1]);
        Assert.Null(await nothing.GetResultAsync<object>(Wait.Patience));
        await Assert.ThrowsAsync<PickleException>(() => nothing.GetResultAsync<int>(Wait.Patience));
        await Assert.ThrowsAsync<PickleException>(() => sum.GetResultAsync<List<int>>(Wait.Patience));
        Assert.Equal(RqJobStatus.Finished, await sum.GetStatusAsync());
    }

    [Fact]
    public async Task A_failed_job_is_an_exception_with_Pythons_traceback()
    {
        RqQueue queue = Open("failures");
        RqJob job = await queue.EnqueueAsync("rq_tasks.fail", "no apples\nand no pears");
        RqPeer.WorkBurst(server.Port, queue.Name);

        RqJobException error = await Assert.ThrowsAsync<RqJobException>(() => job.GetResultAsync<object>(Wait.Patience));
        Assert.Equal("rq_tasks.OutOfStock", error.PythonType);
        Assert.Equal(RqJobStatus.Failed, error.Status);
        Assert.Contains("OutOfStock: no apples\nand no pears", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Traceback (most recent call last):", error.Traceback, StringComparison.Ordinal);
        Assert.Contains("rq_tasks.py", error.ToString(), StringComparison.Ordinal);
        Assert.Equal([job.Id], await queue.ListAsync(RqJobStatus.Failed));
    }

    [Fact]
    public async Task A_group_of_exceptions_is_told_by_its_own_class_and_message()
    {
        RqQueue queue = Open("groups");
        RqJob job = await queue.EnqueueAsync("rq_tasks.fail_together");
        RqPeer.WorkBurst(server.Port, queue.Name);

        RqJobException error = await Assert.ThrowsAsync<RqJobException>(() => job.GetResultAsync<object>(Wait.Patience));
        Assert.Equal("ExceptionGroup", error.PythonType);
        Assert.EndsWith("failed: ExceptionGroup: many (2 sub-exceptions)", error.Message, StringComparison.Ordinal);
        Assert.Contains("TypeError: b", error.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_iterators_and_collection_expressions_are_arguments_as_lists_are()
    {
        RqQueue queue = Open("sequences");
        Dictionary<string, Order> orders = new() { ["a"] = new Order(7, "Ann") };
        IReadOnlyList<int> expression = [1, 2];
        RqJob job = await queue.EnqueueAsync(
            "rq_tasks.echo", Enumerable.Range(0, 3).Select(number => number * 2), Iterate(), expression, orders.Keys, orders.Values.Select(order => order with { Id = 8 }), orders.ToFrozenDictionary(), System.Net.IPAddress.Loopback);
        RqPeer.WorkBurst(server.Port, queue.Name);

        (PyTuple arguments, PyDict _) = await job.GetResultAsync<(PyTuple, PyDict)>(Wait.Patience);
        Assert.Equal(
            "([0, 2, 4], ['x', 'y'], [1, 2], ['a'], [{'Id': 8, 'Customer': 'Ann'}], {'a': {'Id': 7, 'Customer': 'Ann'}}, ipaddress.IPv4Address(2130706433))",
            arguments.ToString());

        static IEnumerable<string> Iterate()
        {
            yield return "x";
            yield return "y";
        }
    }

    [Fact]
    public async Task An_argument_that_cannot_be_pickled_is_named()
    {
        RqQueue queue = Open("named");
        PicklingException second = await Assert.ThrowsAsync<PicklingException>(() => queue.EnqueueAsync("rq_tasks.echo", 1, new object[] { 2, Stream.Null }));
        Assert.StartsWith("rq_tasks.echo(), argument 2: at root[1]: ", second.Message, StringComparison.Ordinal);
        RqCall call = new("rq_tasks.echo") { Keywords = new Dictionary<string, object?> { ["log"] = Stream.Null } };
        PicklingException keyword = await Assert.ThrowsAsync<PicklingException>(() => queue.EnqueueAsync(call));
        Assert.StartsWith("rq_tasks.echo(), argument 'log': ", keyword.Message, StringComparison.Ordinal);
        Assert.Equal(0, await queue.CountAsync());
    }

    [Fact]
    public async Task Every_field_is_what_rq_reads()
    {
        IDatabase database = server.Require();
        RqPeer.Require();
        var queue = new RqQueue(database, "dotnet");
        RqJob job = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 1, "x\u00e9")
        {
            Keywords = new Dictionary<string, object?> { ["b"] = 2.5 },
            Id = "with-everything",
            RunTime = TimeSpan.FromSeconds(77),
            ResultLifetime = TimeSpan.FromMinutes(5),
            FailureLifetime = TimeSpan.FromMinutes(10),
            Lifetime = TimeSpan.FromHours(1),
            Retries = 3,
            RetryIntervals = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)],
            Meta = new Dictionary<string, object?> { ["user"] = "ann" },
            IsAtFront = true,
        });
        RqJob anyTime = await queue.EnqueueAsync(new RqCall("rq_tasks.nothing") { Id = "any-time", RunTime = Timeout.InfiniteTimeSpan, Description = "as told" });

        Assert.Equal(
            "('rq_tasks.add', (1, 'x\u00e9'), {'b': 2.5}, 77, 300, 600, 3600, 3, [10, 30], {'user': 'ann'}, \"rq_tasks.add(1, 'x\u00e9', b=2.5)\", 'dotnet', 'queued', True, True)",
            RqPeer.Eval(server.Port, $"j = fetch('{job.Id}')", "(j.func_name, j.args, j.kwargs, j.timeout, j.result_ttl, j.failure_ttl, j.ttl, j.retries_left, j.retry_intervals, j.meta, j.description, j.origin, status(j).value if hasattr(status(j), 'value') else status(j), j.enqueued_at == j.created_at, connection.ttl(j.key) > 3500)"));
        Assert.Equal("(-1, 'as told', ['with-everything', 'any-time'])", RqPeer.Eval(server.Port, $"j = fetch('{anyTime.Id}')", "(j.timeout, j.description, q.job_ids)"));
        Assert.Equal("ann", (await job.GetMetaAsync())["user"]);
        RqJobInfo info = (await job.GetInfoAsync())!;
        Assert.Equal((3, TimeSpan.FromSeconds(77), "dotnet", RqJobStatus.Queued), (info.RetriesLeft, info.RunTime, info.Queue, info.Status));
        Assert.True(await job.DeleteAsync());
        Assert.True(await anyTime.DeleteAsync());
    }

    [Fact]
    public async Task Jobs_wait_for_their_time_for_others_and_for_their_next_try()
    {
        RqQueue queue = Open("waiting");
        string marker = Path.Combine(Path.GetTempPath(), $"pickling-rq-{Guid.NewGuid():N}");
        RqJob due = await queue.EnqueueAtAsync(DateTimeOffset.UtcNow.AddSeconds(-5), new RqCall("rq_tasks.add", 1, 1));
        RqJob later = await queue.EnqueueInAsync(TimeSpan.FromHours(1), new RqCall("rq_tasks.add", 1, 1));
        RqJob first = await queue.EnqueueAsync("rq_tasks.add", 20, 1);
        RqJob failing = await queue.EnqueueAsync("rq_tasks.fail", "x");
        RqJob after = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 20, 2) { DependsOn = [first.Id, due.Id] });
        RqJob never = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 20, 3) { DependsOn = [failing.Id] });
        RqJob despite = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 20, 4) { DependsOn = [failing.Id], AllowsFailedDependencies = true });
        RqJob retried = await queue.EnqueueAsync(new RqCall("rq_tasks.fail_once", marker) { Retries = 2 });
        Assert.Equal(RqJobStatus.Deferred, await after.GetStatusAsync());
        RqPeer.WorkBurst(server.Port, queue.Name);

        Assert.Equal(2, await due.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(22, await after.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(24, await despite.GetResultAsync<int>(Wait.Patience));
        Assert.Equal("second", await retried.GetResultAsync<string>(Wait.Patience));
        Assert.Equal(RqJobStatus.Scheduled, await later.GetStatusAsync());
        Assert.Equal(RqJobStatus.Deferred, await never.GetStatusAsync());
        Assert.Equal([later.Id], await queue.ListAsync(RqJobStatus.Scheduled));
        File.Delete(marker);

        RqJob atOnce = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 5, 5) { DependsOn = [first.Id] });
        Assert.Equal(RqJobStatus.Queued, await atOnce.GetStatusAsync());
    }

    [Fact]
    public async Task A_job_can_be_cancelled_requeued_stopped_and_deleted()
    {
        RqQueue queue = Open("handled");
        RqJob cancelled = await queue.EnqueueAsync("rq_tasks.add", 1, 1);
        RqJob failed = await queue.EnqueueAsync("rq_tasks.fail", "again");
        RqJob gone = await queue.EnqueueAsync(new RqCall("rq_tasks.add", 1, 1) { ResultLifetime = TimeSpan.Zero });
        Assert.True(await cancelled.CancelAsync());
        Assert.False(await cancelled.CancelAsync());
        RqPeer.WorkBurst(server.Port, queue.Name);

        Assert.Equal(RqJobStatus.Canceled, (await Assert.ThrowsAsync<RqJobException>(() => cancelled.GetResultAsync<int>(Wait.Patience))).Status);
        Assert.Equal([cancelled.Id], await queue.ListAsync(RqJobStatus.Canceled));
        Assert.Equal(RqJobStatus.Unknown, (await Assert.ThrowsAsync<RqJobException>(() => gone.GetResultAsync<int>(Wait.Patience))).Status);
        Assert.False(await cancelled.RequeueAsync());
        Assert.True(await failed.RequeueAsync());
        Assert.Equal([failed.Id], await queue.ListAsync());
        Assert.True(await failed.DeleteAsync());
        Assert.False(await failed.DeleteAsync());
        Assert.Equal(0, await queue.CountAsync());

        RqJob sleeping = await queue.EnqueueAsync("rq_tasks.sleep", 300);
        await Assert.ThrowsAsync<TimeoutException>(() => sleeping.GetResultAsync<string>(TimeSpan.FromMilliseconds(50)));
        using Process worker = RqPeer.StartWorker(server.Port, queue.Name);
        try
        {
            await Wait.UntilAsync("the job's start", async () => await sleeping.GetStatusAsync() == RqJobStatus.Started);
            await Wait.UntilAsync("somebody who listens", sleeping.StopAsync);
            Assert.Equal(RqJobStatus.Stopped, (await Assert.ThrowsAsync<RqJobException>(() => sleeping.GetResultAsync<string>(Wait.Patience))).Status);
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Many_jobs_go_in_few_round_trips()
    {
        RqQueue queue = Open("many");
        IReadOnlyList<RqJob> jobs = await queue.EnqueueManyAsync(Enumerable.Range(0, 1001).Select(number => new RqCall("rq_tasks.add", number)));

        Assert.Equal(1001, await queue.CountAsync());
        Assert.Equal(jobs.Select(job => job.Id), await queue.ListAsync(0, 2000));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.EnqueueManyAsync([new RqCall("rq_tasks.add", 1) { DependsOn = ["x"] }]));
        await Assert.ThrowsAsync<PicklingException>(() => queue.EnqueueAsync("rq_tasks.add", Stream.Null));
        Assert.Equal(1001, await queue.CountAsync());
        await server.Require().StringSetAsync("rq:queue:taken", "no list");
        var taken = new RqQueue(server.Require(), "taken");
        await Assert.ThrowsAsync<RedisServerException>(() => taken.EnqueueAsync("rq_tasks.add", 1));
        await Assert.ThrowsAsync<RedisServerException>(() => taken.EnqueueManyAsync([new RqCall("rq_tasks.add", 1)]));
    }

    private RqQueue Open(string name)
    {
        IDatabase database = server.Require();
        RqPeer.Require();
        return new RqQueue(database, name);
    }

    public sealed record Order(int Id, string Customer);
}
