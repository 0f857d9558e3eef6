namespace Pickling.Model;

// The first look: keys are hashed, equal ones become one, and the index is made.
internal sealed partial class KeyTable
{
    // One walk for all keys of a table: what it has found equal it need not compare again when later keys hold it.
    private static bool KeyEquals(object? a, object? b, ref EqualityWalk? walk)
    {
        if (a is string x && !LargeLeaf.Is(x))
            return b is string y && string.Equals(x, y);
        if (!LargeLeaf.Is(a))
        {
            switch (PythonEquality.Compare(a, b))
            {
                case Verdict.Equal:
                    return true;
                case Verdict.Different:
                    return false;
            }
        }

        walk ??= new EqualityWalk();
        bool areEqual = walk.AreEqual(a, b);
        if (!areEqual)
            walk = null;
        return areEqual;
    }

    private ulong[] BuildIndex()
    {
        lock (this)
        {
            if (_buckets is { } made)
                return made;
            ulong[] buckets = NewBuckets(_count);
            for (int slot = 0; slot < _count; slot++)
            {
                object? key = _keys[slot];
                if (!IsRemoved(key))
                    Insert(buckets, PythonEquality.GetHashCode(key), slot);
            }

            Volatile.Write(ref _buckets, buckets);
            return buckets;
        }
    }

    private void VerifySlow(object?[]? values)
    {
        lock (this)
        {
            if (!_isUnverified)
                return;
            int kept = _count <= LinearMax ? VerifyLinear(values) : VerifyIndexed(values);
            if (kept != _count)
            {
                // What was moved down leaves its old place behind.
                _keys.AsSpan(kept, _count - kept).Clear();
                values?.AsSpan(kept, _count - kept).Clear();
            }

            _count = kept;
            _verified = kept;
            _isUnverified = false;
        }
    }

    private int VerifyLinear(object?[]? values)
    {
        object?[] keys = _keys;
        int kept = _verified;
        for (int slot = kept; slot < _count; slot++)
        {
            object? key = keys[slot];
            int first = key is string text
                ? FirstEqual(keys.AsSpan(0, kept), text)
                : FirstEqual(keys.AsSpan(0, kept), key, PythonEquality.GetHashCode(key));
            if (first < 0)
            {
                if (kept != slot)
                {
                    keys[kept] = key;
                    if (values is not null)
                        values[kept] = values[slot];
                }

                kept++;
            }
            else if (values is not null)
            {
                values[first] = values[slot];
            }
        }

        return kept;
    }

    private int VerifyIndexed(object?[]? values)
    {
        object?[] keys = _keys;
        int kept = _verified;
        ulong[]? buckets = _buckets;
        if (buckets is null || _count > RoomOf(buckets))
        {
            buckets = NewBuckets(_count);
            for (int slot = 0; slot < kept; slot++)
            {
                if (!IsRemoved(keys[slot]))
                    Insert(buckets, PythonEquality.GetHashCode(keys[slot]), slot);
            }
        }

        // Hashing a batch first keeps the processor busy with the buckets' cache misses side by side.
        Span<int> hashes = stackalloc int[HashBatch];
        EqualityWalk? walk = null;
        int mask = buckets.Length - 1;
        for (int start = kept; start < _count; start += HashBatch)
        {
            ReadOnlySpan<object?> batch = keys.AsSpan(start, Math.Min(HashBatch, _count - start));
            for (int i = 0; i < batch.Length; i++)
                hashes[i] = batch[i] is string text && !LargeLeaf.Is(text) ? PythonHash.String(text) : PythonEquality.GetHashCode(batch[i]);

            for (int i = 0; i < batch.Length; i++)
            {
                int slot = start + i;
                int hash = hashes[i];
                int first = -1;
                int place = hash & mask;
                ulong bucket;
                while ((bucket = buckets[place]) != 0)
                {
                    if ((int)(bucket >> 32) == hash && KeyEquals(keys[(int)(uint)bucket - 1], keys[slot], ref walk))
                    {
                        first = (int)(uint)bucket - 1;
                        break;
                    }

                    place = (place + 1) & mask;
                }

                if (first >= 0)
                {
                    if (values is not null)
                        values[first] = values[slot];
                    continue;
                }

                buckets[place] = Bucket(hash, kept);
                if (kept != slot)
                {
                    keys[kept] = keys[slot];
                    if (values is not null)
                        values[kept] = values[slot];
                }

                kept++;
            }
        }

        _buckets = buckets;
        return kept;
    }

    private void Compact(object?[]? values)
    {
        int kept = 0;
        for (int slot = 0; slot < _count; slot++)
        {
            if (IsRemoved(_keys[slot]))
                continue;
            _keys[kept] = _keys[slot];
            if (values is not null)
                values[kept] = values[slot];
            kept++;
        }

        _keys.AsSpan(kept, _count - kept).Clear();
        values?.AsSpan(kept, _count - kept).Clear();
        _count = kept;
        _verified = kept;
        _removed = 0;
        _head = 0;
        _buckets = null;
    }
}
