namespace Pickling.Celery;

/// <summary>Where a client learns what became of a task.</summary>
internal interface ICeleryResultSource
{
    /// <summary>Makes ready for a task that is about to be sent.</summary>
    /// <returns>The queue that wants its result; empty for none.</returns>
    Task<string> ExpectAsync(string id, bool isWanted);

    /// <summary>What is known of a task, as Celery pickled it or wrote it as JSON; null for nothing.</summary>
    Task<ReadOnlyMemory<byte>?> LookAsync(string id);

    /// <summary>Waits until there may be news of a task, or the time is over.</summary>
    Task WaitAsync(string id, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>Forgets what is known of a task.</summary>
    /// <returns>False when that was nothing.</returns>
    Task<bool> ForgetAsync(string id);
}
