using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>A lock that its owner may take again: Python's <c>threading.RLock</c>, owned by a client's thread.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for has nothing to dispose.
internal sealed class SharedReentrantLock : ISharedLock
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _free = new(1, 1);
    private object? _owner;
    private int _depth;

    public bool IsOwnedBy(object caller) => ReferenceEquals(Volatile.Read(ref _owner), caller);

    public async ValueTask<bool> AcquireAsync(object caller, TimeSpan timeout, CancellationToken cancellationToken, int depth = 1)
    {
        if (IsOwnedBy(caller))
        {
            _depth += depth;
            return true;
        }

        if (!await _free.WaitAsync(timeout, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        Volatile.Write(ref _owner, caller);
        _depth = depth;
        return true;
    }

    public void Release(object caller)
    {
        CheckOwner(caller, "cannot release un-acquired lock");
        if (--_depth == 0)
        {
            Volatile.Write(ref _owner, null);
            _free.Release();
        }
    }

    public int ReleaseAll(object caller)
    {
        int depth = _depth;
        _depth = 1;
        Release(caller);
        return depth;
    }

    public void CheckOwner(object caller, string message)
    {
        if (!IsOwnedBy(caller))
        {
            throw PythonErrors.Raise("RuntimeError", message);
        }
    }
}
