using Pickling.Model;

namespace Pickling.Caching.Keys;

/// <summary>Objects of protocols 0 and 1, which have no NEWOBJ: calls of <c>copyreg</c> that say the same, so their keys are one.</summary>
internal static class OldForms
{
    /// <summary>The object as newer protocols write it; the very object when it is no such call.</summary>
    public static PyObject Plain(PyObject call) => call switch
    {
        { Construction: not PyConstruction.Reduce } or { Global: not { Module: "copyreg" or "copy_reg" } } => call,
        { Global.Name: "__newobj__", Arguments.Count: > 0 } => With(call, call.Arguments[0], PyTuple.Create([.. call.Arguments.Skip(1)])),
        { Global.Name: "_reconstructor", Arguments: [var type, PyGlobal @base, var part] } => (@base.Name, part) switch
        {
            ("object", null) => With(call, type, PyTuple.Empty),
            ("list", PyList items) => With(call, type, PyTuple.Empty, listItems: items),
            ("dict", PyDict items) => With(call, type, PyTuple.Empty, dictItems: items),
            _ => call,
        },
        _ => call,
    };

    private static PyObject With(PyObject call, object? type, PyTuple arguments, PyList? listItems = null, PyDict? dictItems = null)
    {
        var plain = new PyObject(type, arguments, PyConstruction.NewObject)
        {
            KeywordArguments = call.KeywordArguments,
            ListItems = listItems ?? call.ListItems,
            DictItems = dictItems ?? call.DictItems,
            SetItems = call.SetItems,
            AdditionalStates = call.AdditionalStates,
            StateSetter = call.StateSetter,
        };
        if (call.HasState)
        {
            plain.State = call.State;
        }

        return plain;
    }
}
