using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>A Python list: an ordinary .NET list of objects that keeps pure integers or pure floats unboxed.</summary>
/// <remarks>
/// Items are natural values: every .NET integer that is added becomes a <c>long</c> (a <c>BigInteger</c> beyond it), every
/// float a <c>double</c>. As long as only integers, or only floats, are in the list they lie unboxed in an array, as bytes
/// or <c>int</c> while loaded integers are that small; <see cref="TryGetInt64s"/> and <see cref="TryGetDoubles"/> show them. An
/// item of another kind switches to boxed storage for good. A bool is not an integer here, so it stays a bool.
/// Python lists are mutable and unhashable, so <see cref="object.Equals(object)"/> is by reference;
/// <see cref="PythonEquality"/> compares contents. Reads may run concurrently, writes need the list for themselves.
/// </remarks>
[CollectionBuilder(typeof(PyList), nameof(Create))]
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(PySequenceDebugView))]
public sealed class PyList : IList<object?>, IReadOnlyList<object?>, IPyValue
{
    private const int CapacityFirst = 4;

    // As _storage says: an array of integers (see IntegerItems), double[] or object?[]; null while the storage is Empty. Readers
    // take it once, for a reader beside them may put a wider array of the same integers in its place.
    private Array? _items;

    // Items held; while the storage is Empty, the capacity that was asked for.
    private int _count;

    // Only to notice changes during enumeration, so wrapping around is harmless.
    private ushort _version;

    private ListStorage _storage;

    /// <summary>Creates an empty list.</summary>
    public PyList()
    {
    }

    /// <summary>Creates an empty list with room for a number of items.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public PyList(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _count = capacity;
    }

    /// <summary>Creates a list of the given items.</summary>
    public PyList(IEnumerable<object?> items) => AddRange(items);

    /// <summary>Number of items.</summary>
    public int Count => _storage == ListStorage.Empty ? 0 : _count;

    bool ICollection<object?>.IsReadOnly => false;

    internal ListStorage Storage => _storage;

    // The array of integers, while the storage is Int64.
    internal Array Integers => _items!;

    internal ReadOnlySpan<double> DoubleSpan =>
        _storage == ListStorage.Double ? new ReadOnlySpan<double>((double[])_items!, 0, _count) : default;

    internal ReadOnlySpan<object?> ObjectSpan =>
        _storage == ListStorage.Object ? new ReadOnlySpan<object?>((object?[])_items!, 0, _count) : default;

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The item at an index from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public object? this[int index]
    {
        get
        {
            ThrowIfOutside(index, Count);
            return ItemAt(index);
        }

        set
        {
            ThrowIfOutside(index, Count);
            value = Boxed.Normalize(value);
            _version++;
            if (_storage == ListStorage.Int64 && value is long int64)
            {
                if (!IntegerItems.TrySet(_items!, index, int64))
                    Widened()[index] = int64;
            }
            else if (_storage == ListStorage.Double && value is double float64)
            {
                ((double[])_items!)[index] = float64;
            }
            else
            {
                SwitchToObjects(Count);
                ((object?[])_items!)[index] = value;
            }
        }
    }

    /// <summary>Creates a list of the given items; what a collection expression calls.</summary>
    public static PyList Create(params ReadOnlySpan<object?> items)
    {
        var list = new PyList(items.Length);
        foreach (object? item in items)
            list.Add(item);
        return list;
    }

    /// <summary>Creates a list of integers without boxing them.</summary>
    public static PyList FromInt64s(ReadOnlySpan<long> items)
    {
        var list = new PyList();
        list.AppendInt64s(items);
        return list;
    }

    /// <summary>Creates a list of floats without boxing them.</summary>
    public static PyList FromDoubles(ReadOnlySpan<double> items)
    {
        var list = new PyList();
        list.AppendDoubles(items);
        return list;
    }

    /// <summary>Shows the items in place when they are kept as unboxed integers; true also for an empty list.</summary>
    /// <remarks>
    /// The span is a view of the moment: do not use it after the list has changed. The first call makes the list keep smaller
    /// integers as <c>long</c> from then on.
    /// </remarks>
    public bool TryGetInt64s(out ReadOnlySpan<long> items)
    {
        items = _storage == ListStorage.Int64 ? new ReadOnlySpan<long>(Widened(), 0, _count) : default;
        return _storage is ListStorage.Int64 || Count == 0;
    }

    /// <summary>Shows the items in place when they are kept as unboxed floats; true also for an empty list.</summary>
    /// <remarks>The span is a view of the moment: do not use it after the list has changed.</remarks>
    public bool TryGetDoubles(out ReadOnlySpan<double> items)
    {
        items = DoubleSpan;
        return _storage is ListStorage.Double || Count == 0;
    }

    /// <summary>Adds an item at the end.</summary>
    public void Add(object? item) => AppendNatural(Boxed.Normalize(item));

    /// <summary>Adds items at the end.</summary>
    public void AddRange(IEnumerable<object?> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items is PyList list)
        {
            AddRange(list);
            return;
        }

        if (items.TryGetNonEnumeratedCount(out int count))
            EnsureCapacity(checked(Count + count));
        foreach (object? item in items)
            Add(item);
    }

    /// <summary>Inserts an item before an index from 0 to <see cref="Count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public void Insert(int index, object? item)
    {
        int count = Count;
        ThrowIfOutside(index, count + 1);
        // Append decides the storage and grows it; then only the place is wrong.
        Add(item);
        switch (_storage)
        {
            case ListStorage.Int64:
                RotateLast(Widened().AsSpan(index, count + 1 - index));
                break;
            case ListStorage.Double:
                RotateLast(((double[])_items!).AsSpan(index, count + 1 - index));
                break;
            default:
                RotateLast(((object?[])_items!).AsSpan(index, count + 1 - index));
                break;
        }
    }

    /// <summary>Removes the item at an index from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public void RemoveAt(int index)
    {
        ThrowIfOutside(index, Count);
        _version++;
        _count--;
        Array.Copy(_items!, index + 1, _items!, index, _count - index);
        if (_storage == ListStorage.Object)
            ((object?[])_items!)[_count] = null;
    }

    /// <summary>Removes the first item equal to the given one by Python's rules.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(object? item)
    {
        int index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <summary>Removes all items.</summary>
    public void Clear()
    {
        _version++;
        _items = null;
        _count = 0;
        _storage = ListStorage.Empty;
    }

    /// <summary>Index of the first item equal to the given one by Python's rules (1, 1.0 and True are equal), or -1.</summary>
    public int IndexOf(object? item)
    {
        if (_storage == ListStorage.Int64 && Boxed.Normalize(item) is long int64)
            return IntegerItems.IndexOf(_items!, _count, int64);
        int count = Count;
        for (int i = 0; i < count; i++)
        {
            if (PythonEquality.Equals(ItemAt(i), item))
                return i;
        }

        return -1;
    }

    /// <summary>Whether an item is equal to the given one by Python's rules.</summary>
    public bool Contains(object? item) => IndexOf(item) >= 0;

    /// <summary>Copies the items, boxed, into an array.</summary>
    public void CopyTo(object?[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<object?> target = array.AsSpan(arrayIndex);
        int count = Count;
        if (target.Length < count)
            throw new ArgumentException("The array is too short.", nameof(array));
        for (int i = 0; i < count; i++)
            target[i] = ItemAt(i);
    }

    /// <summary>Walks the items in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    /// <summary>Python's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);

    internal object? ItemAt(int index) => _storage switch
    {
        ListStorage.Object => ((object?[])_items!)[index],
        ListStorage.Int64 => Boxed.Int64(IntegerItems.At(_items!, index)),
        _ => ((double[])_items!)[index],
    };

    internal void AppendInt64s(ReadOnlySpan<long> items)
    {
        if (items.IsEmpty)
            return;
        if (_storage is ListStorage.Int64 or ListStorage.Empty)
        {
            items.CopyTo(ReserveInt64s(items.Length));
            CommitItems(items.Length);
            return;
        }

        Span<object?> target = ReserveObjects(items.Length);
        for (int i = 0; i < items.Length; i++)
            target[i] = Boxed.Int64(items[i]);
        CommitObjects(items.Length);
    }

    // Keeps the integers in as few bytes as they all fit.
    internal void AppendInt32s(ReadOnlySpan<int> items)
    {
        if (items.IsEmpty)
            return;
        if (_storage is not (ListStorage.Int64 or ListStorage.Empty))
        {
            Span<object?> boxes = ReserveObjects(items.Length);
            for (int i = 0; i < items.Length; i++)
                boxes[i] = Boxed.Int64(items[i]);
            CommitObjects(items.Length);
            return;
        }

        if (_storage == ListStorage.Int64 && _items is long[])
        {
            IntegerItems.Widen(items, Reserve<long>(ListStorage.Int64, items.Length));
        }
        else if (_items is not int[] && IntegerItems.FitBytes(items))
        {
            IntegerItems.ToBytes(items, Reserve<byte>(ListStorage.Int64, items.Length));
        }
        else
        {
            if (_items is byte[] bytes)
            {
                int[] wider = NewItems<int>(Math.Max(bytes.Length, checked(_count + items.Length)));
                for (int i = 0; i < _count; i++)
                    wider[i] = bytes[i];
                _items = wider;
            }

            items.CopyTo(Reserve<int>(ListStorage.Int64, items.Length));
        }

        CommitItems(items.Length);
    }

    internal void AppendDoubles(ReadOnlySpan<double> items)
    {
        if (items.IsEmpty)
            return;
        if (_storage is ListStorage.Double or ListStorage.Empty)
        {
            items.CopyTo(Reserve<double>(ListStorage.Double, items.Length));
            CommitItems(items.Length);
            return;
        }

        Span<object?> target = ReserveObjects(items.Length);
        for (int i = 0; i < items.Length; i++)
            target[i] = items[i];
        CommitObjects(items.Length);
    }

    // A view of the caller's numbers, to be written and not kept.
    internal static PyList Viewing(int[] items) => new() { _items = items, _count = items.Length, _storage = ListStorage.Int64 };

    internal static PyList Viewing(long[] items) => new() { _items = items, _count = items.Length, _storage = ListStorage.Int64 };

    internal static PyList Viewing(double[] items) => new() { _items = items, _count = items.Length, _storage = ListStorage.Double };

    // Takes a natural value as it is: the storage becomes Object even for a long or double.
    internal void AppendObject(object? item)
    {
        if (_storage == ListStorage.Object)
        {
            var items = (object?[])_items!;
            if (_count < items.Length)
            {
                items[_count++] = item;
                _version++;
                return;
            }
        }

        ReserveObjects(1)[0] = item;
        CommitObjects(1);
    }

    // Room for more items after the last one, in boxed storage; CommitObjects makes them items.
    internal Span<object?> ReserveObjects(int count)
    {
        if (_storage == ListStorage.Object)
        {
            var items = (object?[])_items!;
            if (items.Length - _count >= count)
                return items.AsSpan(_count, count);
        }
        else if (_storage != ListStorage.Empty)
        {
            SwitchToObjects(checked(_count + count));
        }

        return Reserve<object?>(ListStorage.Object, count);
    }

    internal void CommitObjects(int count) => CommitItems(count);

    internal int Capacity => _storage switch
    {
        ListStorage.Empty => 0,
        _ => _items!.Length,
    };

    internal void EnsureCapacity(int capacity)
    {
        switch (_storage)
        {
            case ListStorage.Empty:
                _count = Math.Max(_count, capacity);
                break;
            case ListStorage.Int64 when capacity > _items!.Length:
                if (_items is byte[])
                    Resize<byte>(capacity);
                else if (_items is int[])
                    Resize<int>(capacity);
                else
                    Resize<long>(capacity);
                break;
            case ListStorage.Double when capacity > _items!.Length:
                Resize<double>(capacity);
                break;
            case ListStorage.Object when capacity > _items!.Length:
                Resize<object?>(capacity);
                break;
        }
    }

    private static void ThrowIfOutside(int index, int count)
    {
        if ((uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {count} items.");
    }

    private static void RotateLast<T>(Span<T> items)
    {
        T last = items[^1];
        items[..^1].CopyTo(items[1..]);
        items[0] = last;
    }

    private void AppendNatural(object? item)
    {
        if (item is long int64 && _storage is (ListStorage.Int64 or ListStorage.Empty))
        {
            ReserveInt64s(1)[0] = int64;
            CommitItems(1);
        }
        else if (item is double float64 && _storage is (ListStorage.Double or ListStorage.Empty))
        {
            Reserve<double>(ListStorage.Double, 1)[0] = float64;
            CommitItems(1);
        }
        else
        {
            AppendObject(item);
        }
    }

    // A list may be added to itself: the items are those before the call.
    private void AddRange(PyList other)
    {
        switch (other._storage)
        {
            case ListStorage.Int64:
                AppendInt64s(new ReadOnlySpan<long>(other.Widened(), 0, other._count));
                break;
            case ListStorage.Double:
                AppendDoubles(other.DoubleSpan);
                break;
            case ListStorage.Object:
                ReadOnlySpan<object?> items = other.ObjectSpan;
                items.CopyTo(ReserveObjects(items.Length));
                CommitObjects(items.Length);
                break;
        }
    }

    // The integers as long[], from now on.
    private long[] Widened()
    {
        Array items = _items!;
        if (items is long[] known)
            return known;
        long[] wide = NewItems<long>(items.Length);
        IntegerItems.CopyTo(items, 0, wide.AsSpan(0, _count));
        _items = wide;
        return wide;
    }

    private Span<long> ReserveInt64s(int count)
    {
        if (_storage == ListStorage.Int64)
            Widened();
        return Reserve<long>(ListStorage.Int64, count);
    }

    private Span<T> Reserve<T>(ListStorage storage, int count)
    {
        if (_storage == ListStorage.Empty)
        {
            // The first batch gets exactly its size, since most lists have only one; single items get room for four.
            int capacity = Math.Max(_count, count == 1 ? CapacityFirst : count);
            _items = NewItems<T>(capacity);
            _count = 0;
            _storage = storage;
        }

        int needed = checked(_count + count);
        if (needed > _items!.Length)
            Resize<T>(Math.Max(needed, (int)Math.Min(Array.MaxLength, 2L * _items.Length)));
        return new Span<T>((T[])_items, _count, count);
    }

    // Numbers need no clearing: what is beyond the count is never read.
    private static T[] NewItems<T>(int capacity) =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[capacity] : GC.AllocateUninitializedArray<T>(capacity);

    private void CommitItems(int count)
    {
        _count += count;
        _version++;
    }

    private void Resize<T>(int capacity)
    {
        T[] items = NewItems<T>(capacity);
        Array.Copy(_items!, items, _count);
        _items = items;
    }

    private void SwitchToObjects(int capacity)
    {
        if (_storage == ListStorage.Object)
            return;
        var items = new object?[Math.Max(capacity, CapacityFirst)];
        if (_storage != ListStorage.Empty)
        {
            for (int i = 0; i < _count; i++)
                items[i] = ItemAt(i);
        }

        _items = items;
        _storage = ListStorage.Object;
    }

    /// <summary>Walks the items of a list in order.</summary>
    public struct Enumerator : IEnumerator<object?>
    {
        private readonly PyList _list;
        private readonly ushort _version;
        private int _next;

        internal Enumerator(PyList list)
        {
            _list = list;
            _version = list._version;
        }

        /// <inheritdoc/>
        public object? Current { get; private set; }

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_version != _list._version)
                throw new InvalidOperationException("The list changed while it was enumerated.");
            if (_next >= _list.Count)
            {
                Current = null;
                return false;
            }

            Current = _list.ItemAt(_next++);
            return true;
        }

        /// <inheritdoc/>
        public void Reset() => _next = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
