using Pickling.Rq.Tests;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Python's workers on Redis.</summary>
public sealed class PythonWorksOnRedisTests(RedisPeer peer) : PythonWorksTests(peer), IClassFixture<RedisPeer>
{
    [Fact]
    public async Task Results_in_JSON_are_read_too()
    {
        await peer.RequireAsync();
        IDatabase database = peer.Database;
        await database.StringSetAsync("celery-task-meta-json", """{"status": "SUCCESS", "result": {"a": [1, 2.5, null]}, "traceback": null, "children": []}""");
        await database.StringSetAsync("celery-task-meta-bad", """{"status": "FAILURE", "result": {"exc_type": "KeyError", "exc_message": ["x"], "exc_module": "builtins"}, "traceback": "tb"}""");
        await database.StringSetAsync("celery-task-meta-typed", """{"status": "SUCCESS", "result": [NaN, {"__type__": "uuid", "__value__": {"hex": "00000000000000000000000000000005"}}], "traceback": null}""");
        CeleryClient client = peer.OpenClient();
        Assert.Equal((double.NaN, new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5)), await client.Find("typed").GetResultAsync<(double, Guid)>(Wait.Patience));

        Assert.Equal([1.0, 2.5, null], (await client.Find("json").GetResultAsync<Dictionary<string, List<double?>>>(Wait.Patience))!["a"]);
        CeleryTaskException error = await Assert.ThrowsAsync<CeleryTaskException>(() => client.Find("bad").GetResultAsync<object>(Wait.Patience));
        Assert.Equal(("builtins.KeyError", "'x'", "tb"), (error.Error!.Type, error.Error.Message, error.Traceback));
        Assert.Equal(CeleryState.Pending, await client.Find("forgotten").GetStateAsync());
    }
}
