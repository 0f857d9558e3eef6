using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>AcquirerProxy</c> stands for: locks and semaphores, which wait without a thread.</summary>
internal static class LockTypes
{
    public static PickleManagerType<SharedLock> MakeLock() => new PickleManagerType<SharedLock>("Lock", static call => New(call, new SharedLock()))
        .RepresentationBy(static held => held.IsHeld ? "<locked threading.Lock>" : "<unlocked threading.Lock>")
        .AsyncMethod("acquire", static (held, call) => AcquireAsync(held, call))
        .Method("release", static (held, call) => held.Release(call.Caller))
        .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 0, []));

    public static PickleManagerType<SharedReentrantLock> MakeReentrantLock() => new PickleManagerType<SharedReentrantLock>("RLock", static call => New(call, new SharedReentrantLock()))
        .RepresentationBy(static _ => "<threading.RLock>")
        .AsyncMethod("acquire", static (owned, call) => AcquireAsync(owned, call))
        .Method("release", static (owned, call) => owned.Release(call.Caller))
        .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 0, []));

    public static PickleManagerType<SemaphoreSlim> MakeSemaphore(string typeId, bool isBounded) =>
        new PickleManagerType<SemaphoreSlim>(typeId, call => NewSemaphore(call, isBounded))
            .RepresentationBy(semaphore => $"<threading.{typeId}: value={semaphore.CurrentCount}>")
            .AsyncMethod("acquire", static (semaphore, call) => AcquireAsync(semaphore, call))
            .Method("release", static (semaphore, call) => Release(semaphore, call.Argument(0, "n", 1)))
            .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 1, ["n"]));

    public static async ValueTask<object?> AcquireAsync(ISharedLock owned, PickleManagerCall call)
    {
        (bool isBlocking, double? seconds) = Read(call);
        if (!isBlocking && seconds is not (null or -1))
        {
            throw PythonErrors.Raise("ValueError", "can't specify a timeout for a non-blocking call");
        }

        if (seconds is not (null or -1) and not >= 0)
        {
            throw PythonErrors.Raise("ValueError", "timeout value must be a non-negative number");
        }

        TimeSpan timeout = isBlocking ? StandardTypes.Timeout(seconds < 0 ? null : seconds) : TimeSpan.Zero;
        return await owned.AcquireAsync(call.Caller, timeout, call.CancellationToken).ConfigureAwait(false);
    }

    // A semaphore does not wait with a negative timeout, where a lock waits for ever with -1.
    private static async ValueTask<object?> AcquireAsync(SemaphoreSlim free, PickleManagerCall call)
    {
        (bool isBlocking, double? seconds) = Read(call);
        if (!isBlocking && seconds is not null)
        {
            throw PythonErrors.Raise("ValueError", "can't specify timeout for non-blocking acquire");
        }

        return await free.WaitAsync(isBlocking ? StandardTypes.Timeout(seconds) : TimeSpan.Zero, call.CancellationToken).ConfigureAwait(false);
    }

    // acquire(blocking=True, timeout=-1), and None for no timeout in some proxies.
    private static (bool IsBlocking, double? Seconds) Read(PickleManagerCall call) =>
        (StandardTypes.IsTrue(call.Argument<object?>(0, "blocking", true)), call.Argument<double?>(1, "timeout", null));

    private static T New<T>(PickleManagerCall call, T made)
    {
        call.AllowOnly(0);
        return made;
    }

    private static SemaphoreSlim NewSemaphore(PickleManagerCall call, bool isBounded)
    {
        call.AllowOnly(1, "value");
        int value = call.Argument(0, "value", 1);
        return value >= 0
            ? isBounded ? new SemaphoreSlim(value, Math.Max(value, 1)) : new SemaphoreSlim(value)
            : throw PythonErrors.Raise("ValueError", "semaphore initial value must be >= 0");
    }

    private static void Release(SemaphoreSlim free, int count)
    {
        if (count < 1)
        {
            throw PythonErrors.Raise("ValueError", "n must be one or more");
        }

        try
        {
            free.Release(count);
        }
        catch (SemaphoreFullException)
        {
            throw PythonErrors.Raise("ValueError", "Semaphore released too many times");
        }
    }
}
