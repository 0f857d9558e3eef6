using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>multiprocessing.managers.Namespace</c>: attributes and nothing else.</summary>
internal static class NamespaceType
{
    private static readonly PyGlobal Class = new(ManagerToken.Module, "Namespace");

    public static PickleManagerType<PyDict> Make() => new PickleManagerType<PyDict>("Namespace", static call => New(call))
        .ValueBy(static attributes => PythonLibrary.Instance(Class, Copy(attributes)))
        .RepresentationBy(Represent)
        .Atomic("__getattribute__", static (attributes, call) => attributes.TryGetValue(call.Argument<string>(0), out object? value) ? value : throw Missing(call))
        .Atomic("__setattr__", static (attributes, call) => Set(attributes, call))
        .Atomic("__delattr__", static (attributes, call) => attributes.Remove(call.Argument<string>(0)) ? null : throw Missing(call))
        .Taking(("__getattribute__", 1, []), ("__setattr__", 2, []), ("__delattr__", 1, []));

    private static PyDict New(PickleManagerCall call)
    {
        if (call.Arguments.Count > 0)
        {
            throw PythonErrors.Raise("TypeError", "Namespace() takes its attributes by name");
        }

        return new PyDict(call.Keywords);
    }

    private static object? Set(PyDict attributes, PickleManagerCall call)
    {
        attributes[call.Argument<string>(0)] = call.Argument<object?>(1);
        return null;
    }

    private static PyDict Copy(PyDict attributes)
    {
        lock (attributes)
        {
            return new PyDict(attributes);
        }
    }

    private static string Represent(PyDict attributes) => "Namespace(" + string.Join(", ", Copy(attributes)
        .Where(static pair => pair.Key is string name && !name.StartsWith('_'))
        .Select(static pair => $"{pair.Key}={StandardTypes.Represent(pair.Value)}")
        .Order(StringComparer.Ordinal)) + ")";

    private static PickleManagerException Missing(PickleManagerCall call) =>
        PythonErrors.Raise("AttributeError", $"'Namespace' object has no attribute '{call.Argument<string>(0)}'");
}
