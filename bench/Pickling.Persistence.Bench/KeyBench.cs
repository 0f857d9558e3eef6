using System.Diagnostics;
using Pickling.Caching;
using Pickling.Model;

namespace Pickling.Persistence.Bench;

/// <summary>How long the key of an object takes whose pickle has some 1000 bytes.</summary>
internal static class KeyBench
{
    private const int Rounds = 3_000;
    private const int KeysARound = 200;

    public static void Run(string filter)
    {
        var order = new Dictionary<string, object?>
        {
            ["id"] = 12345,
            ["customer"] = "Ada Lovelace, 12 St James's Square, London SW1Y 4JH, United Kingdom",
            ["total"] = 129.95,
            ["paid"] = true,
            ["note"] = string.Concat(Enumerable.Repeat("deliver in the morning; ", 18)),
            ["lines"] = Enumerable.Range(0, 6).Select(number => (object)new Dictionary<string, object?> { ["sku"] = $"item {number}", ["count"] = number, ["price"] = 1.25 * number }).ToList(),
            ["tags"] = new[] { "blue", "large", "gift" },
            ["numbers"] = Enumerable.Range(1000, 24).ToArray(),
        };
        byte[] pickle = Pickle.Dumps(order);
        Measure(filter, $"dict of .NET's types, {pickle.Length} bytes as a pickle", order);
        Measure(filter, "the same, loaded", Pickle.Loads(pickle)!);
        var lines = Enumerable.Range(0, 6).Select(number => new OrderLine($"item {number}", number, 1.25 * number)).ToArray();
        var mapped = new Order(12345, (string)order["customer"]!, 129.95, true, (string)order["note"]!, lines, ["blue", "large", "gift"], [.. Enumerable.Range(1000, 24)]);
        Measure(filter, $"record, {Pickle.Dumps(mapped).Length} bytes as a pickle", mapped);
        Measure(filter, "the same as an object", (object)mapped);
        Measure(filter, "list of 12 records", Enumerable.Range(0, 12).Select(number => new OrderLine($"a rather long name of item {number}", number, 1.25 * number)).ToList());
        (string, Dictionary<int, OrderLine>) few = ("orders", Enumerable.Range(0, 25).ToDictionary(number => number, number => new OrderLine($"item {number}", number, 1.25 * number)));
        Measure(filter, $"tuple of a str and a dict of 25 records, {Pickle.Dumps(few).Length} bytes as a pickle", few);
        Measure(filter, "str of 1000 characters", new string('x', 1000));
        Measure(filter, "bytes, 1000 of them", new byte[1000]);
        Measure(filter, "list of 250 ints, loaded", Pickle.Loads(Pickle.Dumps(Enumerable.Range(100_000, 250).ToArray()))!);
        Measure(filter, "dict of 40 str, loaded", Pickle.Loads(Pickle.Dumps(Enumerable.Range(0, 40).ToDictionary(number => $"key {number}", number => (object)$"some value {number}")))!);
        Measure(filter, "the same, in another order", Pickle.Loads(Pickle.Dumps(Enumerable.Range(0, 40).ToDictionary(number => $"key {number * 7 % 40}", number => (object)$"some value {number}")))!);
        Measure(filter, "HashSet of 80 str", Enumerable.Range(0, 80).Select(number => $"value {number}").ToHashSet());
        Measure(filter, "Dictionary of 80 str to int", Enumerable.Range(0, 80).ToDictionary(number => $"key {number}"));
        Measure(filter, "List of 110 double", Enumerable.Range(0, 110).Select(number => number / 7.0).ToList());
        Measure(filter, "tuple of 100 str, loaded", Pickle.Loads(Pickle.Dumps(PyTuple.Create([.. Enumerable.Range(0, 100).Select(number => (object)$"value {number}")])))!);
    }

    private static void Measure<T>(string filter, string name, T value)
    {
        if (!name.Contains(filter, StringComparison.Ordinal))
        {
            return;
        }

        List<double> rounds = [];
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int number = 0; number < KeysARound; number++)
            {
                PickleKey.Of(value);
            }

            rounds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / KeysARound);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        PickleKey.Of(value);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        rounds.Sort();
        Console.WriteLine($"| {name} | {rounds[rounds.Count / 2]:F2} µs | {rounds[0]:F2} µs | {allocated:N0} |");
    }

    private sealed record Order(int Id, string Customer, double Total, bool Paid, string Note, OrderLine[] Lines, string[] Tags, int[] Numbers);

    private sealed record OrderLine(string Sku, int Count, double Price);
}
