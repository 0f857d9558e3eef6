using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pickling.Persistence.Shelves;

namespace Pickling.Persistence;

/// <summary>Python's <c>shelve</c>: a dictionary of strings to pickled values that lives in a file, shared with Python.</summary>
/// <remarks>
/// <para>
/// Reading a key loads its value anew, and setting it writes it at once; with <see cref="ShelfOptions.WriteBack"/>, values
/// stay in memory until <see cref="Sync"/>. An SQLite shelf may be open in any number of processes, CPython's among them; a
/// dbm.dumb shelf in one writer at a time. A shelf is for one thread at a time.
/// </para>
/// <para>
/// Errors of the content are a <see cref="PersistedDataException"/> that names file and key, and leave the other entries
/// readable. Enumerating goes through the keys that were there when it began.
/// </para>
/// </remarks>
/// <typeparam name="T">The type of the values: what <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/> can give; object for the natural graph.</typeparam>
public sealed class Shelf<T> : IDictionary<string, T>, IDisposable
{
    private const string UseLatin1 = "open the shelf with a KeyEncoding of Latin-1 to reach it";

    private readonly ShelfOptions _options;
    private readonly IShelfStore _store;
    private readonly Encoding _keyEncoding;
    private readonly Dictionary<string, T>? _cache;
    private bool _isDisposed;

    private Shelf(IShelfStore store, ShelfOptions options)
    {
        _store = store;
        _options = options;
        _keyEncoding = Strict(options.KeyEncoding);
        _cache = options.WriteBack ? new(StringComparer.Ordinal) : null;
    }

    /// <summary>Opens a shelf; <see cref="Dispose"/> closes it.</summary>
    /// <param name="path">The path that Python's <c>shelve.open</c> has: for dbm.dumb without <c>.dir</c> and <c>.dat</c>.</param>
    /// <param name="options">Mode, backend, write-back and more; null for <see cref="ShelfOptions.Default"/>.</param>
    /// <exception cref="FileNotFoundException">It is not there, and the mode does not make it.</exception>
    /// <exception cref="PersistedDataException">The files are damaged, or no shelf; nothing was changed.</exception>
    /// <exception cref="PersistenceException">The files cannot be written, or another writer has them.</exception>
    public static Shelf<T> Open(string path, ShelfOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= ShelfOptions.Default;
        return new Shelf<T>(ShelfStores.Open(path, options.Mode, options.Backend), options);
    }

    /// <summary>The file that holds the values.</summary>
    public string Path => _store.Path;

    /// <summary>The format of the files.</summary>
    public ShelfBackend Backend => _store.Backend;

    /// <summary>How many entries there are.</summary>
    public int Count => Store.Count;

    /// <summary>Whether entries can be set: not in read-only mode, and not in a gdbm file.</summary>
    public bool IsReadOnly => _store.IsReadOnly;

    /// <summary>The keys that are there now.</summary>
    /// <exception cref="PersistedDataException">A key is no text in the shelf's encoding.</exception>
    public ICollection<string> Keys => [.. Store.Keys().Select(DecodeKey)];

    /// <summary>The values that are there now, all of them loaded.</summary>
    /// <exception cref="PersistedDataException">A value cannot be loaded.</exception>
    public ICollection<T> Values => [.. this.Select(entry => entry.Value)];

    private IShelfStore Store
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _store;
        }
    }

    /// <summary>Loads or writes the value of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="PersistedDataException">The value cannot be loaded.</exception>
    /// <exception cref="PersistenceException">The shelf cannot be written.</exception>
    public T this[string key]
    {
        get => TryGetValue(key, out T? value) ? value : throw new KeyNotFoundException($"{Path}: no key '{key}'");
        set
        {
            WritableStore.Write(EncodeKey(key), _options.Codec.Dumps(value));
            if (_cache is not null)
            {
                _cache[key] = value;
            }
        }
    }

    /// <summary>Loads the value of a key when it is there.</summary>
    /// <exception cref="PersistedDataException">The value cannot be loaded.</exception>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_cache is not null && _cache.TryGetValue(key, out value))
        {
            return true;
        }

        byte[] keyBytes = EncodeKey(key);
        if (Store.Read(keyBytes, key) is not { } pickle)
        {
            value = default;
            return false;
        }

        try
        {
            value = _options.Codec.Loads<T>(pickle);
        }
        catch (PickleException error)
        {
            throw new PersistedDataException(error.Message, Path, key, error);
        }

        _cache?.Add(key, value);
        return true;
    }

    /// <summary>Whether a key is there; its value is not looked at.</summary>
    public bool ContainsKey(string key) => Store.Contains(EncodeKey(key));

    /// <summary>Writes a value under a new key.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    /// <exception cref="PersistenceException">The shelf cannot be written.</exception>
    public void Add(string key, T value)
    {
        if (ContainsKey(key))
        {
            throw new ArgumentException($"{Path}: the key '{key}' is there already", nameof(key));
        }

        this[key] = value;
    }

    /// <summary>Removes a key; false when it was not there.</summary>
    /// <exception cref="PersistenceException">The shelf cannot be written.</exception>
    public bool Remove(string key)
    {
        _cache?.Remove(key);
        return WritableStore.Delete(EncodeKey(key));
    }

    /// <summary>Removes all entries.</summary>
    /// <exception cref="PersistenceException">The shelf cannot be written.</exception>
    public void Clear()
    {
        _cache?.Clear();
        WritableStore.Clear();
    }

    /// <summary>
    /// Writes what write-back keeps in memory, and all there is to disk: what was set before survives a power failure.
    /// </summary>
    /// <exception cref="PersistenceException">The shelf cannot be written.</exception>
    /// <exception cref="PicklingException">A value that was changed in memory cannot be dumped; the others are written.</exception>
    public void Sync()
    {
        WriteCache();
        Store.Sync();
    }

    /// <summary>Writes what write-back keeps in memory and closes the files.</summary>
    /// <exception cref="PersistenceException">The shelf cannot be written; the files are closed.</exception>
    /// <exception cref="PicklingException">A value that was changed in memory cannot be dumped; the others are written, and the files closed.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        try
        {
            WriteCache();
        }
        finally
        {
            _isDisposed = true;
            _store.Dispose();
        }
    }

    /// <summary>Goes through the entries that are there when it begins; values are loaded one at a time.</summary>
    /// <exception cref="PersistedDataException">A key or value cannot be read.</exception>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach (byte[] key in Store.Keys())
        {
            string text = DecodeKey(key);
            if (TryGetValue(text, out T? value))
            {
                yield return new(text, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<KeyValuePair<string, T>>.Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, T>>.Contains(KeyValuePair<string, T> item) =>
        TryGetValue(item.Key, out T? value) && EqualityComparer<T>.Default.Equals(value, item.Value);

    void ICollection<KeyValuePair<string, T>>.CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (KeyValuePair<string, T> entry in this)
        {
            array[arrayIndex++] = entry;
        }
    }

    bool ICollection<KeyValuePair<string, T>>.Remove(KeyValuePair<string, T> item) =>
        ((ICollection<KeyValuePair<string, T>>)this).Contains(item) && Remove(item.Key);

    private IShelfStore WritableStore => Store.IsReadOnly
        ? throw new PersistenceException(Backend == ShelfBackend.Gdbm ? "gdbm files are read and not written: copy the entries to a new shelf" : "the shelf is open for reading only", Path)
        : _store;

    private void WriteCache()
    {
        if (_cache is not { Count: > 0 } || _store.IsReadOnly)
        {
            return;
        }

        // One value that cannot be dumped does not take the others along.
        List<string> written = [];
        (string Key, PicklingException Error)? refused = null;
        _store.WriteAll(Dumped());
        written.ForEach(key => _cache.Remove(key));
        if (refused is { } first)
        {
            throw new PicklingException($"{Path}, key '{first.Key}': {first.Error.Message}; its entry stays as it was, the other values were written", first.Error);
        }

        IEnumerable<(byte[] Key, byte[] Value)> Dumped()
        {
            foreach ((string key, T value) in _cache)
            {
                byte[] pickle;
                try
                {
                    pickle = _options.Codec.Dumps(value);
                }
                catch (PicklingException error)
                {
                    refused ??= (key, error);
                    continue;
                }

                written.Add(key);
                yield return (EncodeKey(key), pickle);
            }
        }
    }

    // Encodings of .NET write '?' for what they do not have, so that different keys would be one and overwrite each other.
    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private byte[] EncodeKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return _keyEncoding.GetBytes(key);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"{Path}: the key cannot be written in {_keyEncoding.WebName}: {error.Message}", nameof(key), error);
        }
    }

    private string DecodeKey(byte[] key)
    {
        try
        {
            return _keyEncoding.GetString(key);
        }
        catch (DecoderFallbackException error)
        {
            throw new PersistedDataException($"the key is no {_keyEncoding.WebName}; {UseLatin1}, other entries can be read by their keys", Path, Encoding.Latin1.GetString(key), error);
        }
    }
}
