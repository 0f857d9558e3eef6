namespace Pickling.Celery;

/// <summary>The state of a task; Celery's own words.</summary>
public enum CeleryState
{
    /// <summary>Nothing is known of it: it waits, was never sent, or its result's lifetime is over.</summary>
    Pending,

    /// <summary>A worker has it.</summary>
    Received,

    /// <summary>It runs (only with <c>task_track_started</c>).</summary>
    Started,

    /// <summary>It has its result.</summary>
    Success,

    /// <summary>It threw.</summary>
    Failure,

    /// <summary>It waits for its next try.</summary>
    Retry,

    /// <summary>It was revoked, or had expired.</summary>
    Revoked,

    /// <summary>A state of the task's own.</summary>
    Other,
}
