using System.Collections;

namespace Pickling.Model;

/// <summary>The values of a <see cref="PyDict"/> in the order of their keys; shows later changes of the dict.</summary>
public sealed class PyDictValues : ICollection<object?>, IReadOnlyCollection<object?>
{
    private readonly PyDict _dict;

    internal PyDictValues(PyDict dict) => _dict = dict;

    /// <summary>Number of values.</summary>
    public int Count => _dict.Count;

    bool ICollection<object?>.IsReadOnly => true;

    /// <summary>Whether a value equal to the given one, by Python's rules, is there.</summary>
    public bool Contains(object? item)
    {
        foreach (object? value in this)
        {
            if (PythonEquality.Equals(value, item))
                return true;
        }

        return false;
    }

    /// <summary>Copies the values into an array.</summary>
    public void CopyTo(object?[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<object?> target = array.AsSpan(arrayIndex);
        if (target.Length < Count)
            throw new ArgumentException("The array is too short.", nameof(array));
        int written = 0;
        foreach (object? value in this)
            target[written++] = value;
    }

    /// <summary>Walks the values in the order of their keys.</summary>
    public IEnumerator<object?> GetEnumerator()
    {
        foreach (KeyValuePair<object, object?> pair in _dict)
            yield return pair.Value;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<object?>.Add(object? item) => throw new NotSupportedException("Add to the dict itself.");

    void ICollection<object?>.Clear() => throw new NotSupportedException("Clear the dict itself.");

    bool ICollection<object?>.Remove(object? item) => throw new NotSupportedException("Remove from the dict itself.");
}
