using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// What is a sequence: deque, UserList, subclasses of list and tuple, named tuples, structseqs such as os.stat_result, array
/// and range.
/// </summary>
internal static class SequenceForms
{
    // A UserList in a UserList in a UserList: a pickle can nest them without end.
    private const int NestingMax = 8;

    internal static PyObject MakeDeque(PyList items, long? lengthMax, int python)
    {
        if (lengthMax < 0)
            throw new ArgumentOutOfRangeException(nameof(lengthMax), lengthMax, "The length of a deque is not negative.");
        if (lengthMax < items.Count)
            throw new ArgumentException($"The deque holds {lengthMax} items at most, not {items.Count}.", nameof(items));
        PyGlobal type = StandardClasses.OfC("collections", "deque", python, heapSince: 312);
        if (python < PythonAge.Python3)
            return new PyObject(type, lengthMax is null ? PyTuple.Create(items) : PyTuple.Create(items, lengthMax), PyConstruction.Reduce);
        return new PyObject(type, lengthMax is null ? PyTuple.Empty : PyTuple.Create(PyTuple.Empty, lengthMax), PyConstruction.Reduce)
        {
            ListItems = items.Count > 0 ? items : null,
        };
    }

    internal static PyObject MakeUserList(PyList items) =>
        InstanceForms.Make(StandardClasses.OfPython("collections", "UserList"), new PyDict { ["data"] = items });

    internal static PyObject MakeNamedTuple(PyGlobal type, PyTuple fields) =>
        new(type, fields, PyConstruction.NewObject) { NativeBase = NativeBase.NamedTuple };

    internal static PyObject MakeListSubclass(PyGlobal type, PyList items, PyDict? attributes)
    {
        PyObject made = InstanceForms.Make(type, attributes);
        made.NativeBase = NativeBase.List;
        made.ListItems = items.Count > 0 ? items : null;
        return made;
    }

    /// <summary>The items, in order; those of the natural sequences as well.</summary>
    internal static bool TryItems(object? value, [NotNullWhen(true)] out IReadOnlyCollection<object?>? items, ref string? problem) =>
        TryItems(value, NestingMax, out items, ref problem);

    private static bool TryItems(object? value, int nestingMax, [NotNullWhen(true)] out IReadOnlyCollection<object?>? items, ref string? problem)
    {
        if (value is PyList or PyTuple or PySetBase)
        {
            items = (IReadOnlyCollection<object?>)value;
            return true;
        }

        items = null;
        if (!StandardForm.TryOpen(value, out StandardForm form))
            return false;
        switch (form.Name)
        {
            case "collections.deque":
                items = DequeItems(form);
                return items is not null;
            case "builtins.range":
                bool isRange = RangeForms.TryItems(value, out IReadOnlyList<object?> numbers, ref problem);
                items = numbers;
                return isRange;
            case "array.array" or "array._array_reconstructor":
                bool isArray = ArrayForms.TryItems(value, out PyList? elements, ref problem);
                items = elements;
                return isArray;
            case "collections.UserList":
                return nestingMax > 0 && form.Source.TryGetAttribute("data", out object? data) && TryItems(data, nestingMax - 1, out items, ref problem);
            case "builtins.iter" or "builtins.slice" or "collections.UserDict" or "collections.UserString" or "collections.ChainMap":
                return false;
            default:
                items = SubclassItems(form) ?? SetForms.Items(form);
                return items is not null;
        }
    }

    private static List<object?>? DequeItems(StandardForm form)
    {
        if (form.Arguments is not ([] or [PyList or PyTuple] or [PyList or PyTuple, null or long]))
            return null;
        List<object?> all = [];
        if (form.Arguments.Count > 0)
            all.AddRange((IReadOnlyCollection<object?>)form.Arguments[0]!);
        if (form.Source.ListItems is { } appended)
            all.AddRange(appended);

        // What is appended to a full deque pushes items out at the other end.
        if (form.Arguments is [_, long lengthMax] && all.Count > lengthMax)
            all.RemoveRange(0, all.Count - (int)Math.Max(0, lengthMax));
        return all;
    }

    private static IReadOnlyCollection<object?>? SubclassItems(StandardForm form)
    {
        if (form.Source is { ListItems: { } items, DictItems: null })
            return items;
        if (form is { BaseName: "builtins.list" or "builtins.tuple", BaseValue: PyList or PyTuple })
            return (IReadOnlyCollection<object?>)form.BaseValue;
        if (form.Source.DictItems is not null)
            return null;

        // A frozen dataclass with slots keeps its values without names.
        if (form.IsBare)
            return form.State as PyList ?? (IReadOnlyCollection<object?>)PyTuple.Empty;
        return form switch
        {
            { IsNew: true, BaseName: null, Arguments: [PyTuple only] } => only,
            { IsNew: true, BaseName: null, Arguments.Count: > 0 } => form.Arguments,

            // os.stat_result, time.struct_time and the like: the tuple, and a dict of what has no place in it.
            { Arguments: [PyTuple fields, PyDict] } => fields,
            _ => null,
        };
    }
}
