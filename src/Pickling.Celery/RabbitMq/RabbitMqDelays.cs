using System.Globalization;
using RabbitMQ.Client;

namespace Pickling.Celery.RabbitMq;

/// <summary>
/// How Celery 5.5 and later delay tasks where quorum queues are: 28 exchanges, one for each bit of the time in seconds, each with a queue
/// that keeps a message for so long or with a way past it; kombu/transport/native_delayed_delivery.py.
/// </summary>
internal static class RabbitMqDelays
{
    /// <summary>Where delayed messages begin.</summary>
    public const string FirstExchange = "celery_delayed_27";

    private const string LastExchange = "celery_delayed_delivery";
    private const int Levels = 28;
    private const long SecondsMax = (1L << Levels) - 1;

    /// <summary>Whether a time is so far away that it is waited for in there.</summary>
    public static bool IsFor(DateTimeOffset? eta) => SecondsTo(eta) > 0;

    /// <summary>The routing key that leads a message through as many seconds as there are whole ones until its time.</summary>
    public static string RoutingKey(DateTimeOffset? eta, string routingKey) =>
        string.Join('.', SecondsTo(eta).ToString("b28", CultureInfo.InvariantCulture).AsEnumerable()) + "." + routingKey;

    /// <summary>Declares all of it, and the way from its end to a queue.</summary>
    /// <param name="declare">Makes one declaration.</param>
    public static async Task DeclareAsync(Func<Func<IChannel, Task>, Task<string?>> declare)
    {
        string path = "";
        for (int level = Levels - 1; level >= 0; level--, path += "*.")
        {
            string here = NameOf(level);
            string next = level == 0 ? LastExchange : NameOf(level - 1);
            string key = path;
            Dictionary<string, object?> arguments = new()
            {
                ["x-queue-type"] = "quorum",
                ["x-overflow"] = "reject-publish",
                ["x-message-ttl"] = (1L << level) * 1000,
                ["x-dead-letter-exchange"] = next,
                ["x-dead-letter-strategy"] = "at-least-once",
            };
            await declare(channel => channel.ExchangeDeclareAsync(here, ExchangeType.Topic, durable: true, autoDelete: false)).ConfigureAwait(false);
            await declare(channel => channel.ExchangeDeclareAsync(next, ExchangeType.Topic, durable: true, autoDelete: false)).ConfigureAwait(false);
            await declare(channel => channel.QueueDeclareAsync(here, durable: true, exclusive: false, autoDelete: false, arguments)).ConfigureAwait(false);
            await declare(channel => channel.QueueBindAsync(here, here, key + "1.#")).ConfigureAwait(false);
            await declare(channel => channel.ExchangeBindAsync(next, here, key + "0.#")).ConfigureAwait(false);
        }
    }

    /// <summary>Declares the way from the end of it to a queue; a direct exchange cannot follow such keys.</summary>
    public static async Task BindAsync(string queue, Func<Func<IChannel, Task>, Task<string?>> declare)
    {
        await declare(channel => channel.ExchangeBindAsync(queue, LastExchange, "#." + queue)).ConfigureAwait(false);
        await declare(channel => channel.QueueBindAsync(queue, queue, "#." + queue)).ConfigureAwait(false);
    }

    private static string NameOf(int level) => $"celery_delayed_{level}";

    private static long SecondsTo(DateTimeOffset? eta) => eta is { } time ? Math.Clamp((long)(time - DateTimeOffset.UtcNow).TotalSeconds, 0, SecondsMax) : 0;
}
