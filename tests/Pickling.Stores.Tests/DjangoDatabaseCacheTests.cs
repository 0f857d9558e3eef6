using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pickling.EntityFrameworkCore.Tests;
using Pickling.Model;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>Django's cache in a table of SQLite and PostgreSQL, exchanged with Django.</summary>
public sealed class DjangoDatabaseCacheTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private const string WrittenByPython = "{'a': [1, (2.5, None)], 'text': 'größe'}";
    private const string ReadByPython = @"[{'a': [1, (2.5, None)], 'text': 'gr\xf6\xdfe'}, 12, None]";
    private const string Table = "my cache";

    private static readonly DjangoCacheOptions Shop = new() { KeyPrefix = "shop", Version = 3 };

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"pickling-store-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Django_and_here_share_a_table(bool isPostgres, bool isMadeHere)
    {
        Python.Require("django");
        await using DbConnection connection = Connect(isPostgres);
        string where = isPostgres ? postgres.PythonUrl : _path;
        var cache = new DjangoDatabaseCache(connection, Table, Shop);
        if (isMadeHere)
        {
            await cache.CreateTableAsync(TestContext.Current.CancellationToken);
            await cache.CreateTableAsync(TestContext.Current.CancellationToken);
        }

        Python.Run("database", "write", where);
        (bool isFound, object? value) = await cache.TryGetAsync<object>("python", TestContext.Current.CancellationToken);
        Assert.True(isFound);
        Assert.Equal(WrittenByPython, PyValue.Repr(value));
        Assert.Equal((true, 12), await cache.TryGetAsync<int>("number", TestContext.Current.CancellationToken));
        Assert.Equal((false, 0), await cache.TryGetAsync<int>("missing", TestContext.Current.CancellationToken));

        await cache.SetAsync("net", new PyDict { ["a"] = new PyList { 1, PyTuple.Create(2.5, null) }, ["text"] = "größe" }, cancellationToken: TestContext.Current.CancellationToken);
        await cache.SetAsync("count", 12, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await cache.SetAsync<object?>("none", null, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ReadByPython, Python.Run("database", "read", where));

        Assert.False(await cache.AddAsync("count", 13, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(await cache.TouchAsync("count", TimeSpan.FromSeconds(-1), TestContext.Current.CancellationToken));
        Assert.Equal((false, 0), await cache.TryGetAsync<int>("count", TestContext.Current.CancellationToken));
        Assert.Equal("[None]", Python.Run("database", "get", where, "count"));
        Assert.False(await cache.TouchAsync("count", cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(await cache.AddAsync("count", 14, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("[14]", Python.Run("database", "get", where, "count"));
        Assert.True(await cache.RemoveAsync("count", TestContext.Current.CancellationToken));
        Assert.False(await cache.RemoveAsync("count", TestContext.Current.CancellationToken));
        await cache.ClearAsync(TestContext.Current.CancellationToken);
        Assert.Equal("[None]", Python.Run("database", "get", where, "python"));
    }

    [Fact]
    public async Task Too_many_entries_are_culled_as_Django_does()
    {
        await using DbConnection connection = Connect(isPostgres: false);
        var cache = new DjangoDatabaseCache(connection, Table, new DjangoCacheOptions { MaxEntries = 6, CullFrequency = 3 });
        await cache.CreateTableAsync(TestContext.Current.CancellationToken);
        await cache.SetAsync("z", 1, TimeSpan.MinValue, TestContext.Current.CancellationToken);
        foreach (string key in (string[])["a", "b", "c", "d", "e", "f", "g"])
        {
            await cache.SetAsync(key, 1, cancellationToken: TestContext.Current.CancellationToken);
        }

        // Seven are one too many: what has expired went first, and that was enough.
        Assert.Equal(":1:a :1:b :1:c :1:d :1:e :1:f :1:g", await KeysAsync(connection));

        await cache.SetAsync("h", 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(":1:c :1:d :1:e :1:f :1:g :1:h", await KeysAsync(connection));

        var clearing = new DjangoDatabaseCache(connection, Table, new DjangoCacheOptions { MaxEntries = 2, CullFrequency = 0 });
        await clearing.SetAsync("i", 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(":1:i", await KeysAsync(connection));
    }

    [Fact]
    public async Task A_program_with_local_times_is_understood()
    {
        await using DbConnection connection = Connect(isPostgres: false);
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(5), null, null);
        var cache = new DjangoDatabaseCache(connection, Table, new DjangoCacheOptions { TimeZone = zone });
        await cache.CreateTableAsync(TestContext.Current.CancellationToken);
        await cache.SetAsync("a", 1, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        Assert.Equal((true, 1), await cache.TryGetAsync<int>("a", TestContext.Current.CancellationToken));
        var utc = new DjangoDatabaseCache(connection, Table, new DjangoCacheOptions { TimeZone = TimeZoneInfo.CreateCustomTimeZone("there", TimeSpan.FromHours(7), null, null) });
        Assert.Equal((false, 0), await utc.TryGetAsync<int>("a", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bad_entry_or_table_is_an_error_that_names_it(bool isPostgres)
    {
        await using DbConnection connection = Connect(isPostgres);
        string table = $"bad {Guid.NewGuid():N}";
        var cache = new DjangoDatabaseCache(connection, table);
        string message = (await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<int>("a", TestContext.Current.CancellationToken))).Message;
        Assert.Contains($"{table}, key 'a'", message, StringComparison.Ordinal);
        Assert.Contains("createcachetable", message, StringComparison.Ordinal);

        await cache.CreateTableAsync(TestContext.Current.CancellationToken);
        await cache.SetAsync("good", 1, cancellationToken: TestContext.Current.CancellationToken);
        await cache.SetAsync("text", "x", cancellationToken: TestContext.Current.CancellationToken);
        await RunAsync(connection, $"INSERT INTO \"{table}\" VALUES (':1:base', '***', '9999-12-31 00:00:00'), (':1:pickle', 'gAU=', '9999-12-31 00:00:00')");
        foreach (string key in (string[])["base", "pickle", "text"])
        {
            message = (await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<int>(key, TestContext.Current.CancellationToken))).Message;
            Assert.Contains($"{table}, key '{key}'", message, StringComparison.Ordinal);
        }

        Assert.Equal((true, 1), await cache.TryGetAsync<int>("good", TestContext.Current.CancellationToken));
        Assert.Equal((true, "x"), await cache.TryGetAsync<string>("text", TestContext.Current.CancellationToken));
    }

    private static async Task<string> KeysAsync(DbConnection connection)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT group_concat(cache_key, ' ') FROM (SELECT cache_key FROM \"{Table}\" ORDER BY cache_key)";
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private DbConnection Connect(bool isPostgres)
    {
        if (!isPostgres)
        {
            return new SqliteConnection($"Data Source={_path};Pooling=False");
        }

        postgres.Require();
        return new NpgsqlConnection(postgres.ConnectionText);
    }
}
