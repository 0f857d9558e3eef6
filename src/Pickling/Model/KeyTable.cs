using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>The one hash table under dicts and sets: keys in insertion order, found by Python's equality.</summary>
/// <remarks>
/// Loading only appends keys; nothing is hashed until someone looks. The first look verifies: of keys that are equal the
/// first stays, and in a dict the last value goes to it, as in Python. Up to eight keys are searched one by one; more get
/// an index at the first search. Instances of one class share one table (<see cref="IsShared"/>), which then never
/// changes: who wants to change keys makes a copy first.
/// Readers may come from several threads: verifying and indexing take a lock and publish what they made by the last write.
/// </remarks>
internal sealed partial class KeyTable
{
    /// <summary>The table of everything empty.</summary>
    internal static readonly KeyTable Empty = new() { IsShared = true };

    // Stands in the slot of a removed key; equal to nothing.
    private static readonly object Removed = new();

    // So many slots are searched faster one by one than through an index.
    private const int LinearMax = 8;
    private const int CapacityFirst = 4;
    private const int HashBatch = 128;

    private object?[] _keys;

    // Slots in use, those of removed keys included; 0 <= _removed <= _count <= _keys.Length.
    private int _count;
    private int _removed;

    // All slots before it are those of removed keys, so that taking from the front does not walk over them again and again.
    private int _head;

    // Slots [0, _verified) hold keys that are all different; equal to _count unless _isUnverified.
    private int _verified;
    private volatile bool _isUnverified;

    // Open addressing over a power of two: 0 is free, else hash in the upper half, slot + 1 in the lower. When it is
    // there it holds all verified slots. At most three quarters are in use, so every probe ends.
    private ulong[]? _buckets;

    internal KeyTable() => _keys = [];

    private KeyTable(KeyTable other, int capacity)
    {
        Debug.Assert(!other._isUnverified, "only what everybody may see is copied");
        _keys = new object?[Math.Max(capacity, other._count)];
        Array.Copy(other._keys, _keys, other._count);
        _count = other._count;
        _removed = other._removed;
        _head = other._head;
        _verified = other._verified;
    }

    /// <summary>Whether several dicts use this table, which therefore stays as it is.</summary>
    internal bool IsShared { get; private set; }

    /// <summary>Slots in use; with <see cref="IsRemoved"/> the way to walk the keys.</summary>
    internal int SlotCount => _count;

    /// <summary>Keys there are; the table must be verified.</summary>
    internal int LiveCount => _count - _removed;

    /// <summary>The next slot in use from a position on, or -1; the position goes on behind it.</summary>
    internal int NextSlot(ref int position)
    {
        object?[] keys = _keys;
        int count = _count;
        for (int slot = Math.Max(position, _head); slot < count; slot++)
        {
            if (!IsRemoved(keys[slot]))
            {
                position = slot + 1;
                return slot;
            }
        }

        position = count;
        return -1;
    }

    internal ReadOnlySpan<object?> Slots => _keys.AsSpan(0, _count);

    internal static bool IsRemoved(object? key) => ReferenceEquals(key, Removed);

    /// <summary>Makes the table one that several dicts may use; false when its keys are not all different.</summary>
    internal bool TryShare()
    {
        int count = _count;
        Verify(null);
        if (_count != count || _removed != 0)
            return false;
        IsShared = true;
        return true;
    }

    /// <summary>Slots there is room for.</summary>
    internal int Capacity => _keys.Length;

    internal KeyTable Copy(int capacity = 0) => new(this, capacity);

    /// <summary>Room for more keys after the last; <see cref="Commit"/> makes them keys, equal or not.</summary>
    internal Span<object?> Reserve(int count)
    {
        Debug.Assert(!IsShared, "shared tables do not change");
        int needed = checked(_count + count);
        if (needed > _keys.Length)
            Grow(needed);
        return _keys.AsSpan(_count, count);
    }

    internal void EnsureCapacity(int capacity)
    {
        if (capacity > _keys.Length)
            Array.Resize(ref _keys, capacity);
    }

    internal void Commit(int count)
    {
        _count += count;
        // One key cannot be equal to another.
        if (_count == 1)
            _verified = 1;
        else if (count != 0)
            _isUnverified = true;
    }

    /// <summary>Makes sure that all keys differ; moves values along with their keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Verify(object?[]? values)
    {
        if (_isUnverified)
            VerifySlow(values);
    }

    /// <summary>The slot of a key, or -1; the table must be verified.</summary>
    internal int Find(object? key)
    {
        if (key is string text)
            return FindString(text);
        return PythonEquality.TryGetKeyHash(key, out int hash) ? FindHashed(key, hash) : -1;
    }

    /// <summary>
    /// The slot of a hashable key, added at the end when there is none; the table must be verified and not shared.
    /// </summary>
    internal int FindOrAdd(object? key, out bool added)
    {
        Debug.Assert(!IsShared && !_isUnverified, "only an own and verified table changes");
        int slot;
        if (_count <= LinearMax)
        {
            slot = Find(key);
            added = slot < 0;
            return added ? Append(key) : slot;
        }

        ulong[] buckets = _buckets ?? BuildIndex();
        if (_count == RoomOf(buckets))
            _buckets = buckets = Widen(buckets);
        int hash = PythonEquality.GetHashCode(key);
        int mask = buckets.Length - 1;
        int place = hash & mask;
        ulong bucket;
        while ((bucket = buckets[place]) != 0)
        {
            if ((int)(bucket >> 32) == hash)
            {
                slot = (int)(uint)bucket - 1;
                if (KeyEquals(_keys[slot], key))
                {
                    added = false;
                    return slot;
                }
            }

            place = (place + 1) & mask;
        }

        slot = AppendSlot(key);
        buckets[place] = Bucket(hash, slot);
        added = true;
        return slot;
    }

    /// <summary>Empties the slot of a key, and closes the gaps, which moves slots, when there are many.</summary>
    internal void RemoveAt(int slot, object?[]? values)
    {
        Debug.Assert(!IsShared && !_isUnverified, "only an own and verified table changes");
        if (values is not null)
            values[slot] = null;
        if (slot == _count - 1 && _buckets is null)
        {
            _keys[slot] = null;
            _verified = --_count;
            _head = Math.Min(_head, _count);
            return;
        }

        _keys[slot] = Removed;
        _removed++;
        while (_head < _count && IsRemoved(_keys[_head]))
            _head++;
        if (_removed > LinearMax && _removed > _count / 2)
            Compact(values);
    }

    /// <summary>
    /// The slot of the key that equals a key of another table, or -1. When it is not certain, the two are containers of
    /// equal hash which the caller must compare.
    /// </summary>
    /// <remarks>
    /// Whether two containers are equal is decided on the stack of the walk that asks, never by calling back into the
    /// comparison level by level. Only when several keys share the hash, which takes luck since hashes are seeded, is the
    /// choice made by a comparison of its own.
    /// </remarks>
    internal int FindPartner(object? key, out bool isCertain)
    {
        isCertain = true;
        if (key is not (PyTuple or PyFrozenSet))
            return Find(key);
        if (!PythonEquality.TryGetKeyHash(key, out int hash))
            return -1;

        int cursor = 0;
        int slot = NextCandidate(key, hash, ref cursor);
        int next = slot < 0 ? -1 : NextCandidate(key, hash, ref cursor);
        if (next < 0)
        {
            isCertain = false;
            return slot;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new PickleException("keys with equal hashes nest too deep to compare");
        while (slot >= 0 && !PythonEquality.Equals(key, _keys[slot]))
        {
            slot = next;
            next = slot < 0 ? -1 : NextCandidate(key, hash, ref cursor);
        }

        return slot;
    }

    private int FindString(string key)
    {
        if (_count <= LinearMax)
            return FirstEqual(_keys.AsSpan(0, _count), key);

        object?[] keys = _keys;
        ulong[] buckets = Volatile.Read(ref _buckets) ?? BuildIndex();
        int hash = PythonHash.String(key);
        int mask = buckets.Length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask)
        {
            ulong bucket = buckets[i];
            if (bucket == 0)
                return -1;
            if ((int)(bucket >> 32) == hash)
            {
                int slot = (int)(uint)bucket - 1;
                if (keys[slot] is string text && string.Equals(text, key))
                    return slot;
            }
        }
    }

    // Walks the slots of keys that have the hash of a tuple or frozenset; -1 at the end.
    private int NextCandidate(object container, int hash, ref int cursor)
    {
        if (_count <= LinearMax)
        {
            while (cursor < _count)
            {
                int slot = cursor++;
                object? key = _keys[slot];
                if (key is PyTuple or PyFrozenSet
                    && key.GetType() == container.GetType()
                    && PythonEquality.TryGetKeyHash(key, out int keyHash)
                    && keyHash == hash)
                {
                    return slot;
                }
            }

            return -1;
        }

        ulong[] buckets = Volatile.Read(ref _buckets) ?? BuildIndex();
        int mask = buckets.Length - 1;
        while (true)
        {
            ulong bucket = buckets[(hash + cursor++) & mask];
            if (bucket == 0)
                return -1;
            if ((int)(bucket >> 32) == hash)
                return (int)(uint)bucket - 1;
        }
    }

    private int FindHashed(object? key, int hash)
    {
        if (_count <= LinearMax)
            return FirstEqual(_keys.AsSpan(0, _count), key, hash);

        object?[] keys = _keys;
        ulong[] buckets = Volatile.Read(ref _buckets) ?? BuildIndex();
        int mask = buckets.Length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask)
        {
            ulong bucket = buckets[i];
            if (bucket == 0)
                return -1;
            if ((int)(bucket >> 32) == hash)
            {
                int slot = (int)(uint)bucket - 1;
                if (KeyEquals(keys[slot], key))
                    return slot;
            }
        }
    }

    private static bool KeyEquals(object? a, object? b) =>
        a is string x ? b is string y && string.Equals(x, y) : PythonEquality.Equals(a, b);

    // The keys of records are mostly the same string objects, so references tell first.
    private static int FirstEqual(ReadOnlySpan<object?> keys, string key)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (ReferenceEquals(keys[i], key))
                return i;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] is string text && HasSameText(text, key))
                return i;
        }

        return -1;
    }

    // Names of one record often have a length and a beginning in common, but rarely the last character.
    private static bool HasSameText(string a, string b) =>
        a.Length == b.Length && (a.Length == 0 || (a[^1] == b[^1] && string.Equals(a, b)));

    private static int FirstEqual(ReadOnlySpan<object?> keys, object? key, int hash)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (ReferenceEquals(keys[i], key))
                return i;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            if (IsSameKey(keys[i], key, hash))
                return i;
        }

        return -1;
    }

    // Containers compare their hashes first: computing them has made sure that everything below is verified, so that the
    // comparison need not do that level by level on the machine stack.
    private static bool IsSameKey(object? other, object? key, int hash)
    {
        if (other is PyTuple or PyFrozenSet && (!PythonEquality.TryGetKeyHash(other, out int otherHash) || otherHash != hash))
            return false;
        return PythonEquality.Equals(other, key);
    }

    private int Append(object? key)
    {
        int slot = AppendSlot(key);
        if (_buckets is { } buckets)
        {
            if (_count > RoomOf(buckets))
                _buckets = buckets = Widen(buckets);
            Insert(buckets, PythonEquality.GetHashCode(key), slot);
        }

        return slot;
    }

    private int AppendSlot(object? key)
    {
        int slot = _count;
        if (slot == _keys.Length)
            Grow(slot + 1);
        _keys[slot] = key;
        _count = slot + 1;
        _verified = _count;
        return slot;
    }

    private void Grow(int needed)
    {
        int capacity = Math.Max(
            needed,
            _keys.Length == 0 && needed == 1 ? CapacityFirst : (int)Math.Min(Array.MaxLength, 2L * _keys.Length));
        Array.Resize(ref _keys, capacity);
    }

    private static ulong Bucket(int hash, int slot) => ((ulong)(uint)hash << 32) | (uint)(slot + 1);

    private static int RoomOf(ulong[] buckets) => buckets.Length - (buckets.Length >> 2);

    private static ulong[] NewBuckets(int count) =>
        new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count + (count / 3) + 1))];

    private static void Insert(ulong[] buckets, int hash, int slot)
    {
        int mask = buckets.Length - 1;
        int i = hash & mask;
        while (buckets[i] != 0)
            i = (i + 1) & mask;
        buckets[i] = Bucket(hash, slot);
    }

    private static ulong[] Widen(ulong[] buckets)
    {
        var wider = new ulong[buckets.Length * 2];
        int mask = wider.Length - 1;
        foreach (ulong bucket in buckets)
        {
            if (bucket == 0)
                continue;
            int i = (int)(bucket >> 32) & mask;
            while (wider[i] != 0)
                i = (i + 1) & mask;
            wider[i] = bucket;
        }

        return wider;
    }
}
