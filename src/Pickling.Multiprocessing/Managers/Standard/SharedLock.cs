using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>A lock that belongs to nobody: Python's <c>threading.Lock</c>, which any client may release.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for has nothing to dispose.
internal sealed class SharedLock : ISharedLock
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _free = new(1, 1);

    public bool IsHeld => _free.CurrentCount == 0;

    public async ValueTask<bool> AcquireAsync(object caller, TimeSpan timeout, CancellationToken cancellationToken, int depth = 1) =>
        await _free.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);

    public void Release(object caller)
    {
        try
        {
            _free.Release();
        }
        catch (SemaphoreFullException)
        {
            throw PythonErrors.Raise("RuntimeError", "release unlocked lock");
        }
    }

    public int ReleaseAll(object caller)
    {
        Release(caller);
        return 1;
    }

    // It does not know whose it is: Python's Condition too takes one that is held for the caller's.
    public void CheckOwner(object caller, string message)
    {
        if (!IsHeld)
        {
            throw PythonErrors.Raise("RuntimeError", message);
        }
    }
}
