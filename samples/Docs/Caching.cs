using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Caching;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/caching.md.</summary>
internal static class Caching
{
    public static void Keys()
    {
        // snippet: keys
        var query = new Dictionary<string, object?> { ["table"] = "orders", ["years"] = new[] { 2024, 2025 } };
        var same = new PyDict { ["years"] = new PyList { 2024, 2025 }, ["table"] = "orders" };

        Console.WriteLine(PickleKey.Of(query).Equals(PickleKey.Of(same))); // True
        Console.WriteLine(PickleKey.Of(query).ToString(PickleKeyFormat.Hex128).Length); // 32
        Console.WriteLine(PickleKey.Of(1).Equals(PickleKey.Of(1.0))); // False

        var asInPython = new PickleKeyOptions { TypedNumbers = false };
        Console.WriteLine(PickleKey.Of(1, asInPython).Equals(PickleKey.Of(1.0, asInPython))); // True
        // end
    }

    public static void Memoize()
    {
        // snippet: memoize
        using var store = MemoStore.InMemory(entriesMax: 1_000);
        var memo = new Memoizer(store, new MemoizerOptions { Version = "2", Lifetime = TimeSpan.FromHours(1) });

        int calls = 0;
        Func<(string Table, int[] Years), int> count = memo.Memoize("count", ((string Table, int[] Years) query) =>
        {
            calls++;
            return query.Table.Length + query.Years.Sum();
        });

        Console.WriteLine(count(("orders", [1, 2]))); // 9
        Console.WriteLine(count(("orders", [1, 2]))); // 9
        Console.WriteLine(calls); // 1
        // end
    }

    public static void MemoizeInFile()
    {
        // snippet: memoize-dictionary
        // Any IDictionary<string, byte[]>; a Shelf<byte[]> or SqliteDict<byte[]> keeps results from run to run.
        var entries = new Dictionary<string, byte[]>();
        using var store = MemoStore.Over(entries, entriesMax: 10_000);
        Func<int, List<int>> divisors = new Memoizer(store).Memoize(
            "divisors", (int number) => Enumerable.Range(1, number).Where(divisor => number % divisor == 0).ToList());

        Console.WriteLine(string.Join(" ", divisors(12))); // 1 2 3 4 6 12
        Console.WriteLine(entries.Count); // 1
        // end
    }

    public static async Task HybridAsync()
    {
        // snippet: hybrid
        var services = new ServiceCollection();
        services.AddHybridCache().AddPickleSerializer();
        await using ServiceProvider provider = services.BuildServiceProvider();
        HybridCache cache = provider.GetRequiredService<HybridCache>();

        List<string> colours = await cache.GetOrCreateAsync("colours", _ => ValueTask.FromResult(new List<string> { "red", "green" }));
        Console.WriteLine(colours.Count); // 2
        // end
    }
}
