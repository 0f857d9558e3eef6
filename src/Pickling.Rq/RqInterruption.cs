namespace Pickling.Rq;

/// <summary>Why a job that ran was interrupted.</summary>
internal enum RqInterruption
{
    None,
    TimedOut,
    Stopped,
    Killed,
    ShuttingDown,

    /// <summary>It was cancelled, deleted or given to another worker.</summary>
    TakenAway,
}
