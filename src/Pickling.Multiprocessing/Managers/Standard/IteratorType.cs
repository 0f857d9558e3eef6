using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>iter(proxy)</c> gives: <c>IteratorProxy</c>, on items as they were when it was made.</summary>
internal static class IteratorType
{
    public const string TypeId = "Iterator";

    public static PickleManagerType<SharedIterator> Make() => new PickleManagerType<SharedIterator>(TypeId, create: null)
        .Method("__next__", static (items, _) => Next(items))
        .Method("next", static (items, _) => Next(items))
        .Method("close", static (items, _) => items.Close())
        .Taking(("__next__", 0, []), ("next", 0, []), ("close", 0, []));

    private static object? Next(SharedIterator items) => items.TryNext(out object? item) ? item : throw PythonErrors.Raise("StopIteration");
}
