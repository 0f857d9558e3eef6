using System.Diagnostics.CodeAnalysis;
using Pickling.Model.Standard;

namespace Pickling.Model;

/// <summary>Ways into nested values that say what they found when it is not what was asked for.</summary>
public static class PyValue
{
    /// <summary>
    /// Walks a path into nested values and gives what is there as a <typeparamref name="T"/>:
    /// <c>value.Get&lt;int&gt;("a", 0, "b")</c>.
    /// </summary>
    /// <param name="value">Where the path starts.</param>
    /// <param name="path">
    /// A key for a dict, an index for a list or tuple (negative from the end, as in Python), a name for the attribute of a
    /// constructed object. An empty path converts the value itself.
    /// </param>
    /// <typeparam name="T">
    /// A natural type, any integer type (range-checked), <c>float</c>, <c>decimal</c>, an enum, <c>Nullable</c> of these, or an
    /// array, <c>List</c>, <c>IReadOnlyList</c>, <c>IEnumerable</c>, <c>HashSet</c> or <c>Dictionary</c> of object,
    /// string, int, long, double, bool, byte[], BigInteger, decimal, DateTime or Guid; tuples of two or three of these. Values
    /// of Python's standard library also as <c>DateTime</c>, <c>DateTimeOffset</c>, <c>DateOnly</c>, <c>TimeOnly</c>,
    /// <c>TimeSpan</c>, <c>TimeZoneInfo</c>, <c>Guid</c>, <c>Complex</c>, <c>Range</c>, <c>IPAddress</c>, <c>IPNetwork</c>,
    /// <c>Regex</c> or <see cref="PyExceptionInfo"/>, whatever version of Python wrote them.
    /// </typeparam>
    /// <exception cref="PickleException">A step of the path leads nowhere, or what is there is no <typeparamref name="T"/>.</exception>
    public static T Get<T>(this IPyValue value, params ReadOnlySpan<object?> path) => At<T>(value, path);

    /// <summary>Walks a path from any value, as <see cref="Get{T}(IPyValue, ReadOnlySpan{object?})"/> does.</summary>
    /// <exception cref="PickleException">A step of the path leads nowhere, or what is there is no <typeparamref name="T"/>.</exception>
    public static T At<T>(object? value, params ReadOnlySpan<object?> path)
    {
        object? current = value;
        for (int i = 0; i < path.Length; i++)
            current = Step(current, path, i);

        if (PyConvert.TryTo(current, out T? result, out string? problem))
            return result!;
        throw new PickleException(path.IsEmpty ? problem : $"at {Describe(path, path.Length)}: {problem}");
    }

    /// <summary>Python's <c>repr()</c> of a value, such as <c>[1, 'a', datetime.date(2020, 1, 31)]</c>.</summary>
    /// <param name="value">Any value of the natural graph; cycles and shared values are shown once.</param>
    /// <param name="charsMax">After about this many characters the text ends in <c>...</c>.</param>
    public static string Repr(object? value, int charsMax = 2_000) => PythonFormatter.Format(value, charsMax);

    private static object? Step(object? current, ReadOnlySpan<object?> path, int index)
    {
        object? step = path[index];
        switch (current)
        {
            case PyDict dict:
                if (dict.TryGetValue(step, out object? value))
                    return value;
                throw Missing(path, index, $"the dict of {dict.Count} has no key {Short(step)}");
            case PyList list when Boxed.Normalize(step) is long position:
                return list.ItemAt(Resolve(position, list.Count, path, index, "list"));
            case PyTuple tuple when Boxed.Normalize(step) is long position:
                return tuple[Resolve(position, tuple.Count, path, index, "tuple")];
            case PyObject instance when step is string name:
                if (instance.TryGetAttribute(name, out object? attribute))
                    return attribute;
                if (instance.DictItems is { } entries && entries.TryGetValue(name, out attribute))
                    return attribute;
                if (TryEntry(instance, name, out attribute))
                    return attribute;
                throw Missing(path, index, $"the {PythonTypeName.Of(instance)} object has no attribute {Short(step)}");
            case PyObject { ListItems: { } items } when Boxed.Normalize(step) is long position:
                return items.ItemAt(Resolve(position, items.Count, path, index, "list"));
            case PyObject { DictItems: { } mapping }:
                if (mapping.TryGetValue(step, out object? entry))
                    return entry;
                throw Missing(path, index, $"the dict of {mapping.Count} has no key {Short(step)}");
            case PyObject instance when TryEntry(instance, step, out object? found):
                return found;
            case PyObject instance when Boxed.Normalize(step) is long position && TryItems(instance, out IReadOnlyCollection<object?>? sequence):
                return sequence.ElementAt(Resolve(position, sequence.Count, path, index, "sequence"));
            default:
                throw Missing(path, index, $"{PythonTypeName.WithArticle(current)} has nothing at {Short(step)}");
        }
    }

    // Of an OrderedDict, Counter, ChainMap and the like, in whatever form.
    private static bool TryEntry(PyObject instance, object? key, out object? value)
    {
        value = null;
        string? problem = null;
        return MappingForms.TryItems(instance, out PyDict? items, ref problem) && items.TryGetValue(key, out value);
    }

    // Of a deque, named tuple and the like, in whatever form.
    private static bool TryItems(PyObject instance, [NotNullWhen(true)] out IReadOnlyCollection<object?>? items)
    {
        string? problem = null;
        return SequenceForms.TryItems(instance, out items, ref problem);
    }

    private static int Resolve(long position, int count, ReadOnlySpan<object?> path, int index, string kind)
    {
        long resolved = position < 0 ? position + count : position;
        return resolved >= 0 && resolved < count
            ? (int)resolved
            : throw Missing(path, index, $"the {kind} has {count} items, none at {position}");
    }

    private static PickleException Missing(ReadOnlySpan<object?> path, int index, string problem) =>
        new($"at {Describe(path, index)}: {problem}");

    // value["a"][0]: the steps that were taken.
    private static string Describe(ReadOnlySpan<object?> path, int steps)
    {
        string text = "value";
        for (int i = 0; i < steps; i++)
            text += $"[{Short(path[i])}]";
        return text;
    }

    private static string Short(object? value) => PythonFormatter.Format(value, PythonFormatter.DebuggerCharsMax);
}
