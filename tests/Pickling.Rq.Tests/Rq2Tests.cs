using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Pickling.Stores.Tests;
using Pickling.Workers;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>
/// What RQ 2 keeps in Redis beyond RQ 1, which Debian has: keys and fields as rq 2.10 writes them. The other tests of this
/// project also pass beside rq 2 itself, with a PYTHONPATH that leads to it.
/// </summary>
public sealed class Rq2Tests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_running_job_is_an_execution_of_its_worker()
    {
        IDatabase database = server.Require();
        var goOn = new TaskCompletionSource();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.wait", () => goOn.Task);
        RqJob job = await new RqQueue(database, "shown").EnqueueAsync("shop.wait");
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["shown"], Name = "shown" }))
        {
            await Wait.UntilAsync("the start", async () => await job.GetStatusAsync() == RqJobStatus.Started);
            string member = (string)(await database.SetMembersAsync("rq:worker:shown:executions")).Single()!;
            string execution = (string)(await database.SortedSetRangeByRankAsync("rq:executions:" + job.Id)).Single()!;
            Assert.Equal(job.Id + ":" + execution, member);
            Dictionary<string, string> fields = (await database.HashGetAllAsync("rq:execution:" + member)).ToDictionary(field => (string)field.Name!, field => (string)field.Value!);
            Assert.Equal(["created_at", "id", "job_id", "last_heartbeat", "worker_name"], fields.Keys.Order(StringComparer.Ordinal));
            Assert.Equal((execution, job.Id, "shown"), (fields["id"], fields["job_id"], fields["worker_name"]));

            // rq looks for the hash of each execution that it finds in the job's set.
            Assert.True(await database.KeyTimeToLiveAsync("rq:execution:" + member) > await database.KeyTimeToLiveAsync("rq:executions:" + job.Id));
            goOn.SetResult();
            await job.GetResultAsync<object>(Wait.Patience);
        }

        Assert.Empty(await database.SetMembersAsync("rq:worker:shown:executions"));
        Assert.False(await database.KeyExistsAsync("rq:executions:" + job.Id));
    }

    [Fact]
    public async Task A_job_that_a_worker_of_RQ_2_abandoned_is_tried_again()
    {
        IDatabase database = server.Require();
        RqQueue queue = new(database, "abandoned2");
        RqJob job = await queue.EnqueueAsync(new RqCall("shop.add", 1, 2) { Retries = 1 });
        await database.ListRemoveAsync("rq:queue:abandoned2", job.Id);
        await database.HashSetAsync("rq:job:" + job.Id, [new("status", "started"), new("worker_name", "dead")]);
        await database.SortedSetAddAsync("rq:wip:abandoned2", $"{job.Id}:{Guid.NewGuid():N}", DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds());
        WorkerFunctions functions = new WorkerFunctions().Add("shop.add", (int a, int b) => a + b);
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["abandoned2"] }))
        {
            Assert.Equal(3, await job.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal(0, await database.SortedSetLengthAsync("rq:wip:abandoned2"));
    }

    [Fact]
    public async Task A_job_that_runs_in_RQ_2_is_cancelled_with_its_execution()
    {
        IDatabase database = server.Require();
        RqJob job = await new RqQueue(database, "cancelled2").EnqueueAsync("shop.add", 1, 2);
        await database.HashSetAsync("rq:job:" + job.Id, "status", "started");
        await database.SortedSetAddAsync("rq:executions:" + job.Id, "abc", 1);
        await database.SortedSetAddAsync("rq:wip:cancelled2", job.Id + ":abc", 1);
        Assert.True(await job.CancelAsync());
        Assert.Equal(0, await database.SortedSetLengthAsync("rq:wip:cancelled2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_RQ_2_cancels_while_it_runs_stays_cancelled(bool isKilled)
    {
        IDatabase database = server.Require();
        RqQueue queue = new(database, $"stays{isKilled}");
        RqJob job = await queue.EnqueueAsync(new RqCall("shop.wait") { Retries = 3 });
        var goOn = new TaskCompletionSource();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.wait", () => goOn.Task);
        RqWorkerOptions options = RunningWorker.Options with { Queues = [queue.Name], CancellationTime = TimeSpan.Zero };
        await using (new RunningWorker(database, functions, options))
        {
            await Wait.UntilAsync("the start", async () => await job.GetStatusAsync() == RqJobStatus.Started);
            Assert.Equal([job.Id], await queue.ListAsync(RqJobStatus.Started));

            // job.cancel() of rq 2.10 forgets the execution, and leaves what else is in rq:wip.
            await database.HashSetAsync("rq:job:" + job.Id, "status", "canceled");
            await database.SortedSetAddAsync($"rq:canceled:{queue.Name}", job.Id, 1);
            if (isKilled)
            {
                await database.SortedSetAddAsync($"rq:wip:{queue.Name}", job.Id, DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds());
            }
            else
            {
                goOn.SetResult();
            }

            await Wait.UntilAsync("its end", async () => await database.SortedSetLengthAsync($"rq:wip:{queue.Name}") == 0);
        }

        Assert.Equal(RqJobStatus.Canceled, await job.GetStatusAsync());
        Assert.Empty(await queue.ListAsync(RqJobStatus.Failed));
        Assert.Equal(0, await queue.CountAsync());
        goOn.TrySetResult();
    }

    [Fact]
    public async Task Jobs_that_run_in_RQ_2_are_listed_by_their_ids()
    {
        IDatabase database = server.Require();
        await database.SortedSetAddAsync("rq:wip:listed", [new($"one:{Guid.NewGuid():N}", 1), new("two", 2), new("of:colons", 3)]);
        Assert.Equal(["one", "two", "of:colons"], await new RqQueue(database, "listed").ListAsync(RqJobStatus.Started));
    }

    [Theory]
    [InlineData("[0]", 2)]
    [InlineData("[0, 1]", 2)]
    [InlineData(null, 1)]
    public async Task A_job_is_repeated_as_often_as_it_says(string? intervals, int times)
    {
        IDatabase database = server.Require();
        int calls = 0;
        WorkerFunctions functions = new WorkerFunctions().Add("shop.count", () => Interlocked.Increment(ref calls));
        RqQueue queue = new(database, "repeated");
        RqJob job = await queue.EnqueueAsync("shop.count");
        await database.HashSetAsync("rq:job:" + job.Id, "repeats_left", times);
        if (intervals is not null)
        {
            await database.HashSetAsync("rq:job:" + job.Id, "repeat_intervals", intervals);
        }

        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["repeated"] }))
        {
            await Wait.UntilAsync("the last call's end", async () => calls == times + 1 && await job.GetStatusAsync() == RqJobStatus.Finished);
        }

        Assert.Equal("0", await database.HashGetAsync("rq:job:" + job.Id, "repeats_left"));
        Assert.Equal(times + 1, await job.GetResultAsync<int>(Wait.Patience));
        Assert.NotNull(await database.KeyTimeToLiveAsync("rq:job:" + job.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_of_a_job_gives_its_slot_to_one_that_waits(bool fails)
    {
        IDatabase database = server.Require();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.end", (bool throws) => throws ? throw new InvalidOperationException("x") : 1);
        string name = "limited" + fails;
        RqQueue queue = new(database, name);
        RqJob first = await queue.EnqueueAsync("shop.end", fails);
        RqJob second = await queue.EnqueueAsync("shop.end", false);
        RqJob dependent = await queue.EnqueueAsync(new RqCall("shop.end", false) { DependsOn = [first.Id], AllowsFailedDependencies = true });
        await database.ListRemoveAsync("rq:queue:" + name, second.Id);
        await database.HashSetAsync("rq:rl:" + name, "concurrency", 1);
        foreach (RqJob job in new[] { first, second, dependent })
        {
            await database.HashSetAsync("rq:job:" + job.Id, [new("rate_limit_key", name), new("rate_limit_concurrency", 1)]);
        }

        await database.SortedSetAddAsync($"rq:rl:{name}:allowed", first.Id, 1);
        await database.SortedSetAddAsync($"rq:rl:{name}:rate_limited", second.Id, 1);
        await database.HashSetAsync("rq:job:" + second.Id, "status", "rate_limited");
        Assert.Equal(RqJobStatus.RateLimited, await second.GetStatusAsync());
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = [name] }))
        {
            Assert.Equal(1, await second.GetResultAsync<int>(Wait.Patience));
            Assert.Equal(1, await dependent.GetResultAsync<int>(Wait.Patience));
        }

        Assert.Equal(0, await database.SortedSetLengthAsync($"rq:rl:{name}:allowed"));
        Assert.Equal(0, await database.SortedSetLengthAsync($"rq:rl:{name}:rate_limited"));
        Assert.Equal(fails ? RqJobStatus.Failed : RqJobStatus.Finished, await first.GetStatusAsync());
    }

    [Fact]
    public async Task A_job_with_webhooks_does_not_run_where_none_are_sent()
    {
        IDatabase database = server.Require();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.one", () => 1);
        RqJob job = await new RqQueue(database, "webhooks").EnqueueAsync("shop.one");
        await database.HashSetAsync("rq:job:" + job.Id, "webhooks", """[{"url": "http://localhost", "job_status": "finished"}]""");
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["webhooks"] }))
        {
            RqJobException error = await Assert.ThrowsAsync<RqJobException>(() => job.GetResultAsync<int>(Wait.Patience));
            Assert.Contains("webhooks, which this worker does not send", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Webhooks_are_sent_as_RQ_sends_them_and_none_that_fails_changes_the_job()
    {
        IDatabase database = server.Require();
        using var listener = new HttpListener();
        int port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        ConcurrentQueue<string> heard = [];
        Task listening = ListenAsync(listener, heard);
        using HttpClient client = new();
        WorkerFunctions functions = new WorkerFunctions().Add("shop.end", (bool throws) => throws ? throw new InvalidOperationException("broken") : 1);
        RqQueue queue = new(database, "told");
        string webhooks = $$"""
            [{"url": "http://127.0.0.1:{{port}}/get", "job_status": "finished", "method": "GET", "headers": {"X-Shop": "7"}, "timeout": 10},
             {"url": "http://127.0.0.1:{{port}}/post", "job_status": "finished", "method": "POST", "headers": null, "timeout": 10},
             {"url": "http://127.0.0.1:{{port}}/failed", "job_status": "failed", "method": "POST", "headers": {"Content-Type": "text/x-shop"}, "timeout": 10},
             {"url": "http://127.0.0.1:{{FreePort()}}/nobody", "job_status": "finished", "method": "GET", "headers": null, "timeout": 1},
             {"url": "ftp://shop", "job_status": "finished"}, {"url": 5, "job_status": "finished"}]
            """;
        List<RqJob> jobs = [];
        foreach (object throws in new object[] { false, true })
        {
            RqJob job = await queue.EnqueueInAsync(TimeSpan.Zero, new RqCall("shop.end", throws));
            await database.HashSetAsync("rq:job:" + job.Id, "webhooks", webhooks);
            jobs.Add(job);
        }

        RqJob broken = await queue.EnqueueInAsync(TimeSpan.Zero, new RqCall("shop.end", false));
        await database.HashSetAsync("rq:job:" + broken.Id, "webhooks", "no JSON");
        RqJob abandoned = await queue.EnqueueInAsync(TimeSpan.FromHours(1), new RqCall("shop.end", false));
        await database.HashSetAsync("rq:job:" + abandoned.Id, [new("webhooks", webhooks), new("status", "started")]);
        await database.SortedSetAddAsync("rq:wip:told", abandoned.Id, 1);
        await using (new RunningWorker(database, functions, RunningWorker.Options with { Queues = ["told"], WebhookClient = client }))
        {
            Assert.Equal(1, await jobs[0].GetResultAsync<int>(Wait.Patience));
            Assert.Equal(1, await broken.GetResultAsync<int>(Wait.Patience));
            await Assert.ThrowsAsync<RqJobException>(() => jobs[1].GetResultAsync<int>(Wait.Patience));
            await Wait.UntilAsync("four requests", () => Task.FromResult(heard.Count >= 4));
        }

        listener.Stop();
        await listening;
        string[] requests = [.. heard.Order(StringComparer.Ordinal)];
        Assert.Equal(4, requests.Length);
        Assert.Equal("GET /get 7  ", requests[0]);
        Assert.All(requests.Skip(1).Take(2), text => Assert.StartsWith("POST /failed  text/x-shop {\"job_id\":\"", text, StringComparison.Ordinal));
        Assert.Contains(requests, text => text.Contains(jobs[1].Id, StringComparison.Ordinal) && text.Contains("\"status\":\"failed\"", StringComparison.Ordinal) && text.Contains("InvalidOperationException: broken", StringComparison.Ordinal));
        Assert.Contains(requests, text => text.Contains(abandoned.Id, StringComparison.Ordinal) && text.Contains("was abandoned", StringComparison.Ordinal));
        Assert.Matches(
            $"^POST /post  application/json; charset=utf-8 {{\"job_id\":\"{jobs[0].Id}\",\"func_name\":\"shop.end\",\"status\":\"finished\",\"enqueued_at\":\"[-0-9T:.]+\\\\u002B00:00\",\"ended_at\":\"[-0-9T:.]+\\\\u002B00:00\"}}$",
            requests[3]);
    }

    private static async Task ListenAsync(HttpListener listener, ConcurrentQueue<string> heard)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using StreamReader body = new(context.Request.InputStream);
                heard.Enqueue($"{context.Request.HttpMethod} {context.Request.RawUrl} {context.Request.Headers["X-Shop"]} {context.Request.ContentType} {await body.ReadToEndAsync()}");
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
