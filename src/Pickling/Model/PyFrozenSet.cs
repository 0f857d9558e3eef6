using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>A Python frozenset: immutable, hashable, equal to a set or frozenset of equal items.</summary>
/// <remarks>The hash is computed once, on any depth. .NET's <c>Equals</c> takes only frozensets for equal.</remarks>
[CollectionBuilder(typeof(PyFrozenSet), nameof(Create))]
public sealed class PyFrozenSet : PySetBase, IEquatable<PyFrozenSet>
{
    /// <summary>Creates a frozenset of the given items; of equal ones the first stays.</summary>
    /// <exception cref="ArgumentException">An item is of a kind that Python cannot hash, such as a list.</exception>
    public PyFrozenSet(IEnumerable<object?> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (object? item in items)
            AddItem(item);
    }

    // For the loader, which fills it by Reserve and Commit before anybody else sees it.
    internal PyFrozenSet()
    {
    }

    // The state of the cached hash: see ContainerHash.
    internal int CachedHash { get; set; }

    /// <summary>Creates a frozenset of the given items; what a collection expression calls.</summary>
    /// <exception cref="ArgumentException">An item is of a kind that Python cannot hash, such as a list.</exception>
    public static PyFrozenSet Create(params ReadOnlySpan<object?> items)
    {
        var set = new PyFrozenSet();
        foreach (object? item in items)
            set.AddItem(item);
        return set;
    }

    /// <summary>Whether the other is a frozenset of equal items.</summary>
    public bool Equals(PyFrozenSet? other) => PythonEquality.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PyFrozenSet other && PythonEquality.Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => PythonEquality.GetHashCode(this);
}
