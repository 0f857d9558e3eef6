using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>
/// Values that are one builtin value at heart: subclasses of int, float, str and bytes, members of enums, UserString, BytesIO
/// and StringIO.
/// </summary>
internal static class ScalarForms
{
    internal static PyObject MakeEnumMember(PyGlobal type, object? value) => new(type, PyTuple.Create(value), PyConstruction.Reduce);

    internal static PyObject MakeUserString(string text)
    {
        PyObject made = InstanceForms.Make(StandardClasses.OfPython("collections", "UserString"), new PyDict { ["data"] = text });

        // It has __getnewargs__, which protocols below 2 do not ask for.
        made.Arguments = PyTuple.Create(text);
        return made;
    }

    internal static PyObject MakeBytesIO(byte[] content, long position, int python) =>
        new(StandardClasses.OfC("_io", "BytesIO", python, heapSince: 312), PyTuple.Empty, PyConstruction.NewObject)
        {
            State = PyTuple.Create(content, position, null),
        };

    internal static PyObject MakeStringIO(string content, string newline, long position, int python) =>
        new(StandardClasses.OfC("_io", "StringIO", python, heapSince: 312), PyTuple.Empty, PyConstruction.NewObject)
        {
            State = PyTuple.Create(content, newline, position, null),
        };

    /// <summary>
    /// The builtin value that the class was called with, if it was called with nothing else. Only for callers who asked for
    /// such a value: what the class makes of it cannot be known here.
    /// </summary>
    internal static bool TryBase(object? value, out object? inner)
    {
        inner = null;
        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Source is { ListItems: not null } or { DictItems: not null })
            return false;
        if (form.Name == "collections.UserString")
            return form.Source.TryGetAttribute("data", out inner);
        if (form is { Name: "_io.BytesIO" or "_io.StringIO", State: PyTuple { Count: > 0 } contents })
        {
            bool isText = form.Name == "_io.StringIO";
            inner = isText ? contents[0] : StandardText.TryReadBytes(contents[0], out byte[]? bytes) ? bytes : null;
            return isText ? inner is string or PySurrogateString : inner is not null;
        }

        if (form.BaseName is not null)
            inner = form.BaseValue;
        else if (form.Arguments.Count == 1 && !IsOtherwise(form.Name))
            inner = form.Arguments[0];
        return inner is string or long or BigInteger or double or bool or byte[] or PyByteString or PySurrogateString;
    }

    // Classes of the standard library that are more than what they are called with.
    private static bool IsOtherwise(string name)
    {
        string module = name[..name.IndexOf('.', StringComparison.Ordinal)];
        return module is "builtins" or "datetime" or "decimal" or "fractions" or "ipaddress" or "pathlib" or "re" or "zoneinfo"
            or "operator" or "functools" or "itertools" or "copyreg" or "uuid" or "array";
    }
}
