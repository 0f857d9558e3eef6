using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's dict on a <see cref="PyDict"/>: what <c>DictProxy</c> exposes, of every version.</summary>
internal static class DictType
{
    public static PyDict New(PickleManagerCall call)
    {
        PyDict dict = [];
        Update(dict, call);
        return dict;
    }

    public static PickleManagerType<PyDict> Make(string typeId, Func<PickleManagerCall, PyDict> create) => new PickleManagerType<PyDict>(typeId, create)
        .ValueBy(Copy)
        .RepresentationBy(static dict => StandardTypes.Represent(Copy(dict)))
        .Atomic("__contains__", static (dict, call) => dict.ContainsKey(Key(call)))
        .Atomic("__delitem__", static (dict, call) => dict.Remove(Key(call)) ? null : throw Missing(call))
        .Atomic("__getitem__", static (dict, call) => dict.TryGetValue(Key(call), out object? value) ? value : throw Missing(call))
        .ProxyMethod("__iter__", IteratorType.TypeId, static (dict, _) => Copy(dict))
        .Atomic("__len__", static (dict, _) => dict.Count)
        .Atomic("__setitem__", static (dict, call) => Set(dict, call))
        .Atomic("clear", static (dict, _) => Clear(dict))
        .Atomic("copy", static (dict, _) => Copy(dict))
        .Atomic("get", static (dict, call) => dict.TryGetValue(Key(call), out object? value) ? value : call.Argument<object?>(1, "default", null))
        .Atomic("has_key", static (dict, call) => dict.ContainsKey(Key(call)))
        .Atomic("items", static (dict, _) => new PyList(dict.Select(static pair => PyTuple.Create(pair.Key, pair.Value))))
        .Atomic("keys", static (dict, _) => new PyList(dict.Keys))
        .Atomic("pop", static (dict, call) => Pop(dict, call))
        .Atomic("popitem", static (dict, _) => PopItem(dict))
        .Atomic("setdefault", static (dict, call) => SetDefault(dict, call))
        .Method("update", static (dict, call) => Update(dict, call))
        .Atomic("values", static (dict, _) => new PyList(dict.Values))
        .Taking(
            ("__contains__", 1, []),
            ("__delitem__", 1, []),
            ("__getitem__", 1, []),
            ("has_key", 1, []),
            ("__iter__", 0, []),
            ("__len__", 0, []),
            ("clear", 0, []),
            ("copy", 0, []),
            ("items", 0, []),
            ("keys", 0, []),
            ("popitem", 0, []),
            ("values", 0, []),
            ("__setitem__", 2, []),
            ("get", 2, ["default"]),
            ("pop", 2, []),
            ("setdefault", 2, ["default"]));

    private static PyDict Copy(PyDict dict)
    {
        lock (dict)
        {
            return new PyDict(dict);
        }
    }

    // A value that cannot be a key is no key that is missing: a dict that shall take it says so.
    private static object? Key(PickleManagerCall call)
    {
        object? key = call.Argument<object?>(0);
        if (key is IPyValue)
        {
            _ = new PyDict { [key] = null };
        }

        return key;
    }

    private static PickleManagerException Missing(PickleManagerCall call) => PythonErrors.Raise("KeyError", Key(call));

    private static object? Set(PyDict dict, PickleManagerCall call)
    {
        dict[Key(call)] = call.Argument<object?>(1);
        return null;
    }

    private static object? Clear(PyDict dict)
    {
        dict.Clear();
        return null;
    }

    private static object? Pop(PyDict dict, PickleManagerCall call)
    {
        if (dict.Remove(Key(call), out object? value))
        {
            return value;
        }

        return call.Arguments.Count > 1 ? call.Arguments[1] : throw Missing(call);
    }

    private static PyTuple PopItem(PyDict dict)
    {
        if (dict.Count == 0)
        {
            throw PythonErrors.Raise("KeyError", "popitem(): dictionary is empty");
        }

        (object key, object? value) = dict.Last();
        dict.Remove(key);
        return PyTuple.Create(key, value);
    }

    private static object? SetDefault(PyDict dict, PickleManagerCall call)
    {
        object? key = Key(call);
        if (!dict.TryGetValue(key, out object? value))
        {
            dict[key] = value = call.Argument<object?>(1, "default", null);
        }

        return value;
    }

    // What comes may be another shared dict, so it is copied before this one is locked.
    private static object? Update(PyDict dict, PickleManagerCall call)
    {
        if (call.Arguments.Count > 1)
        {
            throw PythonErrors.Raise("TypeError", $"{call.Method} expected at most 1 argument, got {call.Arguments.Count}");
        }

        PyDict added = call.Arguments.Count == 0 ? [] : PairsOf(call.Arguments[0]);
        lock (dict)
        {
            foreach ((object key, object? value) in added.Concat(call.KeywordsAsSent))
            {
                dict[key] = value;
            }
        }

        return null;
    }

    private static PyDict PairsOf(object? value)
    {
        if (StandardTypes.TryReadDict(value, out PyDict? dict))
        {
            return dict;
        }

        PyDict pairs = [];
        foreach (object? pair in StandardTypes.ItemsOf(value))
        {
            IReadOnlyList<object?> parts = StandardTypes.ItemsOf(pair);
            pairs[parts.Count == 2 ? parts[0] : throw PythonErrors.Raise("ValueError", $"dictionary update sequence element has length {parts.Count}; 2 is required")] = parts[1];
        }

        return pairs;
    }
}
