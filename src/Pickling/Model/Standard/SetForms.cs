namespace Pickling.Model.Standard;

/// <summary>Subclasses of set and frozenset: <c>MySet([items])</c>.</summary>
internal static class SetForms
{
    internal static PyObject MakeSubclass(PyGlobal type, PyList items, PyDict? attributes, int python)
    {
        var made = new PyObject(type, PyTuple.Create(items), PyConstruction.Reduce);
        if (attributes is { Count: > 0 })
            made.State = attributes;
        else if (python < 311)
            made.State = new PyDict();
        return made;
    }

    internal static bool IsSubclass(object? value) => StandardForm.TryOpen(value, out StandardForm form) && Items(form) is not null;

    /// <summary>The items, or null when the form is not one of a set.</summary>
    internal static IReadOnlyCollection<object?>? Items(StandardForm form) => form switch
    {
        { Source.SetItems: { } items } => items,
        { IsNew: false, Arguments: [PyList items], Source: { ListItems: null, DictItems: null } } => items,
        _ => null,
    };
}
