using System.Threading.Channels;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>queue.Queue</c> on a <see cref="PickleSharedQueue"/>.</summary>
internal static class QueueType
{
    public static int Capacity(PickleManagerCall call)
    {
        call.AllowOnly(1, "maxsize");
        return call.Argument(0, "maxsize", 0);
    }

    public static PickleManagerType<PickleSharedQueue> Make(string typeId, Func<PickleManagerCall, PickleSharedQueue> create) =>
        new PickleManagerType<PickleSharedQueue>(typeId, create)
            .RepresentationBy(static queue => $"<queue.Queue of {queue.Count} items>")
            .Method("empty", static (queue, _) => queue.Count == 0)
            .Method("full", static (queue, _) => queue.Capacity > 0 && queue.Count >= queue.Capacity)
            .AsyncMethod("get", static (queue, call) => GetAsync(queue, call.Argument<object?>(0, "block", true), call.Argument<double?>(1, "timeout", null), call))
            .AsyncMethod("get_nowait", static (queue, call) => GetAsync(queue, false, null, call))
            .AsyncMethod("join", static (queue, call) => JoinAsync(queue, call))
            .AsyncMethod("put", static (queue, call) => PutAsync(queue, call.Argument<object?>(1, "block", true), call.Argument<double?>(2, "timeout", null), call))
            .AsyncMethod("put_nowait", static (queue, call) => PutAsync(queue, false, null, call))
            .Method("qsize", static (queue, _) => queue.Count)
            .Method("shutdown", static (queue, call) => queue.Shutdown(StandardTypes.IsTrue(call.Argument<object?>(0, "immediate", false))))
            .Method("task_done", static (queue, _) => TaskDone(queue))
            .Taking(
                ("get", 2, ["block", "timeout"]),
                ("put", 3, ["item", "block", "timeout"]),
                ("put_nowait", 1, ["item"]),
                ("empty", 0, []),
                ("full", 0, []),
                ("get_nowait", 0, []),
                ("join", 0, []),
                ("qsize", 0, []),
                ("shutdown", 1, ["immediate"]),
                ("task_done", 0, []));

    private static async ValueTask<object?> GetAsync(PickleSharedQueue queue, object? block, double? seconds, PickleManagerCall call)
    {
        CheckTimeout(block, seconds);
        if (queue.TryGet(out object? item))
        {
            return item;
        }

        CheckOpen(queue);
        using CancellationTokenSource deadline = Deadline(block, seconds, call);
        try
        {
            return await queue.GetAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw Error("Empty");
        }
        catch (ChannelClosedException)
        {
            throw Error("ShutDown");
        }
    }

    private static async ValueTask<object?> PutAsync(PickleSharedQueue queue, object? block, double? seconds, PickleManagerCall call)
    {
        object? item = call.Argument<object?>(0, "item");
        if (queue.Capacity > 0)
        {
            CheckTimeout(block, seconds);
        }

        if (queue.TryPut(item))
        {
            return null;
        }

        CheckOpen(queue);
        using CancellationTokenSource deadline = Deadline(block, seconds, call);
        try
        {
            await queue.PutAsync(item, deadline.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw Error("Full");
        }
        catch (ChannelClosedException)
        {
            throw Error("ShutDown");
        }
    }

    private static async ValueTask<object?> JoinAsync(PickleSharedQueue queue, PickleManagerCall call)
    {
        await queue.JoinAsync(call.CancellationToken).ConfigureAwait(false);
        return null;
    }

    private static object? TaskDone(PickleSharedQueue queue)
    {
        try
        {
            queue.TaskDone();
            return null;
        }
        catch (InvalidOperationException)
        {
            throw PythonErrors.Raise("ValueError", "task_done() called too many times");
        }
    }

    private static void CheckTimeout(object? block, double? seconds)
    {
        if (seconds < 0 && StandardTypes.IsTrue(block))
        {
            throw PythonErrors.Raise("ValueError", "'timeout' must be a non-negative number");
        }
    }

    private static void CheckOpen(PickleSharedQueue queue)
    {
        if (queue.IsShutDown)
        {
            throw Error("ShutDown");
        }
    }

    private static CancellationTokenSource Deadline(object? block, double? seconds, PickleManagerCall call)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        deadline.CancelAfter(StandardTypes.IsTrue(block) ? StandardTypes.Timeout(seconds) : TimeSpan.Zero);
        return deadline;
    }

    private static PickleManagerException Error(string name) => new(PythonLibrary.Exception(new PyGlobal("queue", name), PyTuple.Empty));
}
