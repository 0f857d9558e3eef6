using System.Numerics;
using Microsoft.Data.Sqlite;
using Pickling.Model;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>diskcache's folders, exchanged and shared with the real one, and with bad entries in them.</summary>
public sealed class DiskCacheTests : IDisposable
{
    private const int Big = 40_000;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pickling-diskcache-{Guid.NewGuid():N}");

    // The keys and values of disk_peer.py, in its order.
    internal static object?[] Keys =>
    [
        "text", "größe", 7, long.MinValue, 2.5, "bytes"u8.ToArray(), null, true, BigInteger.Pow(2, 70), (1, "a"), ("x", ("y", (object?)null), 1.5), ValueTuple.Create(),
        new[] { 1, 2, 300 }, new PyDict { ["k"] = 1, ["l"] = new PyList { true } }, "a\0b", ("k", "k"), Array.Empty<byte>(), "",
        ("raw"u8.ToArray(), string.Concat(Enumerable.Repeat("text", 100))), PyTuple.Create([.. Enumerable.Range(0, 2000).Select(number => (object)(long)number)]), BigInteger.Pow(10, 400),
    ];

    internal static object?[] Values =>
    [
        new object?[] { "text", null }, "größe", 7, long.MinValue, 2.5, "bytes"u8.ToArray(), null, true, BigInteger.Pow(2, 70), double.PositiveInfinity, new string('z', Big),
        new string('ä', Big), string.Concat(Enumerable.Repeat("line\r\n", Big)), new byte[Big], Enumerable.Range(0, Big).ToArray(),
        new PyDict { ["a"] = PyTuple.Create(1, new PySet { 2 }) }, "a\0b", "", Array.Empty<byte>(), string.Concat(Enumerable.Repeat("\U0001f600", Big / 2)), (1, 2),
    ];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void What_Python_stored_is_read_by_every_kind_of_key()
    {
        Run("write");
        using var cache = new DiskCache(_folder);
        object?[] keys = Keys;
        object?[] values = Values;

        Assert.Equal(keys.Length, cache.Count);
        Assert.Equal(keys.Select(Repr), cache.Keys().Select(Repr));
        for (int index = 0; index < keys.Length; index++)
        {
            Assert.True(cache.TryGetEntry(keys[index], out DiskCacheEntry<object?> entry), Repr(keys[index]));

            // As a text file, diskcache 5 itself does not give \r\n back; here it does not get lost.
            Assert.Equal(Repr(values[index]), Repr(entry.Value));
            Assert.Equal("python", entry.Tag);
            Assert.InRange((entry.Expires!.Value - DateTimeOffset.UtcNow).TotalSeconds, 800, 1000);
        }
    }

    [Fact]
    public void What_is_stored_here_Python_reads_by_every_kind_of_key()
    {
        Python.Require("diskcache");
        using (var cache = new DiskCache(_folder))
        {
            foreach ((object? key, object? value) in Keys.Zip(Values))
            {
                cache.Set(key, value);
            }
        }

        string expected = Run("shown");
        Assert.Equal(expected + "\nTrue (None, None) []", Run("read"));
    }

    [Fact]
    public void A_folder_that_Python_made_is_changed_in_every_way()
    {
        Run("write");
        using (var cache = new DiskCache(_folder))
        {
            Assert.True(cache.Remove(7));
            Assert.True(cache.Touch(2.5));
            cache.Set("text", new string('t', Big));
            Assert.True(cache.Add("new", 1));
            Assert.Equal(2, cache.Increment("new"));
            Assert.Equal(Keys.Length, cache.Count);
            Assert.Equal(Keys.Length - 2, cache.Evict("python"));
        }

        Assert.StartsWith("[] 2 (", Run("check"), StringComparison.Ordinal);
        using var again = new DiskCache(_folder);
        Assert.Equal(2, again.Clear());
        Assert.Equal(0, again.Count);
    }

    [Fact]
    public void Keys_of_all_types_of_dotnet_are_those_that_Python_asks_for()
    {
        using var cache = new DiskCache(_folder);
        object[] keys = ['c', (nint)1, (nuint)2, (Int128)3, (UInt128)4, (Half)1.5, 2.5f, new ReadOnlyMemory<byte>([1]), new Memory<byte>([2]), new ArraySegment<byte>([3])];
        foreach (object key in keys)
        {
            cache.Set(key, key);
        }

        Assert.Equal("'c' 1 2 3 4 1.5 2.5 b'\\x01' b'\\x02' b'\\x03'", string.Join(' ', cache.Keys().Select(Repr)));
        Assert.Equal(["1"], Rows(_folder, "SELECT DISTINCT raw FROM Cache"));
        Assert.Equal(["1"], Rows(_folder, "SELECT DISTINCT mode FROM Cache"));
        Assert.True(cache.TryGet("c", out char character));
        Assert.Equal('c', character);
    }

    [Fact]
    public void A_new_folder_is_as_diskcache_makes_it()
    {
        Python.Require("diskcache");
        string there = Path.Combine(_folder, "there");
        string here = Path.Combine(_folder, "here");
        using (new DiskCache(here))
        {
        }

        // diskcache adds what it misses, so it is asked before it opens the folder.
        string[] made = [.. Rows(here, "SELECT key || ' ' || typeof(value) || ' ' || value FROM Settings ORDER BY key"), .. Rows(here, "SELECT name FROM sqlite_master ORDER BY name")];
        Assert.Equal(Run("settings", there), Run("settings", here));
        Assert.Equal(made, (string[])[.. Rows(there, "SELECT key || ' ' || typeof(value) || ' ' || value FROM Settings ORDER BY key"), .. Rows(there, "SELECT name FROM sqlite_master ORDER BY name")]);
        Assert.Equal(["1"], Rows(here, "PRAGMA auto_vacuum"));
    }

    [Fact]
    public async Task Python_and_here_write_at_one_time()
    {
        Python.Require("diskcache");
        using var cache = new DiskCache(_folder, new() { Statistics = true });
        Task<string> python = Task.Run(() => Run("count"), TestContext.Current.CancellationToken);
        for (int number = 0; number < 300; number++)
        {
            cache.Increment(("total", 1));
            cache.Set("shared", Enumerable.Repeat((byte)number, Big).ToArray());
            Assert.True(cache.TryGet("shared", out byte[]? shared));
            Assert.Equal(-1, shared.AsSpan().IndexOfAnyExcept(shared![0]));
        }

        await python;
        Assert.True(cache.TryGet(("total", 1), out int total));
        Assert.Equal(600, total);
        Assert.StartsWith("[] 2 (", Run("check"), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder, "*.val", SearchOption.AllDirectories));
    }

    [Fact]
    public void Threads_share_a_cache()
    {
        using var cache = new DiskCache(_folder);
        Parallel.For(0, 200, number =>
        {
            cache.Increment("total");
            cache.Set(number % 10, new string('x', Big));
            cache.TryGet(number % 7, out string? _);
            cache.Remove(number % 5);
        });

        Assert.True(cache.TryGet("total", out int total));
        Assert.Equal(200, total);
    }

    [Fact]
    public void Entries_expire_are_added_touched_and_removed()
    {
        using var cache = new DiskCache(_folder);
        cache.Set("gone", new string('x', Big), TimeSpan.FromTicks(1));
        cache.Set("short", 1, TimeSpan.FromDays(1));
        WaitUntil(() => !cache.ContainsKey("gone"));

        Assert.False(cache.TryGet("gone", out object? _));
        Assert.False(cache.Touch("gone"));
        Assert.False(cache.Remove("gone"));
        Assert.True(cache.Touch("short"));
        Assert.True(cache.TryGetEntry("short", out DiskCacheEntry<int> entry));
        Assert.Null(entry.Expires);
        Assert.False(cache.Add("short", 2));
        Assert.True(cache.Add("gone", 3));
        Assert.Empty(Directory.GetFiles(_folder, "*.val", SearchOption.AllDirectories));
        Assert.Equal(10, cache.Increment("gone", 7));
        Assert.Equal(42, cache.Increment("new", 2, 40));
        Assert.Equal(3, cache.Count);

        cache.Set("a", 1, tag: "red");
        cache.Set("b", "x", tag: 7);
        Assert.Equal(1, cache.Evict("red"));
        Assert.Equal(1, cache.Evict(7));
        Assert.True(cache.Remove("new"));
        Assert.Equal(2, cache.Clear());
        Assert.Equal(0, cache.Count);
    }

    [Theory]
    [InlineData(DiskCacheEviction.LeastRecentlyStored, false)]
    [InlineData(DiskCacheEviction.LeastRecentlyUsed, true)]
    [InlineData(DiskCacheEviction.LeastFrequentlyUsed, true)]
    public void What_is_too_much_goes_by_the_policy(DiskCacheEviction eviction, bool keepsWhatIsRead)
    {
        const int SizeLimit = 400_000;
        const int EntryBytes = 50_000;
        using var cache = new DiskCache(_folder, new() { Eviction = eviction, SizeLimit = SizeLimit, CullLimit = 2, Statistics = true });
        for (int number = 0; number < 20; number++)
        {
            cache.Set(number, new byte[EntryBytes]);

            // So that no two entries have one time.
            Thread.Sleep(1);
            cache.TryGet(0, out byte[]? _);
            Assert.InRange(cache.Volume, 0, SizeLimit + EntryBytes);
        }

        Assert.Equal(keepsWhatIsRead, cache.ContainsKey(0));
        Assert.InRange(cache.Hits, 1, 20);
        Assert.Equal(20, cache.Hits + cache.Misses);

        cache.Set("large", new byte[SizeLimit]);
        cache.Cull();
        Assert.InRange(cache.Volume, 0, SizeLimit);
    }

    [Fact]
    public void Without_a_policy_only_what_has_expired_goes()
    {
        using var cache = new DiskCache(_folder, new() { Eviction = DiskCacheEviction.None, SizeLimit = 1 });
        cache.Set("a", new byte[Big], TimeSpan.FromTicks(1));
        WaitUntil(() => !cache.ContainsKey("a"));
        cache.Set("b", new byte[Big]);
        cache.Set("c", new byte[Big]);

        Assert.Equal(["b", "c"], cache.Keys());
        Assert.Equal(0, cache.Cull());
    }

    [Fact]
    public void A_bad_entry_is_an_error_that_names_it_and_the_others_stay_readable()
    {
        using var cache = new DiskCache(_folder);
        cache.Set("good", "x");
        cache.Set("text", "abc");
        cache.Set("pickle", (1, 2));
        cache.Set("large", new byte[Big]);
        cache.Set("lost", new byte[Big]);
        cache.Set("outside", new byte[Big]);
        cache.Set("mode", 1);
        string lost = Assert.Single(Rows(_folder, "SELECT filename FROM Cache WHERE key = 'lost'"));
        File.Delete(Path.Combine(_folder, lost));
        Execute("UPDATE Cache SET value = x'8005' WHERE key = 'pickle'");
        Execute("UPDATE Cache SET filename = '../../outside.val' WHERE key = 'outside'");
        Execute("UPDATE Cache SET mode = 9 WHERE key = 'mode'");
        Execute("INSERT INTO Cache(key, raw, store_time, mode, value) VALUES (x'ff', 0, 0, 1, 1)");

        foreach (string key in new[] { "text", "pickle", "large", "outside", "mode" })
        {
            string message = Assert.ThrowsAny<PickleException>(() => cache.TryGet(key, out int _)).Message;
            Assert.Contains($"{_folder}, key '{key}'", message, StringComparison.Ordinal);
        }

        Assert.False(cache.TryGet("lost", out object? _));
        Assert.Contains("row 8", Assert.Throws<PickleException>(() => cache.Keys().Count()).Message, StringComparison.Ordinal);
        Assert.True(cache.TryGet("good", out string? good));
        Assert.Equal("x", good);
        Assert.Throws<PickleException>(() => cache.Increment("text"));
        Assert.True(cache.TryGet("text", out string? text));
        Assert.Equal("abc", text);
        Assert.Throws<ArgumentException>(() => cache.Set(double.NaN, 1));
        Assert.Throws<ArgumentException>(() => cache.Set("\ud800", 1));
        Assert.Throws<ArgumentException>(() => cache.Set("tagged", 1, tag: new object()));
        Assert.Throws<PicklingException>(() => cache.Set("unpicklable", new object[] { typeof(string) }));
        Assert.Equal(8, cache.Count);
    }

    [Fact]
    public void What_SQLite_cannot_hold_comes_back_all_the_same()
    {
        using var cache = new DiskCache(_folder);
        cache.Set("nan", double.NaN);
        cache.Set("surrogate", "\ud800");
        cache.Set("null", (string?)null);

        Assert.True(cache.TryGet("nan", out double nan));
        Assert.True(double.IsNaN(nan));
        Assert.True(cache.TryGet("surrogate", out string? text));
        Assert.Equal("\ud800", text);
        Assert.True(cache.TryGet("null", out string? nothing));
        Assert.Null(nothing);
    }

    [Fact]
    public void A_sum_of_more_than_64_bits_is_an_error_that_names_the_key()
    {
        using var cache = new DiskCache(_folder);
        cache.Set("most", long.MaxValue);
        Assert.Contains("key 'most'", Assert.Throws<PickleException>(() => cache.Increment("most")).Message, StringComparison.Ordinal);
        Assert.Contains("key 'new'", Assert.Throws<PickleException>(() => cache.Increment("new", -1, long.MinValue)).Message, StringComparison.Ordinal);
        Assert.True(cache.TryGet("most", out long most));
        Assert.Equal(long.MaxValue, most);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Signed_bytes_are_the_list_that_they_are_dumped_as()
    {
        using var cache = new DiskCache(_folder);
        sbyte[] bytes = [1, -2];
        cache.Set(bytes, bytes);
        Assert.True(cache.TryGet(new[] { 1, -2 }, out object? value));
        Assert.Equal("[1, -2]", Repr(value));
    }

    [Fact]
    public void A_folder_of_JSONDisk_is_refused_and_stays_as_it_is()
    {
        Run("json");
        string before = string.Join(' ', Rows(_folder, "SELECT key || '=' || value FROM Settings ORDER BY key"));
        Assert.Contains("JSONDisk", Assert.Throws<PickleException>(() => new DiskCache(_folder, new() { CullLimit = 3 })).Message, StringComparison.Ordinal);
        Assert.Equal(before, string.Join(' ', Rows(_folder, "SELECT key || '=' || value FROM Settings ORDER BY key")));
    }

    [Theory]
    [InlineData("CREATE TABLE other (x)", "no tables Settings and Cache")]
    [InlineData("CREATE TABLE Settings (key, value); CREATE TABLE Cache (key, value)", "no tables Settings and Cache")]
    [InlineData("CREATE TABLE Settings (key TEXT NOT NULL UNIQUE, value); INSERT INTO Settings VALUES ('disk_compress_level', 1)", "JSONDisk")]
    [InlineData("CREATE TABLE Settings (key TEXT NOT NULL UNIQUE, value); INSERT INTO Settings VALUES ('eviction_policy', 'best')", "eviction_policy")]
    [InlineData("CREATE TABLE Settings (key TEXT NOT NULL UNIQUE, value); INSERT INTO Settings VALUES ('disk_pickle_protocol', 9)", "protocol")]
    [InlineData("CREATE TABLE Settings (key TEXT NOT NULL UNIQUE, value); INSERT INTO Settings VALUES ('sqlite_cache_size', 'x; DROP TABLE Cache')", "sqlite_cache_size")]
    public void A_foreign_database_is_refused(string schema, string expected)
    {
        Directory.CreateDirectory(_folder);
        Execute(schema);
        Assert.Contains(expected, Assert.Throws<PickleException>(() => new DiskCache(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_database_is_refused_and_stays_as_it_is()
    {
        Directory.CreateDirectory(_folder);
        string path = Path.Combine(_folder, "cache.db");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Contains(path, Assert.Throws<PickleException>(() => new DiskCache(_folder)).Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(path));

        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(_folder, "000"));
        File.WriteAllText(Path.Combine(_folder, "000", "cache.db"), "");
        Assert.Contains("FanoutCache", Assert.Throws<PickleException>(() => new DiskCache(_folder)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_writer_that_does_not_end_is_an_error_in_time()
    {
        using var cache = new DiskCache(_folder, new() { Patience = TimeSpan.FromSeconds(1) });
        cache.Set("a", 1);
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);

        Assert.Contains("another process", Assert.Throws<PickleException>(() => cache.Set("a", new byte[Big])).Message, StringComparison.Ordinal);
        Assert.True(cache.TryGet("a", out int value));
        Assert.Equal(1, value);
        Assert.Empty(Directory.GetFiles(_folder, "*.val", SearchOption.AllDirectories));
    }

    internal static string Repr(object? value) => PyValue.Repr(Pickle.Loads(Pickle.Dumps(value)));

    private static void WaitUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)));

    private string Run(string command) => Run(command, _folder);

    private static string Run(string command, string folder)
    {
        Python.Require("diskcache");
        return Python.RunScript("disk_peer.py", command, folder);
    }

    private static string[] Rows(string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "cache.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "cache.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
