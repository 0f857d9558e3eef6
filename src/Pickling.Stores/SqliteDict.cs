using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pickling.Stores;

/// <summary>A dictionary in an SQLite file: the one that Python's <c>sqlitedict</c> keeps, in both directions.</summary>
/// <remarks>
/// A table of a text key and a pickle. Each change is stored when its method returns, as with <c>autocommit=True</c>; several
/// processes may use the file at one time. The entries come in the order in which they were last set; enumerating goes through
/// the keys that were there when it began, and loads one value at a time. For one thread at a time.
/// </remarks>
/// <typeparam name="T">The type of the values; <c>object</c> for whatever is there.</typeparam>
public sealed class SqliteDict<T> : IDictionary<string, T>, IDisposable
{
    private const int PatienceSeconds = 60;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SqliteFile _file;
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
        _file = new SqliteFile(path, PatienceSeconds);
        try
        {
            _file.Run($"CREATE TABLE IF NOT EXISTS {_table} (key TEXT PRIMARY KEY, value BLOB)");
            CheckColumns(table);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => (int)(long)_file.Scalar($"SELECT COUNT(*) FROM {_table}")!;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public ICollection<string> Keys => [.. KeyRows().Select(row => Key(row[0], row[1]))];

    /// <inheritdoc/>
    public ICollection<T> Values => [.. this.Select(entry => entry.Value)];

    /// <inheritdoc/>
    /// <exception cref="PickleException">On reading: the value is no pickle of a <typeparamref name="T"/>; other entries stay readable.</exception>
    public T this[string key]
    {
        get => TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"{_path} has no key '{key}'");
        set => _file.Run($"REPLACE INTO {_table} (key, value) VALUES ($1, $2)", StoreKey.Checked(key), Pickle.Dumps<T>(value, _options));
    }

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        object? stored = Find(key);
        value = stored is null ? default : Load(key, stored);
        return stored is not null;
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key)
    {
        return _file.Scalar($"SELECT 1 FROM {_table} WHERE key = $1", StoreKey.Checked(key)) is not null;
    }

    /// <inheritdoc/>
    public void Add(string key, T value)
    {
        if (_file.Run($"INSERT OR IGNORE INTO {_table} (key, value) VALUES ($1, $2)", StoreKey.Checked(key), Pickle.Dumps<T>(value, _options)) == 0)
        {
            throw new ArgumentException($"{_path} has the key '{key}' already", nameof(key));
        }
    }

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        return _file.Run($"DELETE FROM {_table} WHERE key = $1", StoreKey.Checked(key)) > 0;
    }

    /// <inheritdoc/>
    public void Clear() => _file.Run($"DELETE FROM {_table}");

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach (object?[] row in KeyRows())
        {
            string key = Key(row[0], row[1]);

            // An entry that was set meanwhile is in another row.
            object? stored = _file.Scalar($"SELECT value FROM {_table} WHERE rowid = $1 AND CAST(key AS BLOB) = $2", row[1], row[0]) ?? Find(key);
            if (stored is not null)
            {
                yield return KeyValuePair.Create(key, Load(key, stored));
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    void ICollection<KeyValuePair<string, T>>.Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    /// <inheritdoc/>
    bool ICollection<KeyValuePair<string, T>>.Contains(KeyValuePair<string, T> item) =>
        TryGetValue(item.Key, out T? value) && EqualityComparer<T>.Default.Equals(value, item.Value);

    /// <inheritdoc/>
    void ICollection<KeyValuePair<string, T>>.CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (KeyValuePair<string, T> entry in this)
        {
            array[arrayIndex++] = entry;
        }
    }

    /// <inheritdoc/>
    bool ICollection<KeyValuePair<string, T>>.Remove(KeyValuePair<string, T> item) =>
        ((ICollection<KeyValuePair<string, T>>)this).Contains(item) && Remove(item.Key);

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<object?[]> KeyRows() => _file.Rows($"SELECT CAST(key AS BLOB), rowid FROM {_table} ORDER BY rowid");

    private object? Find(string key) => _file.Scalar($"SELECT value FROM {_table} WHERE key = $1", StoreKey.Checked(key));

    private T Load(string key, object? stored) => stored is byte[] pickle
        ? StoredPickle.Load<T>(_path, key, pickle, _options)
        : throw StoredPickle.Broken(_path, key, "the value is no BLOB; a program that gives sqlitedict an encode of its own keeps no pickles");

    private string Key(object? column, object? row)
    {
        try
        {
            return StrictUtf8.GetString((byte[]?)column ?? throw new PickleException($"{_path}, row {row} of {_table}: the key is NULL; the other entries can be reached by their keys"));
        }
        catch (DecoderFallbackException error)
        {
            throw new PickleException($"{_path}, row {row} of {_table}: the key is not UTF-8; the other entries can be reached by their keys", error);
        }
    }

    private void CheckColumns(string table)
    {
        HashSet<string> columns = [.. _file.Rows("SELECT name FROM pragma_table_info($1)", table).Select(static row => (string)row[0]!)];
        if (!columns.Contains("key") || !columns.Contains("value"))
        {
            throw new PickleException($"{_path}: no file of sqlitedict: its table {table} has no columns key and value; it is left as it is");
        }
    }
}
