namespace Pickling.Celery.Redis;

/// <summary>How kombu and Celery name what they keep in Redis.</summary>
internal static class RedisKeys
{
    public const string Unacked = "unacked";
    public const string UnackedIndex = "unacked_index";

    // What kombu puts between the parts of a binding, and between a queue and its step of priority.
    private const string Separator = "\x06\x16";

    public static string Result(string id) => "celery-task-meta-" + id;

    public static string Group(string id) => "celery-taskset-meta-" + id;

    public static string Bindings(string exchange) => "_kombu.binding." + exchange;

    /// <summary>A queue's binding to an exchange.</summary>
    public static string Binding(string routingKey, string queue) => string.Join(Separator, routingKey, "", queue);

    /// <summary>The queue of a binding, if it is one for this key; else null.</summary>
    public static string? QueueOf(string binding, string routingKey) =>
        binding.Split(Separator) is [var key, _, var queue] && key == routingKey ? queue : null;

    /// <summary>A queue's list for a priority; kombu has four steps.</summary>
    public static string Queue(string queue, int priority) => priority switch
    {
        < 3 => queue,
        < 6 => $"{queue}{Separator}3",
        < 9 => $"{queue}{Separator}6",
        _ => $"{queue}{Separator}9",
    };
}
