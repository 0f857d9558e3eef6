using Pickling.Celery.RabbitMq;
using Pickling.Celery.Redis;

namespace Pickling.Celery;

/// <summary>Whether a server is the reason of an exception, and not a task or a program.</summary>
internal static class CeleryTrouble
{
    public static bool Is(Exception error) => RedisTrouble.Is(error) || RabbitMqTrouble.Is(error);

    /// <summary>Whether it passes when the server is back.</summary>
    public static bool IsPassing(Exception error) => RedisTrouble.IsPassing(error) || RabbitMqTrouble.IsPassing(error);
}
