using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>Redis as kombu's transport uses it: lists for queues, sets for bindings, publishing for commands.</summary>
internal sealed class RedisTransport(IDatabase database) : ICeleryTransport
{
    public async Task SendAsync(string queue, CeleryMessage message)
    {
        Task bound = database.SetAddAsync(RedisKeys.Bindings(queue), RedisKeys.Binding(queue, queue));
        await database.ListLeftPushAsync(RedisKeys.Queue(queue, message.Priority), RedisEnvelope.Write(message)).ConfigureAwait(false);
        await bound.ConfigureAwait(false);
    }

    public Task BroadcastAsync(CeleryMessage command) =>
        database.PublishAsync(RedisChannel.Literal($"/{database.Database}.{command.Exchange}"), RedisEnvelope.Write(command));

    // kombu/transport/redis.py: a fanout exchange, whose channels have the routing key in their name.
    public Task PublishEventAsync(CeleryMessage message) =>
        database.PublishAsync(RedisChannel.Literal($"/{database.Database}.{message.Exchange}/{message.RoutingKey}"), RedisEnvelope.Write(message));

    public ICeleryIntake OpenIntake(string worker, CeleryWorkerOptions options, ICeleryResultStore backend, CeleryWorkerLog log) =>
        new RedisIntake(database, worker, options, backend, log);
}
