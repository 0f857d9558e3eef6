using Pickling.Model;

namespace Pickling.Graph;

/// <summary>
/// What a class hands out when it is dumped: the arguments and the state of an object, made anew or held by the object as
/// well. cPickle memoizes what is held, so its memo tells of which kind they are; see <see cref="ReferenceCounts"/>.
/// </summary>
internal static class HandedOutParts
{
    /// <summary>Keeps with each object which of its parts had an entry.</summary>
    /// <param name="objects">The objects of a pickle.</param>
    /// <param name="memo">The memo of a pickle that cPickle wrote; empty of any other, of which there is nothing to learn.</param>
    public static void Record(List<PyObject> objects, ReadOnlySpan<GraphValue> memo)
    {
        if (objects.Count == 0 || memo.IsEmpty)
        {
            return;
        }

        var memoized = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (ref readonly GraphValue value in memo)
        {
            if (!value.IsUnset && value.Reference is { } entry)
            {
                memoized.Add(entry);
            }
        }

        foreach (PyObject made in objects)
        {
            made.MemoizedParts = [.. Of(made).Where(memoized.Contains)];
        }
    }

    // The parts that may be held or not; what has an entry in any case needs no record. Of a tuple or dict that is handed
    // out itself, such as copyreg's copy of a base class, the items are parts too.
    private static IEnumerable<object> Of(PyObject made)
    {
        IEnumerable<object?> parts = [made.Arguments, .. made.Arguments.SelectMany(WithItems), .. WithItems(made.State)];
        if (made.State is PyTuple both)
        {
            parts = parts.Concat(both.SelectMany(WithItems));
        }

        return parts.Where(part => part is string or PySurrogateString or PyByteString or PyTuple or PyList { Count: 0 } or PyDict { LiveCount: 0 }).Select(part => part!);
    }

    private static IEnumerable<object?> WithItems(object? part) => part switch
    {
        PyTuple tuple => [tuple, .. tuple],
        PyDict dict => [dict, .. dict.Keys, .. dict.Values],
        _ => [part],
    };
}
