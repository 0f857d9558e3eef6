namespace Pickling.Celery;

/// <summary>Why a task that ran or waited was interrupted.</summary>
internal enum CeleryInterruption
{
    None,
    TimedOut,
    Revoked,
    ShuttingDown,
}
