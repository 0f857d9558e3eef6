using System.Collections;

namespace Pickling.Model;

/// <summary>The keys of a <see cref="PyDict"/> in insertion order; shows later changes of the dict.</summary>
public sealed class PyDictKeys : ICollection<object>, IReadOnlyCollection<object>
{
    private readonly PyDict _dict;

    internal PyDictKeys(PyDict dict) => _dict = dict;

    /// <summary>Number of keys.</summary>
    public int Count => _dict.Count;

    bool ICollection<object>.IsReadOnly => true;

    /// <summary>Whether a key is there; null stands for None.</summary>
    public bool Contains(object? item) => _dict.ContainsKey(item);

    /// <summary>Copies the keys into an array.</summary>
    public void CopyTo(object[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<object> target = array.AsSpan(arrayIndex);
        if (target.Length < Count)
            throw new ArgumentException("The array is too short.", nameof(array));
        int written = 0;
        foreach (object key in this)
            target[written++] = key;
    }

    /// <summary>Walks the keys in insertion order; a key None is null.</summary>
    public IEnumerator<object> GetEnumerator()
    {
        foreach (KeyValuePair<object, object?> pair in _dict)
            yield return pair.Key;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<object>.Add(object item) => throw new NotSupportedException("Add to the dict itself.");

    void ICollection<object>.Clear() => throw new NotSupportedException("Clear the dict itself.");

    bool ICollection<object>.Remove(object item) => throw new NotSupportedException("Remove from the dict itself.");
}
