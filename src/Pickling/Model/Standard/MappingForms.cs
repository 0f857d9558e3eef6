using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// What is a mapping: OrderedDict, defaultdict, Counter, ChainMap, UserDict, frozendict, subclasses of dict; and the
/// attributes of SimpleNamespace, dataclasses and other instances.
/// </summary>
internal static class MappingForms
{
    // A UserDict in a UserDict in a UserDict: a pickle can nest them without end.
    private const int NestingMax = 8;

    internal static PyObject MakeOrderedDict(PyDict items, int python)
    {
        var type = StandardClasses.OfC("collections", "OrderedDict");
        if (python >= PythonAge.Python3)
            return new PyObject(type, PyTuple.Empty, PyConstruction.Reduce) { DictItems = items.Count > 0 ? items : null };
        PyList pairs = [];
        int position = 0;
        while (items.TryGetEntry(ref position, out object? key, out object? value))
            pairs.Add(PyList.Create(key, value));
        return new PyObject(type, PyTuple.Create(pairs), PyConstruction.Reduce);
    }

    internal static PyObject MakeDefaultDict(object? factory, PyDict items, int python) =>
        new(
            StandardClasses.OfC("collections", "defaultdict", python, heapSince: 312),
            factory is null ? PyTuple.Empty : PyTuple.Create(factory),
            PyConstruction.Reduce)
        {
            DictItems = items.Count > 0 ? items : null,
        };

    internal static PyObject MakeCounter(PyDict counts) =>
        new(StandardClasses.OfPython("collections", "Counter"), PyTuple.Create(counts), PyConstruction.Reduce);

    internal static PyObject MakeChainMap(PyList maps) =>
        InstanceForms.Make(StandardClasses.OfPython("collections", "ChainMap"), new PyDict { ["maps"] = maps });

    internal static PyObject MakeUserDict(PyDict items) =>
        InstanceForms.Make(StandardClasses.OfPython("collections", "UserDict"), new PyDict { ["data"] = items });

    internal static PyObject MakeNamespace(PyDict attributes) =>
        new(StandardClasses.OfC("types", "SimpleNamespace"), PyTuple.Empty, PyConstruction.Reduce) { State = attributes };

    internal static PyObject MakeSubclass(PyGlobal type, PyDict items, PyDict? attributes)
    {
        PyObject made = InstanceForms.Make(type, attributes);
        made.NativeBase = NativeBase.Dict;
        made.DictItems = items.Count > 0 ? items : null;
        return made;
    }

    /// <summary>The entries, in Python's order.</summary>
    internal static bool TryItems(object? value, [NotNullWhen(true)] out PyDict? items, ref string? problem) =>
        TryItems(value, NestingMax, out items, ref problem);

    private static bool TryItems(object? value, int nestingMax, [NotNullWhen(true)] out PyDict? items, ref string? problem)
    {
        items = value as PyDict;
        if (items is not null)
            return true;
        if (!StandardForm.TryOpen(value, out StandardForm form))
            return false;
        switch (form.Name)
        {
            case "collections.OrderedDict" when form.Arguments is [PyList pairs]:
                items = OfPairs(pairs);
                return items is not null;
            case "collections.OrderedDict" or "collections.defaultdict":
                items = form.Source.DictItems ?? [];
                return true;
            case "collections.Counter" or "builtins.frozendict" when form.Arguments is [PyDict only]:
                items = only;
                return true;
            case "collections.ChainMap":
                items = form.Source.TryGetAttribute("maps", out object? maps) ? Chain(maps as PyList, ref problem, nestingMax) : null;
                return items is not null;
            case "collections.UserDict":
                return nestingMax > 0 && form.Source.TryGetAttribute("data", out object? data) && TryItems(data, nestingMax - 1, out items, ref problem);
            case "types.SimpleNamespace":
                items = form.State as PyDict ?? [];
                return true;
            default:
                items = OfSubclass(form) ?? Attributes(form);
                return items is not null;
        }
    }

    // A subclass of dict: entries set after construction, or copied from its base.
    private static PyDict? OfSubclass(StandardForm form)
    {
        if (form.Source is { DictItems: { } items, ListItems: null })
            return items;
        if (form is { BaseName: "builtins.dict", BaseValue: PyDict inner })
            return inner;

        // A 2.7 subclass of OrderedDict.
        return form is { IsNew: false, Arguments: [PyList pairs] } && form.Source.ListItems is null ? OfPairs(pairs) : null;
    }

    // Of an instance; a class made with arguments has more to it than its attributes.
    private static PyDict? Attributes(StandardForm form)
    {
        if (!form.IsBare && form.Source.Construction != PyConstruction.Instance)
            return null;
        switch (form.State)
        {
            case null:
                return [];
            case PyDict attributes:
                return attributes;
            case PyTuple { Count: 2 } both when both[0] is null or PyDict && both[1] is PyDict slots:
                PyDict all = [];
                Copy(both[0] as PyDict ?? [], all);
                Copy(slots, all);
                return all;
            default:
                return null;
        }
    }

    private static PyDict? OfPairs(PyList pairs)
    {
        PyDict items = [];
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                PyList { Count: 2 } list => (list[0], list[1]),
                PyTuple { Count: 2 } tuple => (tuple[0], tuple[1]),
                _ => (items, null),
            };
            if (ReferenceEquals(key, items))
                return null;
            items[key!] = value;
        }

        return items;
    }

    // The first map that has a key gives its value; the order is that of the last map first, as ChainMap iterates.
    private static PyDict? Chain(PyList? maps, ref string? problem, int nestingMax)
    {
        if (maps is null)
            return null;
        PyDict all = [];
        for (int i = maps.Count - 1; i >= 0; i--)
        {
            // Several chains of several chains would be looked through more often than they are long.
            PyDict? map = null;
            bool isChain = StandardForm.TryOpen(maps[i], out StandardForm form) && form.Name == "collections.ChainMap";
            if (nestingMax == 0 || isChain || !TryItems(maps[i], nestingMax - 1, out map, ref problem))
            {
                problem ??= $"the ChainMap holds {PythonTypeName.WithArticle(maps[i])} as its map {i}; ask for PyObject";
                return null;
            }

            Copy(map, all);
        }

        return all;
    }

    private static void Copy(PyDict source, PyDict target)
    {
        int position = 0;
        while (source.TryGetEntry(ref position, out object? key, out object? value))
            target[key!] = value;
    }
}
