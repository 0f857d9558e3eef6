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
        await SetAsync(key, outcome.Meta, lifetime).ConfigureAwait(false);
        await database.PublishAsync(RedisChannel.Literal(key), outcome.Meta).ConfigureAwait(false);
    }

    public async Task<ReadOnlyMemory<byte>?> LookAsync(string id)
    {
        RedisValue meta = await database.StringGetAsync(RedisKeys.Result(id)).ConfigureAwait(false);
        return meta.IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])meta!;
    }

    public Task WaitAsync(string id, TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, cancellationToken);

    public Task<bool> ForgetAsync(string id) => database.KeyDeleteAsync(RedisKeys.Result(id));

    public async Task BeginChordAsync(CeleryChordStart chord, TimeSpan lifetime)
    {
        string key = RedisKeys.Group(chord.Group);
        if (chord.Form is not null)
        {
            await SetAsync(key, chord.Form, lifetime).ConfigureAwait(false);
        }

        await SetAsync(key + ".s", chord.Size, lifetime).ConfigureAwait(false);
    }

    public async Task<CeleryChordState?> TellChordAsync(string group, long? index, byte[] part, TimeSpan lifetime)
    {
        RedisValue seconds = lifetime > TimeSpan.Zero ? (long)Math.Ceiling(lifetime.TotalSeconds) : -1;
        var ended = (RedisResult[])(await database.RunAsync(RedisScripts.Chord, RedisKeys.Group(group), index ?? (RedisValue)"+inf", part, seconds).ConfigureAwait(false))!;
        return ended.Length == 0 ? null : new CeleryChordState([.. ended.Skip(1).Select(one => (byte[])one!)], (byte[])ended[0]!);
    }

    public Task EndChordAsync(string group)
    {
        string key = RedisKeys.Group(group);
        return database.KeyDeleteAsync([key, key + ".j", key + ".t", key + ".s"]);
    }

    private Task<bool> SetAsync(string key, RedisValue value, TimeSpan lifetime) =>
        lifetime > TimeSpan.Zero ? database.StringSetAsync(key, value, lifetime) : database.StringSetAsync(key, value);
}
