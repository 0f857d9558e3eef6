using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>Exceptions: <c>ValueError(*args)</c>, and the <c>__dict__</c> with its <c>__notes__</c> as state.</summary>
internal static class ExceptionForms
{
    private const string NotesKey = "__notes__";

    // An exception from a worker of a worker of a worker: nothing real is nested deeper.
    private const int CausesMax = 50;

    internal static PyObject Make(PyGlobal type, PyTuple arguments, IReadOnlyCollection<string>? notes, PyDict? attributes, int python)
    {
        PyDict state = [];
        if (attributes is not null)
        {
            int position = 0;
            while (attributes.TryGetEntry(ref position, out object? name, out object? value))
                state[name!] = value;
        }

        if (notes is { Count: > 0 })
        {
            PyList texts = [];
            foreach (string note in notes)
                texts.Add(note);
            state[NotesKey] = texts;
        }

        // From 3.12 on it keeps its own attributes, and the arguments with them.
        if (python >= 312 && type is { Module: "builtins", Name: "AttributeError" })
            state["args"] = arguments;

        // A class that CPython makes when it starts, with a module name of its own.
        if (type is { Module: "builtins", Name: "ExceptionGroup", IsFromPickle: false })
            type = StandardClasses.OfC(type.Module, type.Name, heapSince: 0);
        var made = new PyObject(type, arguments, PyConstruction.Reduce);
        if (state.Count > 0)
            made.State = state;
        return made;
    }

    internal static bool TryRead(object? value, [NotNullWhen(true)] out PyExceptionInfo? result) => TryRead(value, CausesMax, out result);

    private static bool TryRead(object? value, int causesMax, [NotNullWhen(true)] out PyExceptionInfo? result)
    {
        result = null;
        if (causesMax == 0 || !StandardForm.TryOpen(value, out StandardForm form))
            return false;

        // How a worker sends one home: rebuild(exception, the text of its traceback), which becomes the cause.
        if (form.Name is "concurrent.futures.process._rebuild_exc" or "multiprocessing.pool.rebuild_exc"
            && form.Arguments is [var inner, var traceback])
        {
            if (!TryRead(inner, causesMax - 1, out result))
                return false;
            StandardText.TryRead(traceback, out string? text);
            result = result with { Traceback = text ?? traceback as string };
            return true;
        }

        if (form.Source is { ListItems: not null } or { DictItems: not null } or { Construction: PyConstruction.NewObjectEx }
            || form.Source.State is not (null or PyDict) || !IsLikelyException(form))
        {
            return false;
        }

        PyDict attributes = [];
        List<string> notes = [];
        PyExceptionInfo? cause = null;
        int position = 0;
        while (form.Source.State is PyDict state && state.TryGetEntry(ref position, out object? name, out object? item))
        {
            if (name is NotesKey && item is PyList texts)
                notes.AddRange(texts.OfType<string>());
            else if (name is not "__cause__" || !TryRead(item, causesMax - 1, out cause))
                attributes[name!] = item;
        }

        result = new PyExceptionInfo(form.Name, form.Arguments, attributes, notes, null, cause);
        return true;
    }

    // Every class of builtins that makes instances by a call with arguments is an exception but for these; of other modules
    // none can be told, and the caller has asked for one.
    private static bool IsLikelyException(StandardForm form)
    {
        string name = form.Name[(form.Name.LastIndexOf('.') + 1)..];
        return form.Name.StartsWith("builtins.", StringComparison.Ordinal)
            ? char.IsAsciiLetterUpper(name[0])
            : !form.Name.StartsWith("datetime.", StringComparison.Ordinal)
                && !form.Name.StartsWith("collections.", StringComparison.Ordinal)
                && form.Name is not ("decimal.Decimal" or "fractions.Fraction" or "uuid.UUID" or "re._compile")
                && !form.IsNew;
    }
}
