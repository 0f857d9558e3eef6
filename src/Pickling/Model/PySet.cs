using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>A Python set: mutable, in the order of adding, items compared as in Python.</summary>
/// <remarks>
/// Mutable and unhashable as in Python, so <see cref="object.Equals(object)"/> is by reference;
/// <see cref="PythonEquality"/> and <see cref="PySetBase.SetEquals"/> compare contents.
/// </remarks>
[CollectionBuilder(typeof(PySet), nameof(Create))]
public sealed class PySet : PySetBase, ISet<object?>
{
    /// <summary>Creates an empty set.</summary>
    public PySet()
    {
    }

    /// <summary>Creates a set of the given items; of equal ones the first stays.</summary>
    /// <exception cref="ArgumentException">An item is of a kind that Python cannot hash, such as a list.</exception>
    public PySet(IEnumerable<object?> items) => UnionWith(items);

    bool ICollection<object?>.IsReadOnly => false;

    /// <summary>Creates a set of the given items; what a collection expression calls.</summary>
    /// <exception cref="ArgumentException">An item is of a kind that Python cannot hash, such as a list.</exception>
    public static PySet Create(params ReadOnlySpan<object?> items)
    {
        var set = new PySet();
        foreach (object? item in items)
            set.AddItem(item);
        return set;
    }

    /// <summary>Adds an item unless an equal one is there.</summary>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="ArgumentException">Python cannot hash the item.</exception>
    public bool Add(object? item) => AddItem(item);

    void ICollection<object?>.Add(object? item) => AddItem(item);

    /// <summary>Removes the item equal to the given one.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(object? item) => RemoveItem(item);

    /// <summary>Removes all items.</summary>
    public void Clear() => RemoveAll();

    /// <summary>Adds the items that are not there.</summary>
    public void UnionWith(IEnumerable<object?> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(other, this))
            return;
        foreach (object? item in other)
            AddItem(item);
    }

    /// <summary>Keeps only the items that are in the other collection too.</summary>
    public void IntersectWith(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        foreach (object? item in new List<object?>(this))
        {
            if (!set.Contains(item))
                RemoveItem(item);
        }
    }

    /// <summary>Removes the items that are in the other collection.</summary>
    public void ExceptWith(IEnumerable<object?> other)
    {
        if (ReferenceEquals(AsSet(other), this))
        {
            RemoveAll();
            return;
        }

        foreach (object? item in other)
            RemoveItem(item);
    }

    /// <summary>Keeps the items that are in one of the two only.</summary>
    public void SymmetricExceptWith(IEnumerable<object?> other)
    {
        PySetBase set = AsSet(other);
        if (ReferenceEquals(set, this))
        {
            RemoveAll();
            return;
        }

        foreach (object? item in set)
        {
            if (!RemoveItem(item))
                AddItem(item);
        }
    }
}
