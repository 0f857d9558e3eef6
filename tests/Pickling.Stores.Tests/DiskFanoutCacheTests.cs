using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>diskcache's FanoutCache, exchanged with the real one: each key must be in the part where Python looks for it.</summary>
public sealed class DiskFanoutCacheTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pickling-fanout-{Guid.NewGuid():N}");

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
        using var cache = new DiskFanoutCache(_folder);

        Assert.Equal(8, cache.PartCount);
        Assert.Equal(DiskCacheTests.Keys.Length, cache.Count);
        Assert.Equal(DiskCacheTests.Keys.Select(DiskCacheTests.Repr).Order(StringComparer.Ordinal), cache.Keys().Select(DiskCacheTests.Repr).Order(StringComparer.Ordinal));
        foreach ((object? key, object? value) in DiskCacheTests.Keys.Zip(DiskCacheTests.Values))
        {
            Assert.True(cache.TryGetEntry(key, out DiskCacheEntry<object?> entry), DiskCacheTests.Repr(key));
            Assert.Equal(DiskCacheTests.Repr(value), DiskCacheTests.Repr(entry.Value));
            Assert.Equal("python", entry.Tag);
        }

        Assert.Equal(DiskCacheTests.Keys.Length, cache.Evict("python"));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void What_is_stored_here_Python_reads_by_every_kind_of_key()
    {
        Python.Require("diskcache");
        using (var cache = new DiskFanoutCache(_folder, options: new DiskCacheOptions { SizeLimit = 1 << 30 }))
        {
            foreach ((object? key, object? value) in DiskCacheTests.Keys.Zip(DiskCacheTests.Values))
            {
                cache.Set(key, value);
            }

            // The database and the files of each part; none is filled by itself.
            Assert.InRange(cache.Volume, 500_000, 3_000_000);
        }

        string expected = Run("shown");
        Assert.Equal(expected + "\nTrue (None, None) []", Run("read"));
    }

    [Fact]
    public void Entries_are_added_counted_touched_and_removed_in_their_part()
    {
        using var cache = new DiskFanoutCache(_folder, parts: 3);
        for (int number = -50; number < 50; number++)
        {
            Assert.True(cache.Add(number, number));
            Assert.False(cache.Add(number, 0));
        }

        Assert.Equal(7, cache.Increment("count", 7));
        Assert.Equal(8, cache.Increment("count"));
        Assert.True(cache.Touch(-50, TimeSpan.FromSeconds(-1)));
        Assert.False(cache.ContainsKey(-50));
        Assert.True(cache.TryGet(-49, out int value));
        Assert.Equal(-49, value);
        Assert.True(cache.Remove(-49));
        Assert.False(cache.Remove(-49));
        Assert.Equal(1, cache.Expire());
        Assert.Equal(0, cache.Cull());
        Assert.Equal(99, cache.Clear());
        Assert.Empty(cache.Keys());
    }

    [Fact]
    public void Another_number_of_parts_and_another_kind_of_cache_are_refused()
    {
        using (var cache = new DiskFanoutCache(_folder, parts: 3))
        {
            cache.Set("a", 1);
        }

        Assert.Contains("has 3 parts", Assert.Throws<PickleException>(() => new DiskFanoutCache(_folder, parts: 8)).Message, StringComparison.Ordinal);
        Assert.Contains("DiskFanoutCache", Assert.Throws<PickleException>(() => new DiskCache(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("open it as a DiskCache", Assert.Throws<PickleException>(() => new DiskFanoutCache(Path.Combine(_folder, "000"))).Message, StringComparison.Ordinal);
        using var again = new DiskFanoutCache(_folder);
        Assert.Equal(3, again.PartCount);
        Assert.True(again.TryGet("a", out int value));
        Assert.Equal(1, value);
    }

    private string Run(string command)
    {
        Python.Require("diskcache");
        return Python.RunScript("disk_peer.py", command, _folder, "fanout");
    }
}
