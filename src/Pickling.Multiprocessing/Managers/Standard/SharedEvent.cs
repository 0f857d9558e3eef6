namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>threading.Event</c>, waited for without a thread.</summary>
internal sealed class SharedEvent
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _set = NewSource();

    public bool IsSet
    {
        get
        {
            lock (_lock)
            {
                return _set.Task.IsCompleted;
            }
        }
    }

    public void Set()
    {
        lock (_lock)
        {
            _set.TrySetResult();
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            if (_set.Task.IsCompleted)
            {
                _set = NewSource();
            }
        }
    }

    /// <summary>Whether it was set in time.</summary>
    public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task set;
        lock (_lock)
        {
            set = _set.Task;
        }

        try
        {
            await set.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
