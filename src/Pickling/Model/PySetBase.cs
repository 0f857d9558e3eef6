using System.Collections;
using System.Diagnostics;

namespace Pickling.Model;

/// <summary>What a Python set and a frozenset have in common: items in the pickle's order, compared as in Python.</summary>
/// <remarks>
/// 1, 1L, 1.0 and True are one item. The order is that of the pickle or of adding, which Python does not promise but which
/// makes what was loaded write back as it was. Reads may run concurrently, writes need the set for themselves.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(PySequenceDebugView))]
public abstract class PySetBase : IReadOnlySet<object?>, IPyValue
{
    private KeyTable _table = KeyTable.Empty;

    private protected PySetBase()
    {
    }

    /// <summary>Number of items.</summary>
    public int Count => Table.LiveCount;

    /// <summary>The items, verified: every one differs from the others.</summary>
    internal KeyTable Table
    {
        get
        {
            _table.Verify(null);
            return _table;
        }
    }

    // For hashing, which must know the items before equal ones can be found.
    internal ReadOnlySpan<object?> RawSlots => _table.Slots;

    // Below protocol 4 a set is a call on a list, which the pickle may refer to elsewhere: written again when it still
    // holds the items.
    internal PyTuple? CallArguments { get; set; }

    private protected int Version { get; private set; }

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>Whether an equal item is there.</summary>
    public bool Contains(object? item) => Table.Find(item) >= 0;

    /// <summary>Whether every item is in the other collection.</summary>
    public bool IsSubsetOf(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        return Count <= set.Count && ContainsAll(set, this);
    }

    /// <summary>Whether every item of the other collection is here.</summary>
    public bool IsSupersetOf(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        return Count >= set.Count && ContainsAll(this, set);
    }

    /// <summary>Whether every item is in the other collection, which holds more.</summary>
    public bool IsProperSubsetOf(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        return Count < set.Count && ContainsAll(set, this);
    }

    /// <summary>Whether every item of the other collection is here, and more.</summary>
    public bool IsProperSupersetOf(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        return Count > set.Count && ContainsAll(this, set);
    }

    /// <summary>Whether an item is in both.</summary>
    public bool Overlaps(IEnumerable<object?> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (object? item in other)
        {
            if (Contains(item))
                return true;
        }

        return false;
    }

    /// <summary>Whether both hold the same items.</summary>
    public bool SetEquals(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        return Count == set.Count && ContainsAll(this, set);
    }

    /// <summary>Copies the items into an array.</summary>
    public void CopyTo(object?[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<object?> target = array.AsSpan(arrayIndex);
        if (target.Length < Count)
            throw new ArgumentException("The array is too short.", nameof(array));
        int written = 0;
        foreach (object? item in this)
            target[written++] = item;
    }

    /// <summary>Walks the items in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    /// <summary>Python's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);

    /// <summary>Room for more items after the last; <see cref="Commit"/> makes them items, equal or not.</summary>
    internal Span<object?> Reserve(int count)
    {
        if (_table.IsShared)
            _table = _table.SlotCount == 0 ? new KeyTable() : _table.Copy();
        return _table.Reserve(count);
    }

    internal void Commit(int count) => _table.Commit(count);

    /// <summary>The next item from a position on, which starts at 0 and is for this method alone.</summary>
    internal bool TryGetEntry(ref int position, out object? item)
    {
        KeyTable table = Table;
        int slot = table.NextSlot(ref position);
        item = slot < 0 ? null : table.Slots[slot];
        return slot >= 0;
    }

    private protected static PySetBase AsSet(IEnumerable<object?> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other as PySetBase ?? new PySet(other);
    }

    private protected bool AddItem(object? item)
    {
        item = Boxed.Normalize(item);
        if (PyDict.FindUnhashable(item) is { } unhashable)
            throw new ArgumentException(PyDict.UnhashableMessage(unhashable), nameof(item));
        _table.Verify(null);
        if (_table.IsShared)
            _table = new KeyTable();
        _table.FindOrAdd(item, out bool added);
        if (added)
            Version++;
        return added;
    }

    private protected bool RemoveItem(object? item)
    {
        int slot = Table.Find(item);
        if (slot < 0)
            return false;
        Version++;
        _table.RemoveAt(slot, null);
        return true;
    }

    private protected void RemoveAll()
    {
        Version++;
        _table = KeyTable.Empty;
    }

    private static bool ContainsAll(PySetBase set, PySetBase items)
    {
        foreach (object? item in items)
        {
            if (!set.Contains(item))
                return false;
        }

        return true;
    }

    /// <summary>Walks the items of a set in order.</summary>
    public struct Enumerator : IEnumerator<object?>
    {
        private readonly PySetBase _set;
        private readonly int _version;
        private int _position;

        internal Enumerator(PySetBase set)
        {
            _set = set;
            _version = set.Version;
        }

        /// <inheritdoc/>
        public object? Current { get; private set; }

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_version != _set.Version)
                throw new InvalidOperationException("The set changed while it was enumerated.");
            bool found = _set.TryGetEntry(ref _position, out object? item);
            Current = item;
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
