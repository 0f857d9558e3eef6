using Pickling.Caching;
using Pickling.Persistence;

namespace Quickstart;

/// <summary>Dictionary key: a nested object, which has no hash of its own, as the key of a cache.</summary>
internal static class DictionaryKeys
{
    public static Task RunAsync(Report report)
    {
        Dictionary<string, object?> query = new() { ["table"] = "orders", ["where"] = new Dictionary<string, object?> { ["city"] = "Kraków", ["years"] = new List<int> { 2024, 2025 } } };
        Dictionary<string, object?> sameQuery = new() { ["where"] = new Dictionary<string, object?> { ["years"] = new List<int> { 2024, 2025 }, ["city"] = "Kraków" }, ["table"] = "orders" };
        Dictionary<string, object?> otherQuery = new() { ["table"] = "orders", ["where"] = null };

        PickleKey key = PickleKey.Of(query);
        report.Check($"equal objects have one key: {key.ToString()[..16]}...", key.Equals(PickleKey.Of(sameQuery)));
        report.Check("other objects have another", !key.Equals(PickleKey.Of(otherQuery)));

        int calls = 0;
        using MemoStore store = MemoStore.InMemory(entriesMax: 100);
        Func<object?, int> count = new Memoizer(store).Memoize("count", (object? _) => ++calls);
        report.Check("a memoized function ran once for two equal arguments", count(query) == count(sameQuery) && calls == 1);
        count(otherQuery);
        report.Check("and once more for another", calls == 2);

        using TemporaryFolder folder = new();
        report.Check("a result in a shelf is there when it is opened again", Remembered(folder["results"], query) == Remembered(folder["results"], sameQuery));
        return Task.CompletedTask;
    }

    // A new memoizer each time, as in two runs of a program.
    private static Guid Remembered(string path, object query)
    {
        using Shelf<byte[]> shelf = Shelf<byte[]>.Open(path);
        using MemoStore store = MemoStore.Over(shelf);
        return new Memoizer(store).Memoize("make an id", (object? _) => Guid.NewGuid())(query);
    }
}
