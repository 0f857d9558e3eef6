using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>Results in Redis: celery/backends/redis.py.</summary>
internal sealed class RedisBackend(IDatabase database) : ICeleryResultStore, ICeleryResultSource
{
    /// <summary>Whether results lie where a broker has its lists, so that one script reaches both.</summary>
    public bool IsIn(IDatabase other) => database.Database == other.Database && ReferenceEquals(database.Multiplexer, other.Multiplexer);

    public bool CountsChords => true;

    public Task<string> ExpectAsync(string id, bool isWanted) => Task.FromResult("");

    public async Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime)
    {
        string key = RedisKeys.Result(outcome.Id);
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

    public Task BeginChordAsync(string group, int size, TimeSpan lifetime) => lifetime > TimeSpan.Zero
        ? database.StringSetAsync(RedisKeys.Group(group) + ".s", size, lifetime)
        : database.StringSetAsync(RedisKeys.Group(group) + ".s", size);

    public async Task<CeleryChordState?> TellChordAsync(string group, long? index, byte[] part, TimeSpan lifetime)
    {
        RedisValue seconds = lifetime > TimeSpan.Zero ? (long)Math.Ceiling(lifetime.TotalSeconds) : -1;
        var ended = (RedisResult[])(await database.RunAsync(RedisScripts.Chord, RedisKeys.Group(group), index ?? (RedisValue)"+inf", part, seconds).ConfigureAwait(false))!;
        return ended.Length == 0 ? null : new CeleryChordState([.. ended.Skip(1).Select(one => (byte[])one!)], (int)ended[0] == 1);
    }

    public Task EndChordAsync(string group)
    {
        string key = RedisKeys.Group(group);
        return database.KeyDeleteAsync([key + ".j", key + ".t", key + ".s"]);
    }
}
