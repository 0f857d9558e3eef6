using Pickling.Model;
using Pickling.Rq.Tests;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>.NET sends, a real worker of Celery works.</summary>
public abstract class PythonWorksTests(CeleryPeer peer)
{
    [Fact]
    public async Task Results_come_back_with_their_types()
    {
        CeleryClient client = await OpenAsync();
        CeleryTask sum = await client.SendAsync("celery_app.add", 2, 3);
        CeleryTask list = await client.SendAsync(new CeleryCall("celery_app.add", new List<int> { 1 }) { Keywords = new Dictionary<string, object?> { ["b"] = new[] { 2 } }, Priority = 9 });
        CeleryTask order = await client.SendAsync("celery_app.echo", new Order(7, "Ann"), new DateTime(2026, 11, 22), Enumerable.Repeat("x", 4000).ToList(), null);
        CeleryTask later = await client.SendAsync(new CeleryCall("celery_app.add", 1) { Eta = DateTimeOffset.UtcNow.AddSeconds(1), Expires = DateTimeOffset.UtcNow.AddHours(1), TimeLimit = TimeSpan.FromMinutes(1) });

        Assert.Equal(5, await sum.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(CeleryState.Success, await sum.GetStateAsync());
        Assert.Equal([1, 2], (await list.GetResultAsync<List<int>>(Wait.Patience))!);
        (PyTuple arguments, PyDict _) = await order.GetResultAsync<(PyTuple, PyDict)>(Wait.Patience);
        Assert.Equal("Ann", ((PyDict)arguments[0]!)["Customer"]);
        Assert.Equal(new DateTime(2026, 11, 22), arguments[1]);
        Assert.Equal(1, await later.GetResultAsync<int>(Wait.Patience));
        await Assert.ThrowsAsync<PickleException>(() => sum.GetResultAsync<List<int>>(Wait.Patience));
        Assert.True(await sum.ForgetAsync());
    }

    [Fact]
    public async Task A_failed_task_is_an_exception_with_Pythons_class_and_traceback()
    {
        CeleryClient client = await OpenAsync();
        CeleryTask failed = await client.SendAsync("celery_app.fail", "no apples");
        CeleryTask unknown = await client.SendAsync("celery_app.missing");

        CeleryTaskException error = await Assert.ThrowsAsync<CeleryTaskException>(() => failed.GetResultAsync<object>(Wait.Patience));
        Assert.Equal("celery_app.OutOfStock", error.Error!.Type);
        Assert.Equal("no apples", error.Error.Message);
        Assert.StartsWith("Traceback (most recent call last):", error.Traceback, StringComparison.Ordinal);
        Assert.Contains("celery_app.py", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(CeleryState.Failure, error.State);
        Assert.Contains("NotRegistered", (await Assert.ThrowsAsync<CeleryTaskException>(() => unknown.GetResultAsync<object>(Wait.Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_are_tried_again_expire_and_are_revoked()
    {
        CeleryClient client = await OpenAsync();
        CeleryTask third = await client.SendAsync("celery_app.third");
        CeleryTask expired = await client.SendAsync(new CeleryCall("celery_app.add", 1) { Expires = DateTimeOffset.UtcNow.AddSeconds(-5) });
        Assert.Equal(2, await third.GetResultAsync<int>(Wait.Patience));
        Assert.Equal(CeleryState.Revoked, (await Assert.ThrowsAsync<CeleryTaskException>(() => expired.GetResultAsync<object>(Wait.Patience))).State);

        CeleryTask sleeping = await client.SendAsync("celery_app.sleep", 300);
        await Wait.UntilAsync("the task's start", async () => (await Task.Run(() => peer.Eval("a = app.control.inspect(timeout=2).active() or {}", "str(a)"))).Contains(sleeping.Id, StringComparison.Ordinal));
        await Assert.ThrowsAsync<TimeoutException>(() => sleeping.GetResultAsync<string>(TimeSpan.FromMilliseconds(50)));
        await sleeping.RevokeAsync(terminates: true);
        CeleryTaskException revoked;
        try
        {
            revoked = await Assert.ThrowsAsync<CeleryTaskException>(() => sleeping.GetResultAsync<string>(Wait.Patience));
        }
        catch (Xunit.Sdk.XunitException error)
        {
            throw new InvalidOperationException($"{error.Message}\nThe worker said:\n{peer.WorkerLog}", error);
        }


        // Celery 5.6 tells two ends: its main process that the task was revoked, and the process that it ran in how it died.
        Assert.Contains((revoked.State, revoked.Error!.Type), new[] { (CeleryState.Revoked, "celery.exceptions.TaskRevokedError"), (CeleryState.Failure, "builtins.SystemExit") });
    }

    private async Task<CeleryClient> OpenAsync()
    {
        await peer.RequireAsync();
        peer.StartWorker();
        return peer.OpenClient();
    }

    public sealed record Order(int Id, string Customer);
}
