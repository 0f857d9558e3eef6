using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>One value that may be read and set: <c>multiprocessing.managers.Value</c>.</summary>
internal sealed class SharedValue(object? typecode, object? content)
{
    private static readonly PyGlobal Class = new(ManagerToken.Module, "Value");

    /// <summary>The value. Guarded by the lock on this object.</summary>
    public object? Content { get; set; } = content;

    public PyObject ToPython()
    {
        lock (this)
        {
            return PythonLibrary.Instance(Class, new PyDict { ["_typecode"] = typecode, ["_value"] = Content });
        }
    }

    public override string ToString()
    {
        lock (this)
        {
            return $"Value({PyValue.Repr(typecode)}, {StandardTypes.Represent(Content)})";
        }
    }
}
