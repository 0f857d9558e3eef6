using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>A Python dict: an ordinary .NET dictionary in insertion order whose keys compare as in Python.</summary>
/// <remarks>
/// 1, 1L, 1.0 and True are one key; tuples, bytes, frozensets and None (null, through the members of this class) are keys
/// too. Setting a key that is there keeps its place and the key as it was. .NET integers and floats become <c>long</c> and
/// <c>double</c>, in keys and values. Python dicts are mutable and unhashable, so <see cref="object.Equals(object)"/> is by
/// reference; <see cref="PythonEquality"/> compares contents. Reads may run concurrently, writes need the dict for
/// themselves.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(PyDictDebugView))]
public sealed class PyDict : IDictionary<object, object?>, IReadOnlyDictionary<object, object?>, IPyValue
{
    // A shared table is copied before its keys change. Every slot of the table has its place in _values.
    private KeyTable _table = KeyTable.Empty;
    private object?[] _values = [];
    private int _version;

    /// <summary>Creates an empty dict.</summary>
    public PyDict()
    {
    }

    /// <summary>Creates a dict of the given pairs; of equal keys the last value wins.</summary>
    /// <exception cref="ArgumentException">A key is of a kind that Python cannot hash, such as a list.</exception>
    public PyDict(IEnumerable<KeyValuePair<object, object?>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (KeyValuePair<object, object?> pair in pairs)
            this[pair.Key] = pair.Value;
    }

    /// <summary>Number of keys.</summary>
    public int Count
    {
        get
        {
            _table.Verify(_values);
            return _table.LiveCount;
        }
    }

    /// <summary>The keys in insertion order; shows later changes.</summary>
    public PyDictKeys Keys => new(this);

    /// <summary>The values in the order of their keys; shows later changes.</summary>
    public PyDictValues Values => new(this);

    ICollection<object> IDictionary<object, object?>.Keys => Keys;

    ICollection<object?> IDictionary<object, object?>.Values => Values;

    IEnumerable<object> IReadOnlyDictionary<object, object?>.Keys => Keys;

    IEnumerable<object?> IReadOnlyDictionary<object, object?>.Values => Values;

    bool ICollection<KeyValuePair<object, object?>>.IsReadOnly => false;

    /// <summary>The keys, verified: every key differs from the others.</summary>
    internal KeyTable Table
    {
        get
        {
            _table.Verify(_values);
            return _table;
        }
    }

    /// <summary>The values by slot of <see cref="Table"/>.</summary>
    internal ReadOnlySpan<object?> ValueSlots
    {
        get
        {
            KeyTable table = Table;
            return _values.AsSpan(0, table.SlotCount);
        }
    }

    internal int LiveCount => Count;

    internal int Version => _version;

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The value of a key; null stands for None.</summary>
    /// <exception cref="KeyNotFoundException">On reading: there is no such key.</exception>
    /// <exception cref="ArgumentException">On writing: Python cannot hash the key.</exception>
    public object? this[object? key]
    {
        get
        {
            int slot = Table.Find(key);
            return slot >= 0 ? _values[slot] : throw new KeyNotFoundException($"The dict has no key {PythonFormatter.Format(key, PythonFormatter.DebuggerCharsMax)}.");
        }

        set => Set(key, value, overwrite: true);
    }

    /// <summary>Adds a key that is not there yet.</summary>
    /// <exception cref="ArgumentException">The key is there, or Python cannot hash it.</exception>
    public void Add(object? key, object? value)
    {
        if (!Set(key, value, overwrite: false))
            throw new ArgumentException($"The dict has the key {PythonFormatter.Format(key, PythonFormatter.DebuggerCharsMax)} already.", nameof(key));
    }

    /// <summary>Adds a key unless it is there.</summary>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="ArgumentException">Python cannot hash the key.</exception>
    public bool TryAdd(object? key, object? value) => Set(key, value, overwrite: false);

    /// <summary>Finds the value of a key; null stands for None.</summary>
    /// <returns>Whether the key is there.</returns>
    public bool TryGetValue(object? key, out object? value)
    {
        int slot = Table.Find(key);
        value = slot >= 0 ? _values[slot] : null;
        return slot >= 0;
    }

    /// <summary>Whether a key is there; null stands for None.</summary>
    public bool ContainsKey(object? key) => Table.Find(key) >= 0;

    /// <summary>Removes a key; null stands for None.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(object? key) => Remove(key, out _);

    /// <summary>Removes a key and gives its value; null stands for None.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(object? key, out object? value)
    {
        int slot = Table.Find(key);
        if (slot < 0)
        {
            value = null;
            return false;
        }

        OwnTable();
        _version++;
        value = _values[slot];
        _table.RemoveAt(slot, _values);
        return true;
    }

    /// <summary>Removes all keys.</summary>
    public void Clear()
    {
        _version++;
        _table = KeyTable.Empty;
        _values = [];
    }

    /// <summary>Walks the pairs in insertion order; a key None is null.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<object, object?>> IEnumerable<KeyValuePair<object, object?>>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    void ICollection<KeyValuePair<object, object?>>.Add(KeyValuePair<object, object?> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<object, object?>>.Contains(KeyValuePair<object, object?> item) =>
        TryGetValue(item.Key, out object? value) && PythonEquality.Equals(value, item.Value);

    bool ICollection<KeyValuePair<object, object?>>.Remove(KeyValuePair<object, object?> item) =>
        TryGetValue(item.Key, out object? value) && PythonEquality.Equals(value, item.Value) && Remove(item.Key);

    void ICollection<KeyValuePair<object, object?>>.CopyTo(KeyValuePair<object, object?>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<KeyValuePair<object, object?>> target = array.AsSpan(arrayIndex);
        if (target.Length < Count)
            throw new ArgumentException("The array is too short.", nameof(array));
        int written = 0;
        foreach (KeyValuePair<object, object?> pair in this)
            target[written++] = pair;
    }

    /// <summary>Python's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);

    /// <summary>Refuses a key that Python cannot hash; computes and caches the hash of tuples and frozensets.</summary>
    /// <exception cref="PickleException">unhashable type: 'list'.</exception>
    internal static void CheckHashable(object? key)
    {
        if (key is string or long)
            return;
        if (FindUnhashable(key) is { } unhashable)
            throw new PickleException(UnhashableMessage(unhashable));
    }

    /// <summary>Room for more pairs after the last; <see cref="Commit"/> makes them entries, equal keys or not.</summary>
    internal void Reserve(int pairs, out Span<object?> keys, out Span<object?> values)
    {
        if (_table.IsShared)
            _table = _table.SlotCount == 0 ? new KeyTable() : _table.Copy();
        keys = _table.Reserve(pairs);
        int used = _table.SlotCount;
        EnsureValues(used + pairs);
        values = _values.AsSpan(used, pairs);
    }

    internal void Commit(int pairs) => _table.Commit(pairs);

    /// <summary>Pairs there is room for.</summary>
    internal int Capacity => _table.Capacity;

    /// <summary>Room for so many pairs in all, ahead of <see cref="Reserve"/>.</summary>
    internal void EnsureCapacity(int pairs)
    {
        if (!_table.IsShared && pairs > _table.Capacity)
        {
            _table.EnsureCapacity(pairs);
            Array.Resize(ref _values, pairs);
        }
    }

    /// <summary>Makes an empty dict one of the keys of a shared table and its own values, which it keeps.</summary>
    internal void AdoptShared(KeyTable shared, object?[] values)
    {
        Debug.Assert(_table.SlotCount == 0, "only an empty dict adopts");
        Debug.Assert(shared.IsShared, "TryShare comes first");
        Debug.Assert(values.Length >= shared.SlotCount, "every key has its value");
        _table = shared;
        _values = values;
    }

    /// <summary>Whether nothing was ever put in.</summary>
    internal bool IsFresh => _table.SlotCount == 0;

    /// <summary>Slots in use, verified or not.</summary>
    internal int SlotCount => _table.SlotCount;

    /// <summary>The keys as they came, verified or not.</summary>
    internal ReadOnlySpan<object?> KeySlots => _table.Slots;

    /// <summary>Makes the keys ones that other dicts may adopt; false when they are not all different.</summary>
    internal bool TryShareKeys()
    {
        int slots = _table.SlotCount;
        _table.Verify(_values);
        return _table.SlotCount == slots && _table.TryShare();
    }

    /// <summary>The key that <see cref="TryGetEntry"/> gave last at this position.</summary>
    internal object? KeyBefore(int position) => position > 0 ? _table.Slots[position - 1] : null;

    /// <summary>The value that <see cref="TryGetEntry"/> gave last at this position.</summary>
    internal object? ValueBefore(int position) => _values[position - 1];

    /// <summary>The next entry from a position on, which starts at 0 and is for this method alone.</summary>
    internal bool TryGetEntry(ref int position, out object? key, out object? value)
    {
        KeyTable table = Table;
        int slot = table.NextSlot(ref position);
        if (slot < 0)
        {
            key = null;
            value = null;
            return false;
        }

        key = table.Slots[slot];
        value = _values[slot];
        return true;
    }

    internal static object? FindUnhashable(object? key) => key switch
    {
        PyTuple tuple => ContainerHash.Of(tuple) == ContainerHash.Unhashable ? ContainerHash.FindUnhashable(tuple) : null,
        PyFrozenSet set => ContainerHash.Of(set) == ContainerHash.Unhashable ? set : null,
        PyList or PyDict or PySet or PyByteArray => key,
        string or long or double or IPyValue or ArraySegment<byte> or ITuple => null,

        // To the runtime, an sbyte[] is a byte[] too; it is a list in Python.
        byte[] when key.GetType() == typeof(byte[]) => null,

        // Any other .NET collection is a list, dict or set in Python.
        IEnumerable => key,
        _ => null,
    };

    internal static string UnhashableMessage(object unhashable) => $"unhashable type: '{PythonTypeName.Of(unhashable)}'";

    private bool Set(object? key, object? value, bool overwrite)
    {
        if (key is not string)
        {
            key = Boxed.Normalize(key);
            if (FindUnhashable(key) is { } unhashable)
                throw new ArgumentException(UnhashableMessage(unhashable), nameof(key));
        }

        value = Boxed.Normalize(value);
        int slot;
        bool added = false;
        if (Table.IsShared)
        {
            // A shared table is copied only when a key is new.
            slot = _table.Find(key);
            if (slot < 0)
            {
                OwnTable();
                slot = _table.FindOrAdd(key, out added);
            }
        }
        else
        {
            slot = _table.FindOrAdd(key, out added);
        }

        if (!added && !overwrite)
            return false;
        _version++;
        if (slot >= _values.Length)
            EnsureValues(slot + 1);
        _values[slot] = value;
        return true;
    }

    private void OwnTable()
    {
        if (_table.IsShared)
            _table = _table.Copy();
    }

    private void EnsureValues(int count)
    {
        if (count > _values.Length)
            Array.Resize(ref _values, Math.Max(count, _table.Capacity));
    }

    /// <summary>Walks the pairs of a dict in insertion order.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<object, object?>>
    {
        private readonly PyDict _dict;
        private readonly int _version;
        private int _position;

        internal Enumerator(PyDict dict)
        {
            _dict = dict;
            _version = dict._version;
        }

        /// <inheritdoc/>
        public KeyValuePair<object, object?> Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_version != _dict._version)
                throw new InvalidOperationException("The dict changed while it was enumerated.");
            bool found = _dict.TryGetEntry(ref _position, out object? key, out object? value);
            Current = new KeyValuePair<object, object?>(key!, value);
            return found;
        }

        /// <inheritdoc/>
        public void Reset() => _position = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
