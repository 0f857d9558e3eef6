namespace Pickling.Model.Standard;

/// <summary>Instances of classes, as pickle reduces them when a class says nothing of its own: NEWOBJ, and a state.</summary>
internal static class InstanceForms
{
    /// <summary>An instance whose attributes are a dict; without any, there is no state.</summary>
    internal static PyObject Make(PyGlobal type, PyDict? attributes, int python = PythonAge.Newest)
    {
        var made = new PyObject(type, PyTuple.Empty, PyConstruction.NewObject) { NativeBase = NativeBase.Object };
        if (attributes is { Count: > 0 } || python < PythonAge.Python3)
            made.State = attributes ?? [];
        return made;
    }

    /// <summary>An instance of a class with __slots__: the state is a tuple of the dict, or None, and the slots.</summary>
    internal static PyObject MakeSlots(PyGlobal type, PyDict slots, PyDict? attributes)
    {
        PyObject made = Make(type, null);
        if (slots.Count > 0)
            made.State = PyTuple.Create(attributes is { Count: > 0 } ? attributes : null, slots);
        else if (attributes is { Count: > 0 })
            made.State = attributes;

        // Protocols 0 and 1 know no slots: CPython refuses such objects there.
        made.NativeBase = slots.Count > 0 ? NativeBase.Unknown : NativeBase.Object;
        return made;
    }

    /// <summary>An instance of a frozen dataclass with slots, whose state is the list of its values.</summary>
    internal static PyObject MakeFrozenSlots(PyGlobal type, PyList values)
    {
        PyObject made = Make(type, null);
        made.State = values;
        return made;
    }

    /// <summary>A subclass of int, float, str, bytes or tuple: <c>MyInt(5)</c>, and its attributes.</summary>
    internal static PyObject MakeSubclass(PyGlobal type, object value, PyDict? attributes)
    {
        PyObject made = Make(type, attributes);
        made.Arguments = PyTuple.Create(value);
        made.NativeBase = NativeBase.Argument;
        return made;
    }
}
