using StackExchange.Redis;

namespace Pickling.Celery.Redis;

/// <summary>What its client throws when Redis is the reason: two families of exceptions.</summary>
internal static class RedisTrouble
{
    public static bool Is(Exception error) => error is RedisException or RedisTimeoutException;

    /// <summary>Whether it passes: a server that cannot be reached, or that has just started and reads its data.</summary>
    public static bool IsPassing(Exception error) => Is(error)
        && (error is not RedisServerException || error.Message.StartsWith("LOADING", StringComparison.Ordinal) || error.Message.StartsWith("EXECABORT", StringComparison.Ordinal));
}
