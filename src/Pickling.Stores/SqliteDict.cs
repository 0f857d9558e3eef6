using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Pickling.Stores;

/// <summary>A dictionary in an SQLite file: the one that Python's <c>sqlitedict</c> keeps, in both directions.</summary>
/// <remarks>
/// A table of a text key and a pickle. Each change is stored when its method returns, as with <c>autocommit=True</c>; several
/// processes may use the file at one time. The entries come in the order in which they were last set. For one thread at a time.
/// </remarks>
/// <typeparam name="T">The type of the values; <c>object</c> for whatever is there.</typeparam>
public sealed class SqliteDict<T> : IDictionary<string, T>, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly string _table;
    private readonly PickleOptions _options;

    /// <summary>Opens a file, which is created if it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The table; sqlitedict calls it <c>unnamed</c> unless it is told otherwise.</param>
    /// <param name="options">How values are dumped and loaded; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The file is no SQLite database, or the table has other columns.</exception>
    public SqliteDict(string path, string table = "unnamed", PickleOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(table);
        _path = path;
        _table = $"\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        _options = options ?? PickleOptions.Default;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run($"CREATE TABLE IF NOT EXISTS {_table} (key TEXT PRIMARY KEY, value BLOB)");
            Run($"SELECT key, value FROM {_table} LIMIT 0");
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw new PickleException($"{path}: no file of sqlitedict with a table {table}: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public int Count => (int)(long)Scalar($"SELECT COUNT(*) FROM {_table}")!;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public ICollection<string> Keys => [.. Rows().Select(row => row.Key)];

    /// <inheritdoc/>
    public ICollection<T> Values => [.. this.Select(entry => entry.Value)];

    /// <inheritdoc/>
    /// <exception cref="PickleException">On reading: the value is no pickle of a <typeparamref name="T"/>; other entries stay readable.</exception>
    public T this[string key]
    {
        get => TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"{_path} has no key '{key}'");
        set => Run($"REPLACE INTO {_table} (key, value) VALUES ($key, $value)", key, Pickle.Dumps<T>(value, _options));
    }

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        object? stored = Scalar($"SELECT value FROM {_table} WHERE key = $key", key);
        value = stored is null ? default : Load(key, stored);
        return stored is not null;
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Scalar($"SELECT 1 FROM {_table} WHERE key = $key", key) is not null;
    }

    /// <inheritdoc/>
    public void Add(string key, T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Run($"INSERT OR IGNORE INTO {_table} (key, value) VALUES ($key, $value)", key, Pickle.Dumps<T>(value, _options)) == 0)
        {
            throw new ArgumentException($"{_path} has the key '{key}' already", nameof(key));
        }
    }

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Run($"DELETE FROM {_table} WHERE key = $key", key) > 0;
    }

    /// <inheritdoc/>
    public void Clear() => Run($"DELETE FROM {_table}");

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach ((string key, object stored) in Rows())
        {
            yield return KeyValuePair.Create(key, Load(key, stored));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    void ICollection<KeyValuePair<string, T>>.Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    /// <inheritdoc/>
    bool ICollection<KeyValuePair<string, T>>.Contains(KeyValuePair<string, T> item) =>
        TryGetValue(item.Key, out T? value) && EqualityComparer<T>.Default.Equals(value, item.Value);

    /// <inheritdoc/>
    void ICollection<KeyValuePair<string, T>>.CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) =>
        this.ToArray().CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    bool ICollection<KeyValuePair<string, T>>.Remove(KeyValuePair<string, T> item) =>
        ((ICollection<KeyValuePair<string, T>>)this).Contains(item) && Remove(item.Key);

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T Load(string key, object stored) => stored is byte[] pickle
        ? StoredPickle.Load<T>(_path, key, pickle, _options)
        : throw StoredPickle.Broken(_path, key, "the value is no BLOB");

    // Read whole before the first is given, so that the dictionary may be changed meanwhile.
    private List<KeyValuePair<string, object>> Rows()
    {
        using SqliteCommand command = Command($"SELECT key, value FROM {_table} ORDER BY rowid");
        using SqliteDataReader reader = command.ExecuteReader();
        List<KeyValuePair<string, object>> rows = [];
        while (reader.Read())
        {
            rows.Add(KeyValuePair.Create(reader.GetString(0), reader.GetValue(1)));
        }

        return rows;
    }

    private int Run(string sql, string? key = null, byte[]? value = null)
    {
        using SqliteCommand command = Command(sql, key, value);
        return command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, string? key = null)
    {
        using SqliteCommand command = Command(sql, key);
        return command.ExecuteScalar();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Only the table's name is put into the text, quoted.")]
    private SqliteCommand Command(string sql, string? key = null, byte[]? value = null)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        if (key is not null)
        {
            command.Parameters.AddWithValue("$key", key);
        }

        if (value is not null)
        {
            command.Parameters.AddWithValue("$value", value);
        }

        return command;
    }
}
