using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>ConditionProxy</c> exposes; <c>wait_for</c> is the proxy's own.</summary>
internal static class ConditionType
{
    public static PickleManagerType<SharedCondition> Make() => new PickleManagerType<SharedCondition>("Condition", static call => New(call))
        .RepresentationBy(static _ => "<threading.Condition>")
        .AsyncMethod("acquire", static (condition, call) => LockTypes.AcquireAsync(condition.Lock, call))
        .Method("release", static (condition, call) => condition.Lock.Release(call.Caller))
        .AsyncMethod("wait", static async (condition, call) =>
            await condition.WaitAsync(call.Caller, StandardTypes.Timeout(call.Argument<double?>(0, "timeout", null)), call.CancellationToken).ConfigureAwait(false))
        .Method("notify", static (condition, call) => condition.Notify(call.Caller, call.Argument(0, "n", 1)))
        .Method("notify_all", static (condition, call) => condition.Notify(call.Caller, int.MaxValue))
        .Taking(("acquire", 2, ["blocking", "timeout"]), ("release", 0, []), ("wait", 1, ["timeout"]), ("notify", 1, ["n"]), ("notify_all", 0, []));

    private static SharedCondition New(PickleManagerCall call)
    {
        call.AllowOnly(1, "lock");
        return call.Argument<object?>(0, "lock", null) switch
        {
            null => new SharedCondition(new SharedReentrantLock()),
            PickleSharedObject { Value: ISharedLock held } => new SharedCondition(held),
            var other => throw PythonErrors.Raise("TypeError", $"Condition() takes a Lock or an RLock of this manager, not {PyValue.Repr(other, 100)}"),
        };
    }
}
