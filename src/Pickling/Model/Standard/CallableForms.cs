namespace Pickling.Model.Standard;

/// <summary>Functions with something bound to them: partial, the operator module's getters, bound methods.</summary>
internal static class CallableForms
{
    internal static PyObject MakePartial(object function, PyTuple arguments, PyDict keywords, PyDict? attributes, int python) =>
        new(StandardClasses.OfC("functools", "partial", python, heapSince: 310), PyTuple.Create(function), PyConstruction.Reduce)
        {
            State = PyTuple.Create(function, arguments, keywords, attributes is { Count: > 0 } ? attributes : null),
        };

    internal static PyObject MakeItemGetter(PyTuple keys, int python) =>
        keys.Count == 0
            ? throw new ArgumentException("An itemgetter gets at least one item.", nameof(keys))
            : new PyObject(Operator("itemgetter", python), keys, PyConstruction.Reduce);

    internal static PyObject MakeAttributeGetter(PyTuple names, int python) =>
        names.Count == 0
            ? throw new ArgumentException("An attrgetter gets at least one attribute.", nameof(names))
            : new PyObject(Operator("attrgetter", python), names, PyConstruction.Reduce);

    internal static PyObject MakeMethodCaller(string method, PyTuple arguments, PyDict keywords, int python)
    {
        PyGlobal type = Operator("methodcaller", python);
        if (keywords.Count == 0)
            return new PyObject(type, PyTuple.Create([method, .. arguments.Items]), PyConstruction.Reduce);
        return new PyObject(
            MakePartial(type, PyTuple.Create(method), keywords, null, python),
            arguments,
            PyConstruction.Reduce);
    }

    internal static PyObject MakeBoundMethod(object instance, string name) =>
        new(
            StandardClasses.Builtin("getattr"),
            // Methods written in Python share their name, those written in C make it anew.
            PyTuple.Create(instance, instance is PyObject ? name : StandardClasses.Fresh(name)),
            PyConstruction.Reduce);

    private static PyGlobal Operator(string name, int python) => StandardClasses.OfC("operator", name, python, heapSince: 310);
}
