using System.Text.Json;
using System.Text.Json.Nodes;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>A worker's side of Redis: what it took is kept as unacknowledged until it is ended or, after some time, put back by others.</summary>
internal sealed class RedisIntake(IDatabase database, string worker, CeleryWorkerOptions options, ICeleryResultStore backend, CeleryWorkerLog log) : ICeleryIntake
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(2);

    private TimeSpan _pause = FirstPoll;
    private Action<RedisChannel, RedisValue>? _listener;

    public string Transport => "redis";

    private RedisChannel Commands => RedisChannel.Literal($"/{database.Database}.{CeleryPanel.Exchange}");

    private string Binding => RedisKeys.Binding("", $"{worker}.{CeleryPanel.Exchange}");

    public async Task EnterAsync(Func<CeleryDelivery, Task> onCommand)
    {
        await database.SetAddAsync(RedisKeys.Bindings(CeleryPanel.Exchange), Binding).ConfigureAwait(false);
        _listener = (channel, message) => _ = onCommand(new RedisDelivery("", "", (byte[])message!, CeleryPanel.CommandBytesMax));
        await database.Multiplexer.GetSubscriber().SubscribeAsync(Commands, _listener).ConfigureAwait(false);
    }

    public async Task<CeleryDelivery> TakeAsync(CancellationToken stopping)
    {
        while (true)
        {
            TimeSpan wait = _pause;
            try
            {
                if (await TakeNowAsync(options.Queues).ConfigureAwait(false) is { } taken)
                {
                    _pause = FirstPoll;
                    return taken;
                }

                _pause = _pause * 2 < options.PollInterval ? _pause * 2 : options.PollInterval;
            }
            catch (Exception error) when (RedisTrouble.Is(error))
            {
                log.BrokerFailed(worker, error.Message);
                wait = CeleryWorker.ReconnectPause;
            }

            await Task.Delay(wait, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the next message, if there is one.</summary>
    public async Task<RedisDelivery?> TakeNowAsync(IReadOnlyList<string> queues)
    {
        var taken = (RedisResult[])(await database.RunAsync(RedisScripts.Take, [Now(), .. queues.Select(queue => (RedisValue)queue)]).ConfigureAwait(false))!;
        return taken.Length == 0 ? null : new RedisDelivery((string)taken[0]!, (string)taken[1]!, (byte[])taken[2]!, options.Celery.PayloadBytesMax);
    }

    public void SetWaiting(int count)
    {
        // A list gives what is asked for: nothing is promised in advance.
    }

    public Task StopTakingAsync() => Task.CompletedTask;

    public async Task<bool> FinishAsync(CeleryDelivery delivery, CeleryOutcome? outcome, IReadOnlyList<(string Queue, CeleryMessage Message)> next)
    {
        TimeSpan lifetime = options.Celery.ResultLifetime;
        if (outcome is not null && !(backend is RedisBackend results && results.IsIn(database)))
        {
            // Elsewhere, where no script reaches: the result first, so that an acknowledged task always has one.
            await backend.StoreAsync(outcome, lifetime).ConfigureAwait(false);
            outcome = null;
        }

        RedisValue seconds = lifetime > TimeSpan.Zero ? (long)Math.Ceiling(lifetime.TotalSeconds) : -1;
        List<RedisValue> arguments = [((RedisDelivery)delivery).Tag, outcome is null ? "" : RedisKeys.Result(outcome.Id), outcome?.Meta ?? RedisValue.EmptyString, seconds];
        foreach ((string queue, CeleryMessage message) in next)
        {
            arguments.Add(RedisKeys.Queue(queue, message.Priority));
            arguments.Add(RedisEnvelope.Write(message));
        }

        await database.RunAsync(RedisScripts.Finish, [.. arguments]).ConfigureAwait(false);
        return true;
    }

    public Task DropAsync(CeleryDelivery delivery) => ((RedisDelivery)delivery).Tag.Length == 0 ? Task.CompletedTask : FinishAsync(delivery, null, []);

    public Task PutBackAsync(CeleryDelivery delivery) => RestoreAsync(((RedisDelivery)delivery).Tag);

    public async Task UpkeepAsync(IEnumerable<CeleryDelivery> held)
    {
        await TouchAsync(held.Select(delivery => ((RedisDelivery)delivery).Tag)).ConfigureAwait(false);
        RedisValue[] abandoned = await database.SortedSetRangeByScoreAsync(RedisKeys.UnackedIndex, 0, Now() - options.VisibilityTimeout.TotalSeconds, take: 100).ConfigureAwait(false);
        foreach (RedisValue tag in abandoned)
        {
            try
            {
                if (await RestoreAsync((string)tag!).ConfigureAwait(false))
                {
                    log.MessageRestored(worker);
                }
            }
            catch (WorkerCallException error)
            {
                // Later again, so that it does not stand before those behind it.
                log.RestoreFailed(worker, error.Message);
                await TouchAsync([(string)tag!]).ConfigureAwait(false);
            }
        }
    }

    public async Task ReplyAsync(CeleryMessage reply)
    {
        byte[] envelope = RedisEnvelope.Write(reply);
        foreach (string queue in await FindQueuesAsync(reply.Exchange, reply.RoutingKey).ConfigureAwait(false))
        {
            await database.ListLeftPushAsync(queue, envelope).ConfigureAwait(false);
        }
    }

    public async Task LeaveAsync()
    {
        await database.Multiplexer.GetSubscriber().UnsubscribeAsync(Commands, _listener).ConfigureAwait(false);
        await database.SetRemoveAsync(RedisKeys.Bindings(CeleryPanel.Exchange), Binding).ConfigureAwait(false);
    }

    // Tells that messages are still worked on.
    private Task TouchAsync(IEnumerable<string> tags)
    {
        double now = Now();
        SortedSetEntry[] entries = [.. tags.Select(tag => new SortedSetEntry(tag, now))];
        return entries.Length == 0 ? Task.CompletedTask : database.SortedSetAddAsync(RedisKeys.UnackedIndex, entries, SortedSetWhen.Exists);
    }

    // Marked as redelivered; restore_by_tag of kombu/transport/redis.py. False when it was acknowledged or put back by somebody else.
    private async Task<bool> RestoreAsync(string tag)
    {
        byte[]? entry = await database.HashGetAsync(RedisKeys.Unacked, tag).ConfigureAwait(false);
        if (entry is null)
        {
            await database.SortedSetRemoveAsync(RedisKeys.UnackedIndex, tag).ConfigureAwait(false);
            return false;
        }

        (string message, string exchange, string routingKey) = Redelivered(tag, entry);
        List<string> queues = await FindQueuesAsync(exchange, routingKey).ConfigureAwait(false);
        return (int)await database.RunAsync(RedisScripts.Restore, [tag, message, .. queues.Select(queue => (RedisValue)queue)]).ConfigureAwait(false) == 1;
    }

    // The queues that an exchange leads to; the nameless one leads to the queue of the key's own name.
    private async Task<List<string>> FindQueuesAsync(string exchange, string routingKey)
    {
        if (exchange.Length == 0)
        {
            return [routingKey];
        }

        RedisValue[] bindings = await database.SetMembersAsync(RedisKeys.Bindings(exchange)).ConfigureAwait(false);
        List<string> queues = [.. bindings.Select(binding => RedisKeys.QueueOf((string)binding!, routingKey)).OfType<string>()];
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
