namespace Pickling.Model;

/// <summary>Which objects have been taken as equal so far: a union-find over references.</summary>
/// <remarks>
/// Comparing two graphs takes every pair it meets as equal and looks into it once (Hopcroft and Karp). Equality is
/// transitive, so joining classes bounds the work by the number of objects, where a set of pairs would grow with the
/// product: two cycles of a million and a million and one lists meet in 10^12 pairs.
/// </remarks>
internal sealed class ObjectUnion
{
    // Scanning so many items costs no more than finding the container in the dictionary.
    private const int SmallMax = 8;

    private readonly Dictionary<object, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _parents = [];

    /// <summary>Joins the classes of two objects; false when they were in one class already.</summary>
    internal bool Join(object a, object b)
    {
        int x = Find(IdOf(a));
        int y = Find(IdOf(b));
        if (x == y)
            return false;
        // The lower number wins: ids are given top down, so that keeps the trees flat enough with path halving.
        _parents[Math.Max(x, y)] = Math.Min(x, y);
        return true;
    }

    /// <summary>Whether a container is so small that it is better looked into than remembered.</summary>
    internal static bool IsSmall(object container) => container switch
    {
        PyTuple tuple => tuple.Count <= SmallMax,
        PyList list => list.Count <= SmallMax,
        PyDict dict => dict.Count <= SmallMax,
        _ => false,
    };

    private int IdOf(object value)
    {
        if (!_ids.TryGetValue(value, out int id))
        {
            id = _parents.Count;
            _ids.Add(value, id);
            _parents.Add(id);
        }

        return id;
    }

    private int Find(int id)
    {
        while (_parents[id] != id)
        {
            _parents[id] = _parents[_parents[id]];
            id = _parents[id];
        }

        return id;
    }
}
