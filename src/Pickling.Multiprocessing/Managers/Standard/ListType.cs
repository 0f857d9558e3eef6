using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's list on a <see cref="PyList"/>: what <c>BaseListProxy</c> exposes, of every version.</summary>
internal static class ListType
{
    private const string OutOfRange = "list index out of range";

    // [None] * 10**12 is one short message.
    private const int RepeatedItemsMax = 100_000_000;

    public static PyList New(PickleManagerCall call)
    {
        call.AllowOnly(1);
        return call.Arguments.Count == 0 ? [] : [.. StandardTypes.ItemsOf(call.Arguments[0])];
    }

    public static PickleManagerType<PyList> Make(string typeId, Func<PickleManagerCall, PyList> create) => new PickleManagerType<PyList>(typeId, create)
        .ValueBy(Copy)
        .RepresentationBy(static list => StandardTypes.Represent(Copy(list)))
        .Atomic("__add__", static (list, call) => Concatenate(list, call))
        .Atomic("__contains__", static (list, call) => list.Contains(call.Argument<object?>(0)))
        .Atomic("__delitem__", static (list, call) => Delete(list, IndexRange.Read(call.Argument<object?>(0), list.Count, OutOfRange)))
        .Atomic("__delslice__", static (list, call) => Delete(list, Between(list, call)))
        .Atomic("__getitem__", static (list, call) => Get(list, IndexRange.Read(call.Argument<object?>(0), list.Count, OutOfRange)))
        .Atomic("__getslice__", static (list, call) => Get(list, Between(list, call)))
        .Atomic("__imul__", static (list, call) => Repeat(list, call))
        .Atomic("__len__", static (list, _) => list.Count)
        .Atomic("__mul__", static (list, call) => Repeated(list, call))
        .Atomic("__reversed__", static (list, _) => new PyObject(new PyGlobal("builtins", "reversed"), PyTuple.Create(Copy(list)), PyConstruction.Reduce))
        .Atomic("__rmul__", static (list, call) => Repeated(list, call))
        .Method("__setitem__", static (list, call) => SetItem(list, call))
        .Method("__setslice__", static (list, call) => SetSlice(list, StandardTypes.ItemsOf(call.Argument<object?>(2)), () => Between(list, call)))
        .Atomic("append", static (list, call) => Insert(list, list.Count, call.Argument<object?>(0)))
        .Atomic("clear", static (list, _) => Assign(list, []))
        .Atomic("copy", static (list, _) => Copy(list))
        .Atomic("count", static (list, call) => list.LongCount(item => PythonEquality.Equals(item, call.Argument<object?>(0))))
        .Method("extend", static (list, call) => Extend(list, call))
        .Atomic("index", static (list, call) => Index(list, call))
        .Atomic("insert", static (list, call) => Insert(list, IndexRange.Bound(call.Argument<object?>(0), list.Count), call.Argument<object?>(1)))
        .Atomic("pop", static (list, call) => Pop(list, call))
        .Atomic("remove", static (list, call) => list.Remove(call.Argument<object?>(0)) ? null : throw PythonErrors.Raise("ValueError", "list.remove(x): x not in list"))
        .Atomic("reverse", static (list, _) => Assign(list, [.. list.Reverse()]))
        .Atomic("sort", static (list, call) => Sort(list, call))
        .Taking(
            ("__add__", 1, []),
            ("__contains__", 1, []),
            ("__delitem__", 1, []),
            ("__getitem__", 1, []),
            ("__imul__", 1, []),
            ("__mul__", 1, []),
            ("__rmul__", 1, []),
            ("append", 1, []),
            ("count", 1, []),
            ("extend", 1, []),
            ("pop", 1, []),
            ("remove", 1, []),
            ("__len__", 0, []),
            ("__reversed__", 0, []),
            ("clear", 0, []),
            ("copy", 0, []),
            ("reverse", 0, []),
            ("__delslice__", 2, []),
            ("__getslice__", 2, []),
            ("__setitem__", 2, []),
            ("insert", 2, []),
            ("__setslice__", 3, []),
            ("index", 3, []),
            ("sort", 0, ["key", "reverse"]));

    private static PyList Copy(PyList list)
    {
        lock (list)
        {
            return [.. list];
        }
    }

    private static IndexRange Between(PyList list, PickleManagerCall call) =>
        IndexRange.Between(call.Argument<object?>(0), call.Argument<object?>(1), list.Count);

    private static PyList Concatenate(PyList list, PickleManagerCall call) => call.Argument<object?>(0) switch
    {
        PyList other => [.. list, .. other],
        var other => throw PythonErrors.Raise("TypeError", $"can only concatenate list to list, not {PyValue.Repr(other, 100)}"),
    };

    private static object? Get(PyList list, IndexRange range) => range.IsSlice
        ? new PyList(range.Positions.Select(position => list[position]))
        : list[range.Start];

    private static object? SetItem(PyList list, PickleManagerCall call)
    {
        object? key = call.Argument<object?>(0);
        object? value = call.Argument<object?>(1);
        if (IndexRange.IsSliceOf(key))
        {
            return SetSlice(list, StandardTypes.ItemsOf(value), Range);
        }

        lock (list)
        {
            list[Range().Start] = value;
            return null;
        }

        IndexRange Range() => IndexRange.Read(key, list.Count, "list assignment index out of range");
    }

    // The items were taken before this list is locked: they may be another shared list's, whose call may wait for this one.
    private static object? SetSlice(PyList list, IReadOnlyList<object?> items, Func<IndexRange> read)
    {
        lock (list)
        {
            return Set(list, read(), items);
        }
    }

    private static object? Set(PyList list, IndexRange range, IReadOnlyList<object?> items)
    {
        if (range.Step == 1)
        {
            object?[] all = [.. list];
            return Assign(list, [.. all[..range.Start], .. items, .. all[(range.Start + range.Count)..]]);
        }

        if (items.Count != range.Count)
        {
            throw PythonErrors.Raise("ValueError", $"attempt to assign sequence of size {items.Count} to extended slice of size {range.Count}");
        }

        foreach ((int position, object? item) in range.Positions.Zip(items))
        {
            list[position] = item;
        }

        return null;
    }

    private static object? Delete(PyList list, IndexRange range)
    {
        if (!range.IsSlice)
        {
            list.RemoveAt(range.Start);
            return null;
        }

        HashSet<int> positions = [.. range.Positions];
        return Assign(list, [.. list.Where((_, position) => !positions.Contains(position))]);
    }

    private static object? Insert(PyList list, int position, object? value)
    {
        list.Insert(position, value);
        return null;
    }

    // The items are taken before this list is locked: they may be another shared list's.
    private static object? Extend(PyList list, PickleManagerCall call)
    {
        IReadOnlyList<object?> items = StandardTypes.ItemsOf(call.Argument<object?>(0));
        lock (list)
        {
            list.AddRange(items);
        }

        return null;
    }

    private static int Index(PyList list, PickleManagerCall call)
    {
        object? value = call.Argument<object?>(0);
        int stop = IndexRange.Bound(call.Argument<object?>(2, null, (long)list.Count), list.Count);
        for (int position = IndexRange.Bound(call.Argument<object?>(1, null, 0L), list.Count); position < stop; position++)
        {
            if (PythonEquality.Equals(list[position], value))
            {
                return position;
            }
        }

        throw PythonErrors.Raise("ValueError", $"{PyValue.Repr(value, 100)} is not in list");
    }

    private static object? Pop(PyList list, PickleManagerCall call)
    {
        if (list.Count == 0)
        {
            throw PythonErrors.Raise("IndexError", "pop from empty list");
        }

        int position = IndexRange.Position(call.Argument<object?>(0, null, -1L), list.Count, "pop index out of range");
        object? value = list[position];
        list.RemoveAt(position);
        return value;
    }

    private static PyList Repeated(PyList list, PickleManagerCall call)
    {
        long times = Math.Max(0, call.Argument<long>(0));
        if (list.Count > 0 && times > RepeatedItemsMax / list.Count)
        {
            throw PythonErrors.Raise("MemoryError", $"a list of {list.Count} items {times} times is more than {RepeatedItemsMax} items");
        }

        PyList result = new(list.Count * (int)(list.Count == 0 ? 0 : times));
        for (long round = 0; round < times && list.Count > 0; round++)
        {
            result.AddRange(list);
        }

        return result;
    }

    // The proxy's *= keeps the proxy, so the list itself is not sent.
    private static object? Repeat(PyList list, PickleManagerCall call) => Assign(list, [.. Repeated(list, call)]);

    private static object? Sort(PyList list, PickleManagerCall call)
    {
        call.AllowOnly(0, "reverse", "key");
        if (call.Keywords.TryGetValue("key", out object? key) && key is not null)
        {
            throw PythonErrors.Raise("TypeError", "sort() of this manager takes no key: it runs no functions of Python");
        }

        return Assign(list, PythonOrder.Sorted([.. list], StandardTypes.IsTrue(call.Argument<object?>(0, "reverse", false))));
    }

    private static object? Assign(PyList list, object?[] items)
    {
        list.Clear();
        list.AddRange(items);
        return null;
    }
}
