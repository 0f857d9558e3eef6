namespace Pickling.Celery;

/// <summary>How a <see cref="CeleryWorker"/> works; immutable.</summary>
public sealed record CeleryWorkerOptions
{
    /// <summary>
    /// The queues to take tasks from. On Redis those of the first come before those of the second, RabbitMQ takes from all in
    /// turn. Default: <c>celery</c>.
    /// </summary>
    public IReadOnlyList<string> Queues { get; init; } = ["celery"];

    /// <summary>Its name in Celery's views, which no other living worker may have; null for a new one, <c>dotnet-PID-xxxx@machine</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How many tasks run at the same time. Default 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How tasks and results are pickled, read and kept.</summary>
    public CeleryOptions Celery { get; init; } = CeleryOptions.Default;

    /// <summary>
    /// Whether a task is acknowledged before it runs, as Celery does by default: then one whose worker is killed is lost.
    /// Default false (<c>acks_late</c>): it is delivered again, and may run twice.
    /// </summary>
    public bool AcknowledgesEarly { get; init; }

    /// <summary>
    /// Whether the worker tells what becomes of each task, as <c>celery worker -E</c> does, for <c>celery events</c> and Flower.
    /// Default false; <c>celery control enable_events</c> switches it on, too. That it is there it tells always.
    /// </summary>
    public bool SendsEvents { get; init; }

    /// <summary>Whether a task's state is STARTED while it runs, as <c>task_track_started</c> in Python. Default false, as in Celery.</summary>
    public bool TracksStarted { get; init; }

    /// <summary>
    /// Whether results also hold the task's name, arguments, worker, retries and queue, as <c>result_extended</c> in Python. Default
    /// false, as in Celery.
    /// </summary>
    public bool ExtendsResults { get; init; }

    /// <summary>
    /// On Redis: after how long without a sign of life a message that was taken is delivered again, whoever took it: kombu's
    /// <c>visibility_timeout</c>, which must be the same for all workers of a broker. Default one hour, as in kombu; at least twice
    /// <see cref="HeartbeatInterval"/>.
    /// </summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>On Redis: how often the worker tells that it still has its tasks, and looks for those of the dead. Default 30 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>On Redis: how long at most between two looks into empty queues. Default 100 ms; the first looks come sooner.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The zone of times that come without one, as <c>timezone</c> in Python: <c>eta</c> and <c>expires</c> that were given as naive
    /// datetimes. Default UTC, as in Celery.
    /// </summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How many tasks at most are kept until their time (<c>eta</c>) comes; with more, none are taken. Default 10,000.</summary>
    public int ScheduledTasksMax { get; init; } = 10_000;

    /// <summary>How long a task may run that does not say; null for any time.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How long running tasks may take to finish when the worker stops; then they go back into their queue. Default 20 seconds.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a function may take to notice that it was cancelled; then the worker goes on without it. Default 5 seconds.</summary>
    public TimeSpan CancellationTime { get; init; } = TimeSpan.FromSeconds(5);
}
