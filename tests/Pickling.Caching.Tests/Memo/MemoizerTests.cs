using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Persistence;
using Pickling.Stores;
using Xunit;

namespace Pickling.Caching.Tests.Memo;

/// <summary>What is remembered, for how long, and how often a function runs.</summary>
public sealed class MemoizerTests : IDisposable
{
    public static TheoryData<string> Stores { get; } = ["memory", "cache", "hybrid", "dictionary", "shelf", "dumb shelf", "sqlitedict"];

    private readonly string _folder = Directory.CreateTempSubdirectory("pickling-memo-").FullName;
    private readonly List<IDisposable> _dictionaries = [];

    public void Dispose()
    {
        CloseDictionaries();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_function_runs_once_for_equal_arguments(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store);
        int calls = 0;
        Func<Dictionary<string, int>, string> sum = memo.Memoize("sum", (Dictionary<string, int> items) => $"{items.Values.Sum()} {++calls}");

        Assert.Equal("3 1", sum(new() { ["a"] = 1, ["b"] = 2 }));
        Assert.Equal("3 1", sum(new() { ["b"] = 2, ["a"] = 1 }));
        Assert.Equal("4 2", sum(new() { ["b"] = 2, ["a"] = 2 }));

        await memo.ForgetAsync("sum", new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        Assert.Equal("3 3", sum(new() { ["a"] = 1, ["b"] = 2 }));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Results_of_a_record_type_come_back(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store);
        int calls = 0;
        Func<int, Answer?> find = memo.Memoize("find", (int number) => { calls++; return number < 0 ? null : new Answer(number, [$"n{number}"]); });

        Assert.Equal(find(7)!.Texts, find(7)!.Texts);
        Assert.Equal(1, calls);
        Assert.Null(find(-1));
        Assert.Null(find(-1));
        Assert.Equal(3, calls);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Nothing_found_is_remembered_when_asked_for(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store, new MemoizerOptions { NegativeLifetime = TimeSpan.FromHours(1) });
        int calls = 0;
        Func<int, string?> find = memo.Memoize("find", (int number) => { calls++; return (string?)null; });

        Assert.Null(find(1));
        Assert.Null(find(1));
        Assert.Equal(1, calls);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Calls_at_one_time_are_one_call(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store);
        int calls = 0;
        var gate = new TaskCompletionSource();
        Func<string, CancellationToken, Task<int>> slow = memo.MemoizeAsync("slow", async (string text, CancellationToken _) =>
        {
            await gate.Task;
            return Interlocked.Increment(ref calls);
        });

        Task<int>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => slow("x", CancellationToken.None))];
        gate.SetResult();

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(1, result));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Threads_wait_for_the_one_that_computes()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        int calls = 0;
        Func<int, int> slow = memo.Memoize("slow", (int number) =>
        {
            Thread.Sleep(50);
            return Interlocked.Increment(ref calls);
        });

        int[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => slow(1), TaskCreationOptions.LongRunning)));

        Assert.Equal([1, 1, 1, 1], results);
    }

    [Fact]
    public async Task One_who_leaves_does_not_take_the_others_along()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        var gate = new TaskCompletionSource<int>();
        using var leaving = new CancellationTokenSource();
        Func<int, CancellationToken, Task<int>> slow = memo.MemoizeAsync("slow", (int _, CancellationToken token) => gate.Task.WaitAsync(token));

        Task<int> first = slow(1, leaving.Token);
        Task<int> second = slow(1, CancellationToken.None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(5);

        Assert.Equal(5, await second);
    }

    [Fact]
    public async Task A_call_that_all_left_is_cancelled_and_the_next_one_starts_anew()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        using var leaving = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource();
        int calls = 0;
        Func<int, CancellationToken, Task<int>> slow = memo.MemoizeAsync("slow", async (int _, CancellationToken token) =>
        {
            if (++calls == 1)
            {
                token.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, token);
            }

            return calls;
        });

        Task<int> first = slow(1, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await cancelled.Task;

        Assert.Equal(2, await slow(1, CancellationToken.None));
    }

    [Fact]
    public void Exceptions_reach_the_caller_and_are_not_remembered()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        int calls = 0;
        Func<int, int> fails = memo.Memoize("fails", (int _) => ++calls < 2 ? throw new InvalidDataException("first") : calls);

        Assert.Throws<InvalidDataException>(() => fails(1));
        Assert.Equal(2, fails(1));
    }

    [Fact]
    public void A_function_that_needs_its_own_result_is_told_so()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        Func<int, int> loop = _ => 0;
        loop = memo.Memoize("loop", (int number) => loop(1 - number));
        Func<int, int> fibonacci = _ => 0;
        fibonacci = memo.Memoize("fibonacci", (int number) => number < 2 ? number : fibonacci(number - 1) + fibonacci(number - 2));

        Assert.Contains("its own result", Assert.Throws<InvalidOperationException>(() => loop(0)).Message);
        Assert.Equal(55, fibonacci(10));
    }

    [Fact]
    public async Task Calls_of_two_threads_that_wait_for_one_another_are_told_so()
    {
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        using var both = new Barrier(2);
        Func<int, int> left = _ => 0;
        Func<int, int> right = memo.Memoize("right", (int number) => Meet(number) + left(number));
        left = memo.Memoize("left", (int number) => Meet(number) + right(number));

        Task[] calls = [Task.Factory.StartNew(() => left(1), TaskCreationOptions.LongRunning), Task.Factory.StartNew(() => right(1), TaskCreationOptions.LongRunning)];
        foreach (Task call in calls)
        {
            Exception error = await Assert.ThrowsAsync<InvalidOperationException>(() => call.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
            Assert.Contains("its own result", error.Message);
        }

        int Meet(int number)
        {
            Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(60)));
            return number;
        }
    }

    [Fact]
    public async Task Tasks_in_a_ring_are_told_so_and_those_that_only_share_are_not()
    {
        const int Count = 5;
        using var store = MemoStore.InMemory();
        var memo = new Memoizer(store);
        int begun = 0;
        var allBegan = new TaskCompletionSource();
        Func<int, CancellationToken, Task<int>> next = null!;
        next = memo.MemoizeAsync("next", async (int number, CancellationToken token) =>
        {
            if (Interlocked.Increment(ref begun) == Count)
            {
                allBegan.SetResult();
            }

            await allBegan.Task;
            return await next((number + 1) % Count, token);
        });
        Task<int>[] ring = [.. Enumerable.Range(0, Count).Select(number => next(number, CancellationToken.None))];
        foreach (Task<int> task in ring)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        // A diamond: many wait for what many others wait for, and nobody for itself.
        Func<int, CancellationToken, Task<long>> paths = null!;
        paths = memo.MemoizeAsync("paths", async (int level, CancellationToken token) =>
        {
            await Task.Yield();
            return level == 0 ? 1 : (await Task.WhenAll(paths(level - 1, token), paths(level - 1, token), paths(Math.Max(0, level - 2), token))).Sum();
        });
        Assert.Equal(await Paths(12), await paths(12, CancellationToken.None));

        static async Task<long> Paths(int level) => level == 0 ? 1 : (2 * await Paths(level - 1)) + await Paths(Math.Max(0, level - 2));
    }

    [Fact]
    public void Another_version_finds_nothing()
    {
        using var store = MemoStore.InMemory();
        int calls = 0;
        int Count(string text) => ++calls;

        Assert.Equal(1, new Memoizer(store, new MemoizerOptions { Version = "1" }).GetOrCall("count", "a", Count));
        Assert.Equal(1, new Memoizer(store, new MemoizerOptions { Version = "1" }).GetOrCall("count", "a", Count));
        Assert.Equal(2, new Memoizer(store, new MemoizerOptions { Version = "2" }).GetOrCall("count", "a", Count));
    }

    [Fact]
    public void No_two_names_and_versions_make_one_key()
    {
        using var store = MemoStore.InMemory();
        (string Name, string Version)[] functions = [("a", "b:c"), ("a:b", "c"), ("a:b:c", ""), ("a", "b%3Ac"), ("a:", "b:c"), ("a", ":b:c")];

        Assert.Equal(functions.Length, functions.Select(function => new Memoizer(store, new MemoizerOptions { Version = function.Version }).KeyOf(function.Name, 1)).Distinct().Count());
        Assert.StartsWith("a:b:2.1:", new Memoizer(store, new MemoizerOptions { Version = "2.1" }).KeyOf("a:b", 1));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_lifetime_without_end_is_one(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store, new MemoizerOptions { Lifetime = TimeSpan.MaxValue, NegativeLifetime = TimeSpan.MaxValue });
        int calls = 0;
        Func<int, string?> find = memo.Memoize("find", (int number) => ++calls > 1 ? null : "text");

        Assert.Equal(("text", "text", null, null), (find(1), find(1), find(2), find(2)));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task What_goes_wrong_names_the_function()
    {
        using MemoStore store = Create("dictionary");
        var memo = new Memoizer(store);

        Assert.Contains(memo.KeyOf("a", 1), Assert.Throws<PicklingException>(() => memo.GetOrCall("a", 1, _ => (object)new CancellationTokenSource())).Message);
        Assert.Contains(memo.KeyOf("b", 1), (await Assert.ThrowsAsync<InvalidOperationException>(() => memo.GetOrCallAsync<int, int>("b", 1, (_, _) => null!))).Message);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("dictionary")]
    public void Results_expire(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store, new MemoizerOptions { Lifetime = TimeSpan.FromMilliseconds(1) });
        int calls = 0;
        Func<int, int> count = memo.Memoize("count", (int _) => ++calls);
        count(1);
        Thread.Sleep(30);

        Assert.Equal(2, count(1));
        Assert.Throws<ArgumentException>(() => new Memoizer(store, new MemoizerOptions { Lifetime = TimeSpan.Zero }));
    }

    [Fact]
    public void A_dictionary_stays_within_its_bound()
    {
        Dictionary<string, byte[]> entries = [];
        using var store = MemoStore.Over(entries, entriesMax: 10);
        Func<int, int> twice = new Memoizer(store).Memoize("twice", (int number) => 2 * number);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(2 * i, twice(i));
            Assert.InRange(entries.Count, 1, 10);
        }
    }

    [Fact]
    public async Task Memory_stays_within_its_bound()
    {
        using var store = MemoStore.InMemory(10);
        var memo = new Memoizer(store);
        for (int i = 0; i < 100; i++)
        {
            memo.GetOrCall("same", i, number => number);
        }

        int found = 0;
        for (int i = 0; i < 100; i++)
        {
            found += (await store.FindAsync<int>(memo.KeyOf("same", i), CancellationToken.None)).IsFound ? 1 : 0;
        }

        Assert.InRange(found, 0, 10);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_result_of_another_type_is_an_error_that_names_the_key(string kind)
    {
        using MemoStore store = Create(kind);
        var memo = new Memoizer(store);
        string key = memo.KeyOf("f", 1);
        await store.KeepAsync(key, "a text", null, CancellationToken.None);
        await store.KeepAsync(memo.KeyOf("f", 2), 22, null, CancellationToken.None);

        PickleException error = Assert.Throws<PickleException>(() => memo.GetOrCall("f", 1, number => number));

        Assert.Contains(key, error.Message);
        Assert.Equal("a text", (await store.FindAsync<string>(key, CancellationToken.None)).Value);
        Assert.Equal(22, memo.GetOrCall("f", 2, number => number));
    }

    [Fact]
    public void A_damaged_entry_is_an_error_that_names_the_key()
    {
        Dictionary<string, byte[]> entries = [];
        using var store = MemoStore.Over(entries);
        var memo = new Memoizer(store);
        memo.GetOrCall("f", 1, number => "text");
        string key = memo.KeyOf("f", 1);
        byte[] whole = entries[key];
        for (int length = 0; length < whole.Length; length++)
        {
            entries[key] = whole[..length];

            Assert.Contains(key, Assert.Throws<PickleException>(() => memo.GetOrCall("f", 1, number => "text")).Message);
        }
    }

    [Fact]
    public async Task A_hybrid_cache_keeps_records_as_pickles()
    {
        ServiceCollection services = [];
        var distributed = new MemoryDistributedCacheForTests();
        services.AddSingleton<Microsoft.Extensions.Caching.Distributed.IDistributedCache>(distributed);
        services.AddHybridCache().AddPickleSerializer();
        await using ServiceProvider provider = services.BuildServiceProvider();
        HybridCache cache = provider.GetRequiredService<HybridCache>();

        await cache.SetAsync("a", new Answer(1, ["x"]));
        var again = await cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Answer(2, [])), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheRead });

        Assert.Equal(1, again.Number);
        Assert.True(distributed.Entries["a"].AsSpan().IndexOf(Pickle.Dumps(new Answer(1, ["x"]))) >= 0);
    }

    [Theory]
    [InlineData("shelf")]
    [InlineData("dumb shelf")]
    [InlineData("sqlitedict")]
    public void Results_in_a_file_outlive_the_program_and_expire(string kind)
    {
        int calls = 0;
        Assert.Equal("call 1", TextOf(7, null));
        Assert.Equal("call 1", TextOf(7, null));
        Assert.Equal("call 2", TextOf(8, TimeSpan.FromTicks(1)));
        Assert.True(SpinWait.SpinUntil(() => TextOf(8, null) == "call 3", TimeSpan.FromSeconds(60)));

        // Each time as in a new run of the program.
        string TextOf(int argument, TimeSpan? lifetime)
        {
            var memo = new Memoizer(Create(kind), new MemoizerOptions { Lifetime = lifetime });
            Answer answer = memo.GetOrCall("answer", argument, number => new Answer(number, [$"call {++calls}"]));
            CloseDictionaries();
            return answer.Texts[0];
        }
    }

    [Theory]
    [InlineData("shelf")]
    [InlineData("sqlitedict")]
    public void A_file_stays_within_its_bound(string kind)
    {
        IDictionary<string, byte[]> entries = Open(kind);
        using var store = MemoStore.Over(entries, entriesMax: 5);
        Func<int, int> twice = new Memoizer(store).Memoize("twice", (int number) => 2 * number);
        for (int number = 0; number < 20; number++)
        {
            Assert.Equal(2 * number, twice(number));
            Assert.InRange(entries.Count, 1, 5);
        }
    }

    [Theory]
    [InlineData("shelf")]
    [InlineData("sqlitedict")]
    public void A_damaged_entry_does_not_keep_a_full_file_from_taking_others(string kind)
    {
        using (IDisposable texts = kind == "shelf" ? Shelf<object?>.Open(Path.Combine(_folder, kind)) : new SqliteDict<object?>(Path.Combine(_folder, kind)))
        {
            var entries = (IDictionary<string, object?>)texts;
            entries["a text"] = "text";
            entries["nothing"] = null;
        }

        using var store = MemoStore.Over(Open(kind), entriesMax: 5);
        Func<int, int> twice = new Memoizer(store).Memoize("twice", (int number) => 2 * number);
        for (int number = 0; number < 20; number++)
        {
            Assert.Equal(2 * number, twice(number));
        }
    }

    private MemoStore Create(string kind) => kind switch
    {
        "memory" => MemoStore.InMemory(),
        "cache" => MemoStore.Over(new MemoryCache(new MemoryCacheOptions())),
        "hybrid" => MemoStore.Over(Hybrid()),
        _ => MemoStore.Over(Open(kind)),
    };

    private IDictionary<string, byte[]> Open(string kind)
    {
        string path = Path.Combine(_folder, kind);
        IDictionary<string, byte[]> dictionary = kind switch
        {
            "shelf" => Shelf<byte[]>.Open(path),
            "dumb shelf" => Shelf<byte[]>.Open(path, new ShelfOptions { Backend = ShelfBackend.Dumb }),
            "sqlitedict" => new SqliteDict<byte[]>(path),
            _ => new Dictionary<string, byte[]>(),
        };
        if (dictionary is IDisposable disposable)
        {
            _dictionaries.Add(disposable);
        }

        return dictionary;
    }

    private void CloseDictionaries()
    {
        foreach (IDisposable dictionary in _dictionaries)
        {
            dictionary.Dispose();
        }

        _dictionaries.Clear();
    }

    private static HybridCache Hybrid()
    {
        ServiceCollection services = [];
        services.AddHybridCache();
        return services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }

    internal sealed record Answer(int Number, List<string> Texts);
}
