using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>AcquirerProxy</c> stands for: locks and semaphores, which wait without a thread.</summary>
internal static class LockTypes
{
    public static PickleManagerType<SemaphoreSlim> MakeLock() => new PickleManagerType<SemaphoreSlim>("Lock", static _ => new SemaphoreSlim(1, 1))
        .RepresentationBy(static free => free.CurrentCount == 0 ? "<locked threading.Lock>" : "<unlocked threading.Lock>")
        .AsyncMethod("acquire", static (free, call) => AcquireAsync(free, call))
        .Method("release", static (free, _) => Release(free, 1, "RuntimeError", "release unlocked lock"))
        .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 0, []));

    public static PickleManagerType<SharedLock> MakeReentrantLock() => new PickleManagerType<SharedLock>("RLock", static _ => new SharedLock())
        .RepresentationBy(static _ => "<threading.RLock>")
        .AsyncMethod("acquire", static (owned, call) => AcquireAsync(owned, call))
        .Method("release", static (owned, call) => owned.Release(call.Caller))
        .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 0, []));

    public static PickleManagerType<SemaphoreSlim> MakeSemaphore(string typeId, bool isBounded) =>
        new PickleManagerType<SemaphoreSlim>(typeId, call => NewSemaphore(call, isBounded))
            .RepresentationBy(semaphore => $"<threading.{typeId}: value={semaphore.CurrentCount}>")
            .AsyncMethod("acquire", static (semaphore, call) => AcquireAsync(semaphore, call))
            .Method("release", static (semaphore, call) => Release(semaphore, call.Argument(0, "n", 1), "ValueError", "Semaphore released too many times"))
            .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 1, ["n"]));

    public static async ValueTask<object?> AcquireAsync(SharedLock owned, PickleManagerCall call) =>
        await owned.AcquireAsync(call.Caller, TimeoutOf(call), call.CancellationToken).ConfigureAwait(false);

    private static async ValueTask<object?> AcquireAsync(SemaphoreSlim free, PickleManagerCall call) =>
        await free.WaitAsync(TimeoutOf(call), call.CancellationToken).ConfigureAwait(false);

    // acquire(blocking=True, timeout=-1), and None for no timeout in some proxies.
    private static TimeSpan TimeoutOf(PickleManagerCall call)
    {
        bool isBlocking = StandardTypes.IsTrue(call.Argument<object?>(0, "blocking", true));
        double? seconds = call.Argument<double?>(1, "timeout", null);
        if (!isBlocking && seconds is not (null or -1))
        {
            throw PythonErrors.Raise("ValueError", "can't specify a timeout for a non-blocking call");
        }

        return isBlocking ? StandardTypes.Timeout(seconds < 0 ? null : seconds) : TimeSpan.Zero;
    }

    private static SemaphoreSlim NewSemaphore(PickleManagerCall call, bool isBounded)
    {
        call.AllowOnly(1, "value");
        int value = call.Argument(0, "value", 1);
        return value >= 0
            ? isBounded ? new SemaphoreSlim(value, Math.Max(value, 1)) : new SemaphoreSlim(value)
            : throw PythonErrors.Raise("ValueError", "semaphore initial value must be >= 0");
    }

    private static void Release(SemaphoreSlim free, int count, string error, string message)
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
            throw PythonErrors.Raise(error, message);
        }
    }
}
