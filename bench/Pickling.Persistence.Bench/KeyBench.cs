using System.Diagnostics;
using Pickling.Caching;
using Pickling.Model;

namespace Pickling.Persistence.Bench;

/// <summary>How long the key of an object takes whose pickle has some 1000 bytes.</summary>
internal static class KeyBench
{
    private const int Rounds = 3_000;
    private const int KeysARound = 200;

    public static void Run()
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
        Measure($"dict of .NET's types, {pickle.Length} bytes as a pickle", order);
        Measure("the same, loaded", Pickle.Loads(pickle)!);
        Measure("str of 1000 characters", new string('x', 1000));
        Measure("bytes, 1000 of them", new byte[1000]);
        Measure("list of 250 ints, loaded", Pickle.Loads(Pickle.Dumps(Enumerable.Range(100_000, 250).ToArray()))!);
        Measure("dict of 40 str, loaded", Pickle.Loads(Pickle.Dumps(Enumerable.Range(0, 40).ToDictionary(number => $"key {number}", number => (object)$"some value {number}")))!);
        Measure("the same, in another order", Pickle.Loads(Pickle.Dumps(Enumerable.Range(0, 40).ToDictionary(number => $"key {number * 7 % 40}", number => (object)$"some value {number}")))!);
        Measure("HashSet of 80 str", Enumerable.Range(0, 80).Select(number => $"value {number}").ToHashSet());
        Measure("Dictionary of 80 str to int", Enumerable.Range(0, 80).ToDictionary(number => $"key {number}"));
        Measure("List of 110 double", Enumerable.Range(0, 110).Select(number => number / 7.0).ToList());
        Measure("tuple of 100 str, loaded", Pickle.Loads(Pickle.Dumps(PyTuple.Create([.. Enumerable.Range(0, 100).Select(number => (object)$"value {number}")])))!);
    }

    private static void Measure(string name, object value)
    {
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
}
