namespace Pickling.Rq;

/// <summary>Where a job is in its life; RQ's own words.</summary>
public enum RqJobStatus
{
    /// <summary>There is no such job: it never was, was deleted, or its lifetime is over.</summary>
    Unknown,

    /// <summary>It waits in its queue.</summary>
    Queued,

    /// <summary>It has its result.</summary>
    Finished,

    /// <summary>It threw, ran out of time, or its worker died; no try is left.</summary>
    Failed,

    /// <summary>A worker runs it.</summary>
    Started,

    /// <summary>It waits for other jobs.</summary>
    Deferred,

    /// <summary>It waits for its time, or for its next try.</summary>
    Scheduled,

    /// <summary>It was stopped while it ran.</summary>
    Stopped,

    /// <summary>It was cancelled.</summary>
    Canceled,

    /// <summary>It waits for others of its rate limit (RQ 2.10 and later).</summary>
    RateLimited,
}
