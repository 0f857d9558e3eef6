using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>iter(proxy)</c> and generators give: <c>IteratorProxy</c>.</summary>
internal static class IteratorType
{
    public const string TypeId = "Iterator";

    public static PickleManagerType<SharedIterator> Make() => new PickleManagerType<SharedIterator>(TypeId, create: null)
        .AdoptBy(SharedIterator.Of)
        .RepresentationBy(static _ => "<iterator>")
        .AsyncMethod("__next__", static (items, call) => NextAsync(items, call))
        .AsyncMethod("next", static (items, call) => NextAsync(items, call))
        .AsyncMethod("close", static async (items, call) =>
        {
            await items.CloseAsync(call.CancellationToken).ConfigureAwait(false);
            return null;
        })
        .Taking(("__next__", 0, []), ("next", 0, []), ("close", 0, []));

    private static async ValueTask<object?> NextAsync(SharedIterator items, PickleManagerCall call)
    {
        (bool isThere, object? item) = await items.NextAsync(call.CancellationToken).ConfigureAwait(false);
        return isThere ? item : throw PythonErrors.Raise("StopIteration");
    }
}
