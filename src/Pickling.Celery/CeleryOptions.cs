using Pickling.Mapping;
using Pickling.Wire;

namespace Pickling.Celery;

/// <summary>How tasks and results are pickled, read and kept; immutable.</summary>
public sealed record CeleryOptions
{
    /// <summary>The options used when none are given.</summary>
    public static CeleryOptions Default { get; } = new();

    /// <summary>
    /// How to dump and load. Default: protocol 4, as kombu writes, and at most a million values on the stack. What a pickle
    /// names is made only where a parameter's type or <see cref="PickleOptions.TypeMap"/> says so.
    /// </summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default with
    {
        Protocol = 4,
        Limits = PickleLimits.Default with { StackDepthMax = 1_000_000 },
    };

    /// <summary>The context that knows the program's types; null for reflection.</summary>
    public PickleContext? Context { get; init; }

    /// <summary>
    /// Bytes at most of the body of one message or of one result, after decompression; a longer one is refused before it is
    /// read. Default 64 MiB.
    /// </summary>
    public long PayloadBytesMax { get; init; } = 64 << 20;

    /// <summary>How long results are kept. Default one day, as in Celery; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan ResultLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether a client tells monitors of each task that it sends, as <c>task_send_sent_event</c> says in Python. Default false, as in
    /// Celery. One that cannot be told does not hold up the task.
    /// </summary>
    public bool SendsSentEvents { get; init; }

    /// <summary>The queue of tasks that do not say theirs, as <c>task_default_queue</c> in Python. Default <c>celery</c>.</summary>
    public string DefaultQueue { get; init; } = "celery";

    /// <summary>
    /// Finds the queue of a task that does not say its own by the task's name, as <c>task_routes</c> in Python; null, or null from it, for
    /// <see cref="DefaultQueue"/>. Clients ask it for their calls, workers for what follows their tasks.
    /// </summary>
    public Func<string, string?>? Route { get; init; }

    /// <summary>How long at most between two looks for a result. Default 100 ms; the first looks come sooner.</summary>
    public TimeSpan ResultPollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    internal string QueueOf(string task) => Route?.Invoke(task) ?? DefaultQueue;
}
