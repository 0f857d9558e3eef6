namespace Pickling.Rq;

/// <summary>How an <see cref="RqWorker"/> works; immutable.</summary>
public sealed record RqWorkerOptions
{
    /// <summary>The queues to take jobs from: those of the first before those of the second. Default: <c>default</c>.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["default"];

    /// <summary>Its name in RQ's views, which no other living worker may have; null for a new one.</summary>
    public string? Name { get; init; }

    /// <summary>How many jobs run at the same time. Each place shows as a worker of RQ, which runs one job at a time. Default 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How calls and results are pickled and read.</summary>
    public RqOptions Rq { get; init; } = RqOptions.Default;

    /// <summary>How long at most between two looks into empty queues. Default 100 ms; the first looks come sooner.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the worker gives a sign of life. Default 30 seconds; after fourteen that did not come it is gone from RQ's views.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long without a sign of life a worker's jobs count as abandoned: by workers here, and by RQ's own. Default
    /// 90 seconds, as in RQ; whole seconds, and well above <see cref="HeartbeatInterval"/>.
    /// </summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How often abandoned jobs and what is out of date are cleared away. Default one minute.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether abandoned jobs, whose worker died, go back into their queue when they have no tries left. Default false, as in
    /// RQ: they go to the registry of failed jobs, because one that kills its worker would kill the next one too.
    /// </summary>
    public bool RequeuesAbandonedJobs { get; init; }

    /// <summary>Whether it enqueues scheduled jobs when they are due, unless another worker does. Default true.</summary>
    public bool RunsScheduler { get; init; } = true;

    /// <summary>
    /// Sends the webhooks of jobs (RQ 2.9 and later), as Python's workers do. Null (the default) for none: then a job that asks for one
    /// does not run, as its end could not be told. Whoever can enqueue says where the requests go; a handler of the client can hold
    /// them to known addresses. The client stays the caller's.
    /// </summary>
    public HttpClient? WebhookClient { get; init; }

    /// <summary>How long results are kept of jobs that do not say. Default 500 seconds, as in RQ; zero for not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan ResultLifetime { get; init; } = TimeSpan.FromSeconds(500);

    /// <summary>Whether results are also written where RQ before 1.12 looks for them. Default false.</summary>
    public bool WritesResultIntoJob { get; init; }

    /// <summary>Whether it ends when its queues are empty, as <c>rq worker --burst</c>. Default false.</summary>
    public bool IsBurst { get; init; }

    /// <summary>How long running jobs may take to finish when the worker stops; then they go back into their queue. Default 20 seconds.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a function may take to notice that it was cancelled; then the worker goes on without it. Default 5 seconds.</summary>
    public TimeSpan CancellationTime { get; init; } = TimeSpan.FromSeconds(5);
}
