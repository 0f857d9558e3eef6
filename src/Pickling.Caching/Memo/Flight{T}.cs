using System.Diagnostics.CodeAnalysis;

namespace Pickling.Caching.Memo;

/// <summary>One call under way whose result is of a type.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, and its token may be looked at to the end.")]
internal sealed class Flight<T>(string key) : Flight(key)
{
    // Continuations run elsewhere, or one who waited would hold up the one who made the call.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _lock = new();

    // Who waits, the one who makes the call included. At 0 the call is abandoned and nobody may join any more.
    private int _waiting = 1;

    /// <summary>Cancelled when nobody waits any longer.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>The result, or the error that all who wait get.</summary>
    public Task<T> Task => _done.Task;

    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_waiting == 0)
            {
                return false;
            }

            _waiting++;
            return true;
        }
    }

    /// <summary>For one who joined and waits no more, or never began to.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_waiting > 0 || _done.Task.IsCompleted)
            {
                return;
            }
        }

        _abandoned.Cancel();
    }

    /// <summary>The result, for one who joined.</summary>
    public async Task<T> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public void Succeed(T result) => _done.TrySetResult(result);

    public void Fail(Exception error)
    {
        _done.TrySetException(error);

        // Whoever waited has it; if all left, nobody is to be told.
        _ = _done.Task.Exception;
    }
}
