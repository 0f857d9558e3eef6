using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Pickling.Model;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>Each store, exchanged with the Python program that owns it, and with bad entries in it.</summary>
public sealed class StoreTests(RedisServer redis) : IClassFixture<RedisServer>, IDisposable
{
    private const string WrittenByPython = "{'a': [1, (2.5, None)], 'text': 'größe'}";
    private const string ReadByPython = @"[{'a': [1, (2.5, None)], 'text': 'gr\xf6\xdfe'}, 12, None]";

    private static readonly DjangoCacheOptions Shop = new() { KeyPrefix = "shop", Version = 3 };

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"pickling-store-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
        else
        {
            File.Delete(_path);
        }
    }

    [Fact]
    public void Sqlitedict_and_here_share_a_file()
    {
        Python.Require("sqlitedict");
        Python.Run("sqlitedict", "write", _path);
        using (var dict = new SqliteDict<object?>(_path))
        {
            Assert.Equal(WrittenByPython, PyValue.Repr(dict["python"]));
            Assert.Equal(12L, dict["number"]);
            dict["net"] = Value();
            dict["count"] = 12;
            dict["none"] = null;
            Assert.Equal(["python", "number", "net", "count", "none"], dict.Keys);
            Assert.Equal(5, dict.ToArray().Length);
            Assert.Equal(5, dict.Values.Count);
        }

        Assert.Equal(ReadByPython, Python.Run("sqlitedict", "read", _path));
    }

    [Fact]
    public void Django_and_here_share_a_folder()
    {
        Python.Require("django");
        Python.Run("file", "write", _path);
        var cache = new DjangoFileCache(_path, Shop);

        Assert.True(cache.TryGet("python", out object? value));
        Assert.Equal(WrittenByPython, PyValue.Repr(value));
        Assert.True(cache.TryGet("number", out int number));
        Assert.Equal(12, number);

        cache.Set("net", Value());
        cache.Set("count", 12, TimeSpan.FromMinutes(1));
        cache.Set<object?>("none", null);
        Assert.Equal(ReadByPython, Python.Run("file", "read", _path));
        Assert.True(cache.Remove("net"));
        Assert.False(cache.Remove("net"));
    }

    [Fact]
    public async Task Django_and_here_share_a_redis_server()
    {
        IDatabase database = redis.Require();
        Python.Require("django_redis");
        string url = $"redis://127.0.0.1:{redis.Port}/0";
        Python.Run("redis", "write", url);
        var cache = new DjangoRedisCache(database, Shop);

        Assert.Equal(WrittenByPython, PyValue.Repr((await cache.TryGetAsync<object>("python")).Value));
        Assert.Equal((true, 12), await cache.TryGetAsync<int>("number"));
        Assert.Equal((false, 0), await cache.TryGetAsync<int>("missing"));

        await cache.SetAsync("net", Value());
        await cache.SetAsync("count", 12, TimeSpan.FromMinutes(1));
        await cache.SetAsync<object?>("none", null);
        Assert.Equal(ReadByPython, Python.Run("redis", "read", url));
        Assert.Equal("12", await database.StringGetAsync("shop:3:count"));

        await database.StringSetAsync("shop:3:bad", "***");
        PickleException error = await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<int>("bad"));
        Assert.Contains("shop:3:bad", error.Message);
        await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<string>("count"));
        Assert.True(await cache.RemoveAsync("net"));
    }

    [Fact]
    public async Task What_django_redis_compressed_is_read_and_it_reads_what_is_not()
    {
        IDatabase database = redis.Require();
        Python.Require("django_redis");
        string url = $"redis://127.0.0.1:{redis.Port}/0";
        var cache = new DjangoRedisCache(database, Shop with { KeyFunction = static (key, prefix, version) => $"{prefix}/{key}@{version}" });
        Python.Run("redis-zlib", "write", url);
        Assert.Equal((byte)'x', ((byte[])(await database.StringGetAsync("shop/python@3"))!)[0]);
        Assert.Equal(WrittenByPython, PyValue.Repr((await cache.TryGetAsync<object>("python")).Value));
        Assert.Equal((true, 12), await cache.TryGetAsync<int>("number"));

        await cache.SetAsync("net", Value());
        await cache.SetAsync("count", 12);
        await cache.SetAsync<object?>("none", null);
        Assert.Equal(ReadByPython, Python.Run("redis-zlib", "read", url));
        Assert.Equal(ReadByPython, Python.Run("redis-lzma", "read", url));

        await database.StringSetAsync("shop/gzip@3", Packed(static target => new GZipStream(target, CompressionMode.Compress)));
        Assert.Equal((true, 5), await cache.TryGetAsync<int>("gzip"));

        Python.Run("redis-lzma", "long", url);
        PickleException error = await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<object>("python"));
        Assert.Contains("shop/python@3", error.Message, StringComparison.Ordinal);
        Assert.Contains("compressed by lzma", error.Message, StringComparison.Ordinal);
        await database.StringSetAsync("shop/bad@3", Packed(static target => new ZLibStream(target, CompressionMode.Compress))[..^6]);
        error = await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<object>("bad"));
        Assert.Contains("shop/bad@3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_unpacks_to_more_than_allowed_is_refused()
    {
        // A pickle of a million zero bytes, in about a thousand.
        byte[] pickle = Pickle.Dumps(new byte[1_000_000]);
        DjangoCacheOptions narrow = Shop with { UnpackedBytesMax = 999_999 };
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            packing.Write(pickle);
        }

        var files = new DjangoFileCache(_path);
        try
        {
            files.Set("bomb", new byte[1_000_000]);
            files.Set("good", 1);
            PickleException error = Assert.Throws<PickleException>(() => new DjangoFileCache(_path, new() { UnpackedBytesMax = 999_999 }).TryGet("bomb", out object? _));
            Assert.Contains("key 'bomb'", error.Message, StringComparison.Ordinal);
            Assert.Contains("999999 bytes, the limit of DjangoCacheOptions.UnpackedBytesMax", error.Message, StringComparison.Ordinal);
            Assert.True(new DjangoFileCache(_path, new() { UnpackedBytesMax = 999_999 }).TryGet("good", out int good));
            Assert.Equal(1, good);
            Assert.True(files.TryGet("bomb", out byte[]? bytes));
            Assert.Equal(1_000_000, bytes!.Length);
        }
        finally
        {
            Directory.Delete(_path, recursive: true);
        }

        IDatabase database = redis.Require();
        await database.StringSetAsync(Shop.MakeKey("bomb"), packed.ToArray());
        PickleException refused = await Assert.ThrowsAsync<PickleException>(() => new DjangoRedisCache(database, narrow).TryGetAsync<object>("bomb"));
        Assert.Contains("bomb", refused.Message, StringComparison.Ordinal);
        Assert.Contains("UnpackedBytesMax", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1_000_000, (await new DjangoRedisCache(database, Shop).TryGetAsync<byte[]>("bomb")).Value!.Length);
    }

    [Fact]
    public async Task Redis_entries_are_added_counted_touched_and_given_no_time_as_Django_does()
    {
        IDatabase database = redis.Require();
        var cache = new DjangoRedisCache(database, new DjangoCacheOptions { KeyPrefix = "verbs" });
        Assert.True(await cache.AddAsync("a", 1));
        Assert.False(await cache.AddAsync("a", 2));
        Assert.Equal(6, await cache.IncrementAsync("a", 5));
        Assert.Equal(-1, await cache.IncrementAsync("a", -7));
        Assert.Equal((true, -1), await cache.TryGetAsync<int>("a"));
        Assert.Null(await cache.IncrementAsync("missing"));
        Assert.True(await cache.TouchAsync("a", TimeSpan.MaxValue));
        Assert.True(await cache.TouchAsync("a", TimeSpan.FromHours(1)));
        Assert.InRange((await database.KeyTimeToLiveAsync("verbs:1:a"))!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.True(await cache.TouchAsync("a"));
        Assert.Null(await database.KeyTimeToLiveAsync("verbs:1:a"));
        Assert.True(await cache.TouchAsync("a"));
        Assert.True(await cache.TouchAsync("a", TimeSpan.Zero));
        Assert.False(await cache.TouchAsync("a"));
        foreach (TimeSpan noTime in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.MinValue, TimeSpan.FromTicks(1)])
        {
            await cache.SetAsync("a", 1, TimeSpan.MaxValue);
            await cache.SetAsync("a", 2, noTime);
            Assert.False((await cache.TryGetAsync<int>("a")).IsFound);
            Assert.True(await cache.AddAsync("a", 3, noTime));
            Assert.False((await cache.TryGetAsync<int>("a")).IsFound);
        }

        await database.ListRightPushAsync("verbs:1:list", "x");
        Assert.Contains("verbs:1:list", (await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<int>("list"))).Message, StringComparison.Ordinal);
        await cache.SetAsync("text", "x");
        Assert.Contains("verbs:1:text", (await Assert.ThrowsAsync<PickleException>(() => cache.IncrementAsync("text"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_expire()
    {
        var cache = new DjangoFileCache(_path);
        cache.Set("a", "x", TimeSpan.FromMilliseconds(1));
        Thread.Sleep(20);

        Assert.False(cache.TryGet("a", out string? _));
        Assert.False(cache.TryGet("b", out string? _));
    }

    [Fact]
    public void A_file_is_given_another_lifetime_and_keeps_its_value()
    {
        Python.Require("django");
        Python.Run("file", "write", _path);
        var cache = new DjangoFileCache(_path, Shop);
        Assert.True(cache.Touch("python", TimeSpan.FromHours(1)));
        Assert.True(cache.TryGet("python", out object? value));
        Assert.Equal(WrittenByPython, PyValue.Repr(value));
        Assert.True(cache.Touch("number"));
        Assert.Equal("[12]", Python.Run("file", "get", _path, "number"));
        Assert.True(cache.Touch("number", TimeSpan.FromSeconds(-1)));
        Assert.False(cache.Touch("number"));
        Assert.Equal("[None]", Python.Run("file", "get", _path, "number"));
        Assert.False(cache.Touch("missing"));
        Assert.False(new DjangoFileCache(_path + "missing").Touch("missing"));
    }

    [Fact]
    public void Too_many_files_are_culled_and_a_value_is_added_where_there_is_none()
    {
        var cache = new DjangoFileCache(_path, new DjangoCacheOptions { MaxEntries = 9, CullFrequency = 3 });
        for (int number = 0; number < 10; number++)
        {
            Assert.True(cache.Add($"{number}", number));
        }

        Assert.Equal(7, Directory.GetFiles(_path).Length);
        Assert.False(cache.Add("9", 10));
        Assert.True(cache.TryGet("9", out int value));
        Assert.Equal(9, value);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Directory.GetFiles(_path)[0]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        cache.Clear();
        Assert.Empty(Directory.GetFiles(_path));
    }

    [Fact]
    public void A_damaged_cache_file_is_an_error_that_names_it_and_stays()
    {
        var cache = new DjangoFileCache(_path);
        cache.Set("a", new[] { 1, 2, 3 });
        cache.Set("b", "fine");
        string file = Directory.GetFiles(_path).Single(path => File.ReadAllBytes(path).Length > 0 && Holds(cache, path));
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length < whole.Length - 4; length++)
        {
            File.WriteAllBytes(file, whole[..length]);

            PickleException error = Assert.ThrowsAny<PickleException>(() => cache.TryGet("a", out int[]? _));
            Assert.Contains("key 'a'", error.Message);
            Assert.Equal(length, new FileInfo(file).Length);
        }

        Assert.True(cache.TryGet("b", out string? text));
        Assert.Equal("fine", text);
    }

    [Fact]
    public void A_value_that_does_not_load_is_an_error_that_names_it_and_the_others_stay_readable()
    {
        using (var dict = new SqliteDict<string>(_path))
        {
            dict["good"] = "x";
        }

        Execute("INSERT INTO unnamed VALUES ('bad', x'8005'), ('number', x'80054b012e'), ('text', 'abc')");
        using (var dict = new SqliteDict<string>(_path))
        {
            foreach (string key in new[] { "bad", "number", "text" })
            {
                Assert.Contains($"{_path}, key '{key}'", Assert.Throws<PickleException>(() => dict[key]).Message);
            }

            Assert.Equal("x", dict["good"]);
            Assert.Equal(4, dict.Count);
            Assert.Throws<ArgumentException>(() => dict.Add("good", "y"));
            Assert.True(dict.Remove("bad"));
            Assert.False(dict.Remove("bad"));
            Assert.Throws<KeyNotFoundException>(() => dict["bad"]);
        }
    }

    [Fact]
    public void A_key_that_is_no_text_is_an_error_that_names_its_row()
    {
        using var dict = new SqliteDict<string>(_path);
        dict["good"] = "x";
        Execute("INSERT INTO unnamed VALUES (CAST(x'ff' AS TEXT), x'4e2e')");

        Assert.Contains("row 2", Assert.Throws<PickleException>(() => dict.Keys).Message);
        Assert.Contains("not UTF-8", Assert.Throws<PickleException>(() => dict.ToList()).Message);
        Assert.Equal("x", dict["good"]);
    }

    [Fact]
    public void What_is_closed_says_so()
    {
        var dict = new SqliteDict<int>(_path);
        dict.Dispose();
        dict.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dict["a"]);
        Assert.Throws<ObjectDisposedException>(() => dict["a"] = 1);
        Assert.Throws<ObjectDisposedException>(() => dict.Count);
        File.Delete(_path);

        var cache = new DiskCache(_path);
        cache.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cache.Set("a", 1));
        Assert.Throws<ObjectDisposedException>(() => cache.ContainsKey("a"));
    }

    [Fact]
    public void A_foreign_file_is_refused_and_stays_as_it_is()
    {
        File.WriteAllText(_path, new string('x', 5000));
        Assert.Contains(_path, Assert.Throws<PickleException>(() => new SqliteDict<string>(_path)).Message);
        Assert.Equal(5000, new FileInfo(_path).Length);
        File.Delete(_path);

        Execute("CREATE TABLE unnamed (other INTEGER)");
        Assert.Contains("no file of sqlitedict", Assert.Throws<PickleException>(() => new SqliteDict<string>(_path)).Message);
    }

    [Fact]
    public void A_key_that_no_store_can_have_is_refused_and_finds_no_other()
    {
        using (var dict = new SqliteDict<int>(_path))
        {
            dict["\ufffd"] = 1;
            Assert.Throws<ArgumentException>(() => dict["\ud800"] = 2);
            Assert.Throws<ArgumentException>(() => dict.TryGetValue("\ud800", out _));
            Assert.Throws<ArgumentException>(() => dict.Remove("\udc00\ud800"));
            Assert.Throws<ArgumentNullException>(() => dict[null!] = 2);
            dict["\ud83d\ude00"] = 3;
            Assert.Equal(["\ufffd", "\U0001f600"], dict.Keys);
        }

        File.Delete(_path);
        var cache = new DjangoFileCache(_path);
        cache.Set("\ufffd", 1);
        Assert.Throws<ArgumentException>(() => cache.TryGet("\ud800", out int _));
        Assert.Throws<ArgumentException>(() => new DjangoCacheOptions().MakeKey("\ud800"));
    }

    [Fact]
    public void Enumerating_goes_through_the_keys_that_were_there_whatever_is_done_meanwhile()
    {
        using var dict = new SqliteDict<int>(_path) { ["a"] = 1, ["b"] = 2, ["c"] = 3, ["d"] = 4 };
        List<string> seen = [];
        foreach ((string key, int value) in dict)
        {
            seen.Add($"{key} {value}");
            dict[key] = 10 * value;
            dict.Remove("b");
            dict["d"] = 5;
        }

        Assert.Equal(["a 1", "c 3", "d 5"], seen);
        Assert.Equal([5, 10, 30], dict.Values.Order());
    }

    private static bool Holds(DjangoFileCache cache, string path)
    {
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        bool isIt = !cache.TryGet("a", out int[]? _);
        File.WriteAllBytes(path, content);
        return isIt;
    }

    // A pickle of 5.
    private static byte[] Packed(Func<Stream, Stream> compress)
    {
        using var packed = new MemoryStream();
        using (Stream packing = compress(packed))
        {
            packing.Write([0x80, 4, (byte)'K', 5, (byte)'.']);
        }

        return packed.ToArray();
    }

    private static PyDict Value() => new() { ["a"] = new PyList { 1, PyTuple.Create(2.5, null) }, ["text"] = "größe" };

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
