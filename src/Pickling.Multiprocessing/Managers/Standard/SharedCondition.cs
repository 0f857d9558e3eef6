namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>threading.Condition</c> with a lock that others may have too, or an RLock of its own.</summary>
internal sealed class SharedCondition(ISharedLock held)
{
    private readonly LinkedList<TaskCompletionSource> _waiting = [];

    public ISharedLock Lock => held;

    /// <summary>Gives up the lock until somebody notifies, then takes it again; whether that was in time.</summary>
    public async ValueTask<bool> WaitAsync(object caller, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Lock.CheckOwner(caller, "cannot wait on un-acquired lock");
        var notified = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.AddLast(notified);
        }

        int depth = Lock.ReleaseAll(caller);
        try
        {
            await notified.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Who was notified in this very moment counts as notified: nobody else was in its place.
        }
        finally
        {
            lock (_waiting)
            {
                _waiting.Remove(notified);
            }
        }

        bool isNotified = notified.Task.IsCompleted;
        await Lock.AcquireAsync(caller, Timeout.InfiniteTimeSpan, cancellationToken, depth).ConfigureAwait(false);
        return isNotified;
    }

    public void Notify(object caller, int count)
    {
        Lock.CheckOwner(caller, "cannot notify on un-acquired lock");
        lock (_waiting)
        {
            for (; count > 0 && _waiting.First is { } first; count--)
            {
                _waiting.RemoveFirst();
                first.Value.SetResult();
            }
        }
    }
}
