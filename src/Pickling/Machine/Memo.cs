using System.Buffers;
using System.Runtime.CompilerServices;
using Pickling.Wire;

namespace Pickling.Machine;

/// <summary>
/// The memo of one load: index to value. Indexes in sequence, which is what picklers write, live in an array;
/// sparse ones in a dictionary, so that a huge index costs no more than a small one.
/// </summary>
internal struct Memo<TValue, TSink>
    where TValue : struct
    where TSink : struct, IPickleSink<TValue>
{
    // Python 2's cPickle counts from 1: gaps this small stay in the array.
    private const int GapMax = 8;

    // A memo entry seldom comes with fewer bytes of pickle; larger memos grow as they fill.
    private const int BytesAnEntry = 32;
    private const int CapacityFirstMin = 32;
    private const int CapacityFirstMax = 4096;

    private readonly PickleLimits _limits;
    private readonly int _capacityFirst;

    // 0 <= _count <= _dense.Length; slots below _count hold a value or Unset.
    private TValue[] _dense;
    private int _count;
    private int _holes;

    // How far the fast paths may append: 0 for MEMOIZE while its index is not _count, 0 for PUT while entries are sparse.
    private int _memoizeEnd;
    private int _putEnd;
    private Dictionary<long, TValue>? _sparse;

    public Memo(PickleLimits limits, int expectedBytes)
    {
        _limits = limits;
        _capacityFirst = Math.Clamp(expectedBytes / BytesAnEntry, CapacityFirstMin, CapacityFirstMax);
        _dense = [];
    }

    /// <summary>Entries, which is the index that MEMOIZE uses next.</summary>
    public readonly int Size => _count - _holes + (_sparse?.Count ?? 0);

    /// <summary>How many entries got another value.</summary>
    public int Overwritten { get; private set; }

    /// <summary>The entries from index 0 on that all hold a value; none when there are gaps between them.</summary>
    public readonly ReadOnlySpan<TValue> Sequence => _holes == 0 ? _dense.AsSpan(0, _count) : default;

    /// <summary>The entries when they count from 1, slot 0 and others unset between them; else none.</summary>
    public readonly ReadOnlySpan<TValue> EntriesFrom1 => _count > 1 && TSink.IsUnset(_dense[0]) ? _dense.AsSpan(0, _count) : default;

    /// <summary>Whether the entries count from 0 without gaps.</summary>
    public readonly bool IsSequence => _holes == 0 && _sparse is null;

    /// <summary>Whether an entry with this index would be one more behind all others.</summary>
    public readonly bool IsNext(long index) => index == _count && _sparse is null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Memoize(in TValue value)
    {
        TValue[] dense = _dense;
        int count = _count;
        if (count < _memoizeEnd)
        {
            dense[count] = value;
            _count = count + 1;
        }
        else
        {
            PutSlow(Size, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(long index, in TValue value)
    {
        TValue[] dense = _dense;
        int count = _count;
        if (index == count && count < _putEnd)
        {
            dense[count] = value;
            _count = count + 1;
        }
        else
        {
            PutSlow(index, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryGet(long index, out TValue value)
    {
        if ((ulong)index < (ulong)_count)
        {
            TValue entry = _dense[index];
            value = entry;
            return !TSink.IsUnset(entry);
        }

        return TryGetSparse(index, out value);
    }

    /// <summary>Forgets what was added since there were this many entries in sequence; a sparse memo is kept as it is.</summary>
    public void Truncate(int count)
    {
        if (_sparse is null && _holes == 0 && count < _count)
        {
            Array.Clear(_dense, count, _count - count);
            _count = count;
        }
    }

    /// <summary>Every entry with its index, those in sequence first.</summary>
    public readonly IEnumerable<KeyValuePair<long, TValue>> Entries()
    {
        return Enumerate(_dense, _count, _sparse);

        static IEnumerable<KeyValuePair<long, TValue>> Enumerate(TValue[] dense, int count, Dictionary<long, TValue>? sparse)
        {
            for (int i = 0; i < count; i++)
            {
                if (!TSink.IsUnset(dense[i]))
                {
                    yield return new(i, dense[i]);
                }
            }

            foreach (KeyValuePair<long, TValue> entry in sparse ?? [])
            {
                yield return entry;
            }
        }
    }

    /// <summary>Puts another value in the place of one that was memoized at this index, or right after it as cPickle of 2.7 counts.</summary>
    public readonly void Replace(int index, in TValue value, in TValue replacement)
    {
        for (int i = index; i <= index + 1 && i < _count; i++)
        {
            if (TSink.AreSame(_dense[i], value))
            {
                _dense[i] = replacement;
            }
        }
    }

    // Gives the array back to its pool; the memo is not used after.
    public void Release()
    {
        if (_dense.Length > 0)
        {
            Return(_dense);
            _dense = [];
            _count = 0;
        }
    }

    private readonly bool TryGetSparse(long index, out TValue value)
    {
        if (_sparse is not null)
        {
            return _sparse.TryGetValue(index, out value);
        }

        value = TSink.Unset;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutSlow(long index, in TValue value)
    {
        if (index < _count)
        {
            ref TValue slot = ref _dense[index];
            if (TSink.IsUnset(slot))
            {
                _holes--;
            }
            else
            {
                Overwritten++;
            }

            slot = value;
            SetFastPaths();
            return;
        }

        if (Size >= _limits.MemoEntriesMax)
        {
            throw new PickleLimitException($"more than {_limits.MemoEntriesMax} memo entries (PickleLimits.MemoEntriesMax)");
        }

        if (index > _count + GapMax)
        {
            Overwritten++;
            _sparse ??= new Dictionary<long, TValue>(SeededIndexComparer.Instance);
            _sparse[index] = value;
            SetFastPaths();
            return;
        }

        while (_count < index)
        {
            Add(TakeSparse(_count, out TValue sparse) ? sparse : TSink.Unset);
        }

        _sparse?.Remove(index);
        Add(value);

        // What was sparse becomes dense once the array has grown up to it.
        while (_sparse is not null && TakeSparse(_count, out TValue next))
        {
            Add(next);
        }

        if (_sparse is { Count: 0 })
        {
            _sparse = null;
        }

        SetFastPaths();
    }

    private void SetFastPaths()
    {
        _putEnd = _sparse is null ? Math.Min(_dense.Length, _limits.MemoEntriesMax) : 0;
        _memoizeEnd = _holes == 0 ? _putEnd : 0;
    }

    private readonly bool TakeSparse(long index, out TValue value)
    {
        if (_sparse is null)
        {
            value = TSink.Unset;
            return false;
        }

        return _sparse.Remove(index, out value);
    }

    private void Add(in TValue value)
    {
        if (_count == _dense.Length)
        {
            Grow();
        }

        if (TSink.IsUnset(value))
        {
            _holes++;
        }

        _dense[_count++] = value;
    }

    private void Grow()
    {
        TValue[] larger = ArrayPool<TValue>.Shared.Rent(Math.Max(_capacityFirst, _dense.Length * 2));
        Array.Copy(_dense, larger, _count);
        if (_dense.Length > 0)
        {
            Return(_dense);
        }

        _dense = larger;
    }

    // What holds no references keeps nothing alive in the pool.
    private readonly void Return(TValue[] dense)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
        {
            Array.Clear(dense, 0, _count);
        }

        ArrayPool<TValue>.Shared.Return(dense);
    }
}
