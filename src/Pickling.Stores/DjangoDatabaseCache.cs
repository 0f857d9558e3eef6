using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pickling.Stores;

/// <summary>Django's <c>DatabaseCache</c> on SQLite or PostgreSQL: a table of key, pickle in base64, and the time when it expires.</summary>
/// <remarks>For one operation at a time, as the connection is. An entry that has expired is not found; storing others removes it.</remarks>
public sealed class DjangoDatabaseCache
{
    // What Django writes for an entry that does not expire.
    private static readonly DateTime Never = new(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc);

    private readonly DbConnection _connection;
    private readonly DjangoCacheOptions _options;
    private readonly string _name;
    private readonly string _table;

    /// <summary>Opens a cache.</summary>
    /// <param name="connection">A connection to SQLite or PostgreSQL, which stays the caller's; it is opened when it is first used.</param>
    /// <param name="table">Its <c>LOCATION</c>: the table.</param>
    /// <param name="options">Prefix, version and bounds; null for <see cref="DjangoCacheOptions.Default"/>.</param>
    public DjangoDatabaseCache(DbConnection connection, string table, DjangoCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(table);
        _connection = connection;
        _options = options ?? DjangoCacheOptions.Default;
        _name = table;
        _table = Quoted(table);
    }

    private bool IsSqlite => _connection is SqliteConnection;

    /// <summary>Makes the table if it is not there, as <c>manage.py createcachetable</c> does.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task CreateTableAsync(CancellationToken cancellationToken = default)
    {
        string time = IsSqlite ? "datetime" : "timestamp with time zone";
        await RunAsync(
            null,
            $"CREATE TABLE IF NOT EXISTS {_table} (\"cache_key\" varchar(255) NOT NULL PRIMARY KEY, \"value\" text NOT NULL, \"expires\" {time} NOT NULL)",
            cancellationToken).ConfigureAwait(false);
        await RunAsync(null, $"CREATE INDEX IF NOT EXISTS {Quoted(_name + "_expires")} ON {_table} (\"expires\")", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there is a value, and the value, which may be null.</returns>
    /// <exception cref="PickleException">The entry is damaged or holds another type, and stays as it is; or there is no such table.</exception>
    public async Task<(bool IsFound, T? Value)> TryGetAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        object? stored = await ScalarAsync(
            key,
            $"SELECT value FROM {_table} WHERE cache_key = @key AND expires >= @now",
            cancellationToken,
            ("@key", _options.MakeKey(key)),
            ("@now", Now())).ConfigureAwait(false);
        if (stored is null)
        {
            return (false, default);
        }

        try
        {
            byte[] pickle = Convert.FromBase64String(stored as string ?? throw new FormatException("the value is no text"));
            return (true, StoredPickle.Load<T>(_name, key, pickle, _options.Pickle));
        }
        catch (FormatException error)
        {
            throw StoredPickle.Broken(_name, key, $"the value is no base64: {error.Message}", error);
        }
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key; with prefix and version at most 255 characters on PostgreSQL.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, in whole seconds; null for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task SetAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        PutAsync(key, value, timeout, "", cancellationToken);

    /// <summary>Stores a value where there is none, or one that has expired.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key; with prefix and version at most 255 characters on PostgreSQL.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good, in whole seconds; null for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was one, which stays.</returns>
    public Task<bool> AddAsync<T>(string key, T value, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        PutAsync(key, value, timeout, $" WHERE {_table}.expires < @now", cancellationToken);

    /// <summary>Gives an entry another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long it is good from now on, in whole seconds; null for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there is none.</returns>
    public async Task<bool> TouchAsync(string key, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await RunAsync(
            key,
            $"UPDATE {_table} SET expires = @expires WHERE cache_key = @key AND expires >= @now",
            cancellationToken,
            ("@key", _options.MakeKey(key)),
            ("@expires", Expiry(timeout)),
            ("@now", Now())).ConfigureAwait(false) > 0;
    }

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await RunAsync(key, $"DELETE FROM {_table} WHERE cache_key = @key", cancellationToken, ("@key", _options.MakeKey(key))).ConfigureAwait(false) > 0;
    }

    /// <summary>Forgets all values of the table, of other prefixes and versions too.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public Task ClearAsync(CancellationToken cancellationToken = default) => RunAsync(null, $"DELETE FROM {_table}", cancellationToken);

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task<bool> PutAsync<T>(string key, T value, TimeSpan? timeout, string condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        string pickle = Convert.ToBase64String(Pickle.Dumps<T>(value, _options.Pickle));
        await MakeRoomAsync(key, cancellationToken).ConfigureAwait(false);
        return await RunAsync(
            key,
            $"""
            INSERT INTO {_table} (cache_key, value, expires) VALUES (@key, @value, @expires)
            ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires{condition}
            """,
            cancellationToken,
            ("@key", _options.MakeKey(key)),
            ("@value", pickle),
            ("@expires", Expiry(timeout)),
            ("@now", Now())).ConfigureAwait(false) > 0;
    }

    // As Django does: what has expired, then the first of the keys in their order.
    private async Task MakeRoomAsync(string key, CancellationToken cancellationToken)
    {
        if (await CountAsync().ConfigureAwait(false) <= _options.MaxEntries)
        {
            return;
        }

        if (_options.CullFrequency == 0)
        {
            await ClearAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await RunAsync(key, $"DELETE FROM {_table} WHERE expires < @now", cancellationToken, ("@now", Now())).ConfigureAwait(false);
        long left = await CountAsync().ConfigureAwait(false);
        if (left > _options.MaxEntries)
        {
            await RunAsync(
                key,
                $"DELETE FROM {_table} WHERE cache_key < (SELECT cache_key FROM {_table} ORDER BY cache_key LIMIT 1 OFFSET @count)",
                cancellationToken,
                ("@count", left / _options.CullFrequency)).ConfigureAwait(false);
        }

        async Task<long> CountAsync() => (long)(await ScalarAsync(key, $"SELECT COUNT(*) FROM {_table}", cancellationToken).ConfigureAwait(false))!;
    }

    // SQLite has texts that compare as times do; PostgreSQL keeps instants.
    private object Now() => IsSqlite ? Local(DateTime.UtcNow).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) : DateTime.UtcNow;

    private object Expiry(TimeSpan? timeout)
    {
        DateTime now = DateTime.UtcNow;
        DateTime time = timeout switch
        {
            { } span when span < TimeSpan.FromDays(-1) => now.AddDays(-1),
            { } span when span < Never - now => now + span,
            _ => Never,
        };
        time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        return IsSqlite ? (time == Never ? Never : Local(time)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : time;
    }

    private DateTime Local(DateTime time) => TimeZoneInfo.ConvertTimeFromUtc(time, _options.TimeZone);

    private async Task<int> RunAsync(string? key, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        try
        {
            await using DbCommand command = await CommandAsync(sql, values, cancellationToken).ConfigureAwait(false);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            throw Failure(key, error);
        }
    }

    private async Task<object?> ScalarAsync(string? key, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        try
        {
            await using DbCommand command = await CommandAsync(sql, values, cancellationToken).ConfigureAwait(false);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            throw Failure(key, error);
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Only the table's name is put into the text, quoted.")]
    private async Task<DbCommand> CommandAsync(string sql, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        if (_connection.State == ConnectionState.Closed)
        {
            await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
        {
            if (!sql.Contains(name, StringComparison.Ordinal))
            {
                continue;
            }

            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private PickleException Failure(string? key, DbException error)
    {
        string problem = $"{error.Message}; a cache is a table with cache_key, value and expires, which `manage.py createcachetable` or CreateTableAsync makes";
        return key is null ? new PickleException($"{_name}: {problem}", error) : StoredPickle.Broken(_name, key, problem, error);
    }
}
