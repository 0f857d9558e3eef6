using System.Text.Json;
using System.Text.Json.Nodes;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Redis as kombu's transport uses it: lists, bindings, and what was taken and not acknowledged.</summary>
internal sealed class CeleryBroker(IDatabase database, IDatabase backend)
{
    private const string Unacked = "unacked";
    private const string UnackedIndex = "unacked_index";

    public IDatabase Database => database;

    /// <summary>Takes the next message: the queue, its delivery tag (empty when it is broken) and itself.</summary>
    public async Task<(string Queue, string Tag, byte[] Message)?> TakeAsync(IReadOnlyList<string> queues)
    {
        var taken = (RedisResult[])(await database.RunAsync(CeleryScripts.Take, [Now(), .. queues.Select(queue => (RedisValue)queue)]).ConfigureAwait(false))!;
        return taken.Length == 0 ? null : ((string)taken[0]!, (string)taken[1]!, (byte[])taken[2]!);
    }

    /// <summary>Tells a task's end: its result, its acknowledgement, and what follows it.</summary>
    public async Task FinishAsync(string tag, string? id, byte[]? result, TimeSpan lifetime, IEnumerable<(string Queue, byte[] Message)> next)
    {
        RedisValue seconds = lifetime > TimeSpan.Zero ? (long)Math.Ceiling(lifetime.TotalSeconds) : -1;
        if (result is not null && (backend.Database != database.Database || !ReferenceEquals(backend.Multiplexer, database.Multiplexer)))
        {
            // Another database or server: the result first, so that an acknowledged task always has one.
            string key = CeleryFormat.ResultKey(id!);
            await (lifetime > TimeSpan.Zero ? backend.StringSetAsync(key, result, lifetime) : backend.StringSetAsync(key, result)).ConfigureAwait(false);
            await backend.PublishAsync(RedisChannel.Literal(key), result!).ConfigureAwait(false);
            result = null;
        }

        List<RedisValue> arguments = [tag, result is null ? "" : CeleryFormat.ResultKey(id!), result ?? RedisValue.EmptyString, seconds];
        foreach ((string queue, byte[] message) in next)
        {
            arguments.Add(queue);
            arguments.Add(message);
        }

        await database.RunAsync(CeleryScripts.Finish, [.. arguments]).ConfigureAwait(false);
    }

    /// <summary>Tells that messages are still worked on.</summary>
    public Task TouchAsync(IEnumerable<string> tags)
    {
        double now = Now();
        SortedSetEntry[] entries = [.. tags.Select(tag => new SortedSetEntry(tag, now))];
        return entries.Length == 0 ? Task.CompletedTask : database.SortedSetAddAsync(UnackedIndex, entries, SortedSetWhen.Exists);
    }

    /// <summary>The delivery tags of messages that nobody told of for some time.</summary>
    public async Task<IEnumerable<string>> FindAbandonedAsync(TimeSpan age) =>
        (await database.SortedSetRangeByScoreAsync(UnackedIndex, 0, Now() - age.TotalSeconds, take: 100).ConfigureAwait(false)).Select(tag => (string)tag!);

    /// <summary>Puts a message back to where it is taken next, marked as redelivered; restore_by_tag of kombu/transport/redis.py.</summary>
    /// <returns>False when it was acknowledged or put back by somebody else.</returns>
    /// <exception cref="WorkerCallException">What is kept of it is not what kombu keeps.</exception>
    public async Task<bool> RestoreAsync(string tag)
    {
        byte[]? entry = await database.HashGetAsync(Unacked, tag).ConfigureAwait(false);
        if (entry is null)
        {
            await database.SortedSetRemoveAsync(UnackedIndex, tag).ConfigureAwait(false);
            return false;
        }

        (string message, string exchange, string routingKey) = Redelivered(tag, entry);
        List<string> queues = await FindQueuesAsync(exchange, routingKey).ConfigureAwait(false);
        return (int)await database.RunAsync(CeleryScripts.Restore, [tag, message, .. queues.Select(queue => (RedisValue)queue)]).ConfigureAwait(false) == 1;
    }

    /// <summary>The queues that an exchange leads to; the nameless one leads to the queue of the key's own name.</summary>
    public async Task<List<string>> FindQueuesAsync(string exchange, string routingKey)
    {
        if (exchange.Length == 0)
        {
            return [routingKey];
        }

        List<string> queues = [];
        foreach (RedisValue binding in await database.SetMembersAsync(CeleryFormat.BindingKey(exchange)).ConfigureAwait(false))
        {
            string[] parts = ((string)binding!).Split(CeleryFormat.Separator);
            if (parts.Length == 3 && parts[0] == routingKey)
            {
                queues.Add(parts[2]);
            }
        }

        return queues.Count > 0 ? queues : [routingKey];
    }

    private static (string Message, string Exchange, string RoutingKey) Redelivered(string tag, byte[] entry)
    {
        try
        {
            if (JsonNode.Parse(entry) is JsonArray { Count: 3 } parts && parts[0] is JsonObject message)
            {
                if (message["headers"] is JsonObject headers)
                {
                    headers["redelivered"] = true;
                }

                if (message["properties"]?["delivery_info"] is JsonObject info)
                {
                    info["redelivered"] = true;
                }

                return (message.ToJsonString(), (string?)parts[1] ?? "", (string?)parts[2] ?? "");
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new WorkerCallException($"What is kept of message {tag} is not what kombu keeps: {error.Message}", error);
        }

        throw new WorkerCallException($"What is kept of message {tag} is not what kombu keeps.");
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
}
