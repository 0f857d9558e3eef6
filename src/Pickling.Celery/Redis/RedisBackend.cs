using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>Results in Redis: celery/backends/redis.py.</summary>
internal sealed class RedisBackend(IDatabase database) : ICeleryResultStore, ICeleryResultSource
{
    /// <summary>Whether results lie where a broker has its lists, so that one script reaches both.</summary>
    public bool IsIn(IDatabase other) => database.Database == other.Database && ReferenceEquals(database.Multiplexer, other.Multiplexer);

    public Task<string> ExpectAsync(string id, bool isWanted) => Task.FromResult("");

    public async Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime)
    {
        string key = RedisKeys.Result(outcome.Request.Id);
        await (lifetime > TimeSpan.Zero ? database.StringSetAsync(key, outcome.Meta, lifetime) : database.StringSetAsync(key, outcome.Meta)).ConfigureAwait(false);
        await database.PublishAsync(RedisChannel.Literal(key), outcome.Meta).ConfigureAwait(false);
    }

    public async Task<ReadOnlyMemory<byte>?> LookAsync(string id)
    {
        RedisValue meta = await database.StringGetAsync(RedisKeys.Result(id)).ConfigureAwait(false);
        return meta.IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])meta!;
    }

    public Task WaitAsync(string id, TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, cancellationToken);

    public Task<bool> ForgetAsync(string id) => database.KeyDeleteAsync(RedisKeys.Result(id));
}
