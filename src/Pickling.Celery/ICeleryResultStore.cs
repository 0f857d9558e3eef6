namespace Pickling.Celery;

/// <summary>Where a worker tells what became of a task.</summary>
internal interface ICeleryResultStore
{
    /// <summary>Keeps what became of a task.</summary>
    Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime);
}
