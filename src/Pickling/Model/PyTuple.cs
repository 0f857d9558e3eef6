using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>A Python tuple: an immutable sequence, equal to another tuple of equal items.</summary>
/// <remarks>
/// Up to three items lie in the tuple itself, so a pair is one allocation. Equality and hash are Python's
/// (<see cref="PythonEquality"/>), work on any depth, and the hash is computed once. A tuple that holds something
/// mutable, such as a list, is unhashable in Python: it cannot be a key of <see cref="PyDict"/>, and its .NET hash code
/// is by its length alone.
/// </remarks>
[CollectionBuilder(typeof(PyTuple), nameof(Create))]
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(PySequenceDebugView))]
public sealed class PyTuple : IReadOnlyList<object?>, IPyValue, IEquatable<PyTuple>
{
    private const int InlineMax = 3;

    // The first _count of these are the items; where there are more than three, the first is the array that holds them.
    private InlineItems _inline;
    private readonly int _count;

    internal PyTuple(object? a)
    {
        _inline[0] = a;
        _count = 1;
    }

    internal PyTuple(object? a, object? b)
    {
        _inline[0] = a;
        _inline[1] = b;
        _count = 2;
    }

    internal PyTuple(object? a, object? b, object? c)
    {
        _inline[0] = a;
        _inline[1] = b;
        _inline[2] = c;
        _count = 3;
    }

    private PyTuple()
    {
    }

    private PyTuple(object?[] items)
    {
        Debug.Assert(items.Length > InlineMax, "fewer items lie in the tuple itself");
        _inline[0] = items;
        _count = items.Length;
    }

    /// <summary>The empty tuple; there is only one.</summary>
    public static PyTuple Empty { get; } = new();

    /// <summary>Number of items.</summary>
    public int Count => _count;

    internal ReadOnlySpan<object?> Items => _count <= InlineMax
        ? ((ReadOnlySpan<object?>)_inline)[.._count]
        : Unsafe.As<object?[]>(_inline[0]);

    // The state of the cached hash: see ContainerHash.
    internal int CachedHash { get; set; }

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The item at an index from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public object? this[int index]
    {
        get
        {
            ReadOnlySpan<object?> items = Items;
            if ((uint)index >= (uint)items.Length)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The tuple has {items.Length} items.");
            return items[index];
        }
    }

    /// <summary>Creates a tuple of the given items; .NET integers and floats become <c>long</c> and <c>double</c>.</summary>
    public static PyTuple Create(params ReadOnlySpan<object?> items)
    {
        switch (items.Length)
        {
            case 0:
                return Empty;
            case 1:
                return new PyTuple(Boxed.Normalize(items[0]));
            case 2:
                return new PyTuple(Boxed.Normalize(items[0]), Boxed.Normalize(items[1]));
            case InlineMax:
                return new PyTuple(Boxed.Normalize(items[0]), Boxed.Normalize(items[1]), Boxed.Normalize(items[2]));
            default:
                var copy = new object?[items.Length];
                for (int i = 0; i < copy.Length; i++)
                    copy[i] = Boxed.Normalize(items[i]);
                return new PyTuple(copy);
        }
    }

    /// <summary>Takes a pair apart.</summary>
    /// <exception cref="InvalidOperationException">The tuple has not two items.</exception>
    public void Deconstruct(out object? first, out object? second)
    {
        ThrowUnlessCount(2);
        first = _inline[0];
        second = _inline[1];
    }

    /// <summary>Takes a triple apart.</summary>
    /// <exception cref="InvalidOperationException">The tuple has not three items.</exception>
    public void Deconstruct(out object? first, out object? second, out object? third)
    {
        ThrowUnlessCount(3);
        first = _inline[0];
        second = _inline[1];
        third = _inline[2];
    }

    /// <summary>Whether the other is a tuple of equal items, by Python's rules.</summary>
    public bool Equals(PyTuple? other) => PythonEquality.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PyTuple other && PythonEquality.Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => PythonEquality.GetHashCode(this);

    /// <summary>Walks the items in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    /// <summary>Python's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);

    // Natural values only; an array of more than three becomes the tuple's own.
    internal static PyTuple Adopt(object?[] items) => items.Length switch
    {
        0 => Empty,
        1 => new PyTuple(items[0]),
        2 => new PyTuple(items[0], items[1]),
        InlineMax => new PyTuple(items[0], items[1], items[2]),
        _ => new PyTuple(items),
    };

    private void ThrowUnlessCount(int count)
    {
        if (_count != count)
            throw new InvalidOperationException($"The tuple has {_count} items, not {count}.");
    }

    /// <summary>Walks the items of a tuple in order.</summary>
    public struct Enumerator : IEnumerator<object?>
    {
        private readonly PyTuple _tuple;
        private int _next;

        internal Enumerator(PyTuple tuple) => _tuple = tuple;

        /// <inheritdoc/>
        public object? Current { get; private set; }

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_next >= _tuple._count)
            {
                Current = null;
                return false;
            }

            Current = _tuple.Items[_next++];
            return true;
        }

        /// <inheritdoc/>
        public void Reset() => _next = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }

    [InlineArray(InlineMax)]
    private struct InlineItems
    {
        private object? _first;
    }
}
