namespace Quickstart;

/// <summary>Dictionary key: a nested object, which has no hash of its own, as the key of a cache.</summary>
internal static class DictionaryKeys
{
    public static Task RunAsync(Report report)
    {
        Dictionary<string, object?> query = new() { ["table"] = "orders", ["where"] = new Dictionary<string, object?> { ["city"] = "Kraków", ["years"] = new List<int> { 2024, 2025 } } };
        Dictionary<string, object?> sameQuery = new() { ["where"] = new Dictionary<string, object?> { ["years"] = new List<int> { 2024, 2025 }, ["city"] = "Kraków" }, ["table"] = "orders" };
        Dictionary<string, object?> otherQuery = new() { ["table"] = "orders", ["where"] = null };

        string key = StableKey.Of(query);
        report.Check($"equal objects have one key: {key[..16]}...", key == StableKey.Of(sameQuery));
        report.Check("other objects have another", key != StableKey.Of(otherQuery));

        int calls = 0;
        Func<object?, int> count = Memoized.Of<object?, int>(argument =>
        {
            calls++;
            return StableKey.Of(argument).Length + calls;
        });
        bool sameResult = count(query) == count(sameQuery);
        report.Check("a memoized function ran once for two equal arguments", sameResult && calls == 1);
        count(otherQuery);
        report.Check("and once more for another", calls == 2);
        return Task.CompletedTask;
    }
}
