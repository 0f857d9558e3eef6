using Microsoft.Data.Sqlite;
using Pickling.Model;
using Pickling.Stores;

namespace Pickling.Docs;

/// <summary>The snippets of docs/databases.md about stores that Python programs own.</summary>
internal static class PythonStores
{
    public static void WithDiskCache()
    {
        string folder = Directory.CreateTempSubdirectory("pickling-docs-").FullName;
        // snippet: diskcache
        // In Python: diskcache.Cache(folder)
        using (var cache = new DiskCache(folder))
        {
            cache.Set("answer", 42);
            cache.Set(("orders", 2025), new List<int> { 7, 8 }, lifetime: TimeSpan.FromHours(1), tag: "reports");
            cache.Increment("visits");

            Console.WriteLine(cache.TryGet(("orders", 2025), out List<int>? orders)); // True
            Console.WriteLine(string.Join(" ", orders!)); // 7 8
            Console.WriteLine(string.Join(" ", cache.Keys())); // answer ('orders', 2025) visits
            Console.WriteLine(cache.Evict("reports")); // 1
        }
        // end

        Directory.Delete(folder, recursive: true);
    }

    public static void WithSqliteDict()
    {
        string path = System.IO.Path.GetTempFileName();
        // snippet: sqlitedict
        // In Python: sqlitedict.SqliteDict(path, autocommit=True)
        using (var dict = new SqliteDict<PyDict>(path))
        {
            dict["ada"] = new PyDict { ["born"] = 1815 };
            Console.WriteLine(dict["ada"]); // {'born': 1815}
        }
        // end

        File.Delete(path);
    }

    public static async Task WithDjangoAsync()
    {
        // snippet: django-cache
        // settings.py: CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache",
        //                                    "LOCATION": "cache", "KEY_PREFIX": "shop"}}
        using var connection = new SqliteConnection("Data Source=:memory:");
        var cache = new DjangoDatabaseCache(connection, "cache", new DjangoCacheOptions { KeyPrefix = "shop" });
        await cache.CreateTableAsync();
        await cache.SetAsync("prices", new Dictionary<string, double> { ["pen"] = 1.5 }, timeout: TimeSpan.FromMinutes(5));

        (bool isFound, PyDict? prices) = await cache.TryGetAsync<PyDict>("prices");
        Console.WriteLine(isFound); // True
        Console.WriteLine(prices); // {'pen': 1.5}
        // end
    }

    public static async Task WithMemcachedAsync()
    {
        // snippet: memcached
        // settings.py: CACHES = {"default": {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        //                                    "LOCATION": "127.0.0.1:11211", "KEY_PREFIX": "shop"}}
        using var cache = new DjangoMemcachedCache("127.0.0.1:11211", new DjangoCacheOptions { KeyPrefix = "shop" });
        await cache.SetAsync("visits", 41, timeout: TimeSpan.FromHours(1));
        ulong? visits = await cache.IncrementAsync("visits"); // 42, and cache.get("visits") == 42 in Python

        // In Python: pymemcache.HashClient(["10.0.0.1:11211", "10.0.0.2:11211"], serde=pymemcache.serde.pickle_serde)
        using var plain = new MemcachedCache("10.0.0.1:11211,10.0.0.2:11211");
        (bool isFound, PyDict? session) = await plain.TryGetAsync<PyDict>("session-8a2f");
        // end
        Console.WriteLine($"{visits} {isFound} {session}");
    }
}
