using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>BarrierProxy</c> exposes.</summary>
internal static class BarrierType
{
    public static PickleManagerType<SharedBarrier> Make() => new PickleManagerType<SharedBarrier>("Barrier", static call => New(call))
        .RepresentationBy(static barrier => $"<threading.Barrier: waiters={barrier.WaitingCount}/{barrier.Parties}>")
        .Method("__getattribute__", static (barrier, call) => Get(barrier, call.Argument<string>(0)))
        .AsyncMethod("wait", static async (barrier, call) => await barrier.WaitAsync(
            call.Argument<double?>(0, "timeout", null) is double seconds ? StandardTypes.Timeout(seconds) : null, call.CancellationToken).ConfigureAwait(false))
        .Method("abort", static (barrier, _) => barrier.Abort())
        .Method("reset", static (barrier, _) => barrier.Reset())
        .Taking(("__getattribute__", 1, []), ("wait", 1, ["timeout"]), ("abort", 0, []), ("reset", 0, []));

    private static SharedBarrier New(PickleManagerCall call)
    {
        call.AllowOnly(3, "parties", "action", "timeout");
        if (call.Argument<object?>(1, "action", null) is not null)
        {
            throw PythonErrors.Raise("TypeError", "Barrier() of this manager takes no action: it runs no functions of Python");
        }

        int parties = call.Argument<int>(0, "parties");
        return parties >= 1
            ? new SharedBarrier(parties, StandardTypes.Timeout(call.Argument<double?>(2, "timeout", null)))
            : throw PythonErrors.Raise("ValueError", "parties must be > 0");
    }

    private static object Get(SharedBarrier barrier, string name) => name switch
    {
        "parties" => barrier.Parties,
        "n_waiting" => barrier.WaitingCount,
        "broken" => barrier.IsBroken,
        _ => throw PythonErrors.Raise("AttributeError", $"'Barrier' object has no attribute '{name}'"),
    };
}
