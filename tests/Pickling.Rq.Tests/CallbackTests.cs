using System.Collections.Concurrent;
using Pickling.Stores.Tests;
using Pickling.Workers;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>on_success and on_failure of jobs that rq enqueued, called by a worker here as rq's own worker calls them.</summary>
public sealed class CallbackTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Enqueue =
        """
        success = lambda job, connection, result: None
        success.__module__, success.__qualname__ = 'shop', 'succeeded'
        failure = lambda job, connection, type, value, traceback: None
        failure.__module__, failure.__qualname__ = 'shop', 'failed'
        ended = dict(on_success=success, on_failure=failure)
        """;

    [Fact]
    public async Task The_end_of_a_job_calls_what_it_names_with_its_result_or_its_error()
    {
        var told = new ConcurrentQueue<string>();
        WorkerFunctions functions = Shop(told).Add("shop.succeeded", (List<int> result, RqJobContext job) => told.Enqueue($"{job.Function} {job.Job.Description} {string.Join('+', result)} {job.Error is null}"));

        (string status, string result) = await RunAsync(functions, "q.enqueue('shop.pair', 1, **ended)");
        Assert.Equal(("finished", "[1, 2]"), (status, result));
        Assert.Equal(["shop.succeeded shop.pair(1) 1+2 True"], told);
        told.Clear();

        (status, result) = await RunAsync(functions, "q.enqueue('shop.fail', 'broken', **ended)");
        Assert.Equal("failed", status);
        Assert.EndsWith("System.InvalidOperationException: broken", result, StringComparison.Ordinal);
        Assert.Equal(["shop.failed broken"], told);
        told.Clear();

        // Arguments that do not fit end a job as well, and every try of several.
        (status, _) = await RunAsync(functions, "q.enqueue('shop.pair', **ended)");
        Assert.Equal("failed", status);
        Assert.Contains("missing the argument 'first'", Assert.Single(told), StringComparison.Ordinal);
        told.Clear();
        (status, _) = await RunAsync(functions, "q.enqueue('shop.fail', 'x', retry=Retry(max=2), **ended)");
        Assert.Equal("failed", status);
        Assert.Equal(["shop.failed x", "shop.failed x", "shop.failed x"], told);
    }

    [Fact]
    public async Task A_callback_that_fails_fails_the_job_with_its_own_error()
    {
        var told = new ConcurrentQueue<string>();
        WorkerFunctions functions = Shop(told).Add("shop.succeeded", (int wrong) => told.Enqueue($"{wrong}"));
        (string status, string result) = await RunAsync(functions, "q.enqueue('shop.pair', 1, **ended)");
        Assert.Equal("failed", status);
        Assert.Contains("shop.succeeded(), argument 'wrong'", result, StringComparison.Ordinal);
        Assert.Contains("shop.succeeded(), argument 'wrong'", Assert.Single(told), StringComparison.Ordinal);

        WorkerFunctions failing = new WorkerFunctions()
            .Add("shop.fail", int () => throw new InvalidOperationException("the job's"))
            .Add("shop.failed", int (RqJobContext job) => throw new InvalidDataException($"the callback's, after {job.Error!.Message}"));
        (status, result) = await RunAsync(failing, "q.enqueue('shop.fail', on_failure=failure)");
        Assert.Equal("failed", status);
        Assert.EndsWith("System.IO.InvalidDataException: the callback's, after the job's", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_has_the_time_that_rq_gives_it()
    {
        WorkerFunctions functions = Shop([]).Add("shop.succeeded", async (object result, CancellationToken cancellation) => await Task.Delay(Timeout.Infinite, cancellation));
        (string status, string result) = await RunAsync(functions, "q.enqueue('shop.pair', 1, on_success=success)", "connection.hset(job.key, 'success_callback_timeout', 1)");
        Assert.Equal("failed", status);
        Assert.EndsWith("shop.succeeded exceeded maximum timeout value (1 seconds)", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_callback_is_not_registered_does_not_run()
    {
        var told = new ConcurrentQueue<string>();
        (string status, string result) = await RunAsync(Shop(told), "q.enqueue('shop.pair', 1, **ended)");
        Assert.Equal("failed", status);
        Assert.Contains("callback shop.succeeded, which cannot be called. The function shop.succeeded is not registered here", result, StringComparison.Ordinal);
        Assert.Empty(told);
    }

    private static WorkerFunctions Shop(ConcurrentQueue<string> told) => new WorkerFunctions()
        .Add("shop.pair", (int first) => new[] { first, first + 1 })
        .Add("shop.fail", int (string text) => throw new InvalidOperationException(text))
        .Add("shop.failed", (RqJobContext job) => told.Enqueue($"{job.Function} {job.Error?.Message}"));

    // The status in the end, and the result or the error's last line.
    private async Task<(string Status, string Result)> RunAsync(WorkerFunctions functions, string job, string then = "")
    {
        IDatabase database = server.Require();
        RqPeer.Require();
        string id = RqPeer.Eval(server.Port, $"{Enqueue}\njob = {job}\n{then}", "job.id").Trim('\'');
        await using (new RunningWorker(database, functions))
        {
            RqJob running = new RqQueue(database, "dotnet").Find(id);
            await Wait.UntilAsync("the end of " + id, async () => await running.GetStatusAsync() is RqJobStatus.Finished or RqJobStatus.Failed);
        }

        string[] ended = RqPeer.Eval(server.Port, $"job = fetch('{id}')", "'%s|%s' % (status(job), job.return_value() or job.latest_result().exc_string.strip().split('\\n')[-1])").Trim('"', '\'').Replace("\\'", "'", StringComparison.Ordinal).Split('|', 2);
        return (ended[0], ended[1]);
    }
}
