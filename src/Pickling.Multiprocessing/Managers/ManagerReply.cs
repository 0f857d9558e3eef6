using Pickling.Model;

namespace Pickling.Multiprocessing.Managers;

/// <summary>The answer of a manager: a kind and a value (<c>multiprocessing.managers.convert_to_error</c>).</summary>
internal static class ManagerReply
{
    // What Python 2 says to a pickle of protocol 3 or more.
    private const string UnknownProtocol = "unsupported pickle protocol";

    private static readonly PyGlobal List = new("builtins", "list");

    public const string Proxy = "#PROXY";

    public const string Return = "#RETURN";

    public const string Error = "#ERROR";

    public const string Traceback = "#TRACEBACK";

    public const string Unserializable = "#UNSERIALIZABLE";

    /// <summary>The value of a good answer, and whether it stands for a new shared object; else throws what Python raised.</summary>
    public static (object? Value, bool IsProxy) Open(object? reply)
    {
        if (reply is not PyTuple { Count: 2 } pair || pair[0] is not string kind)
        {
            throw new PickleConnectionException($"The peer is no manager: it answered {PyValue.Repr(reply, 200)}.");
        }

        object? value = pair[1];
        return kind switch
        {
            Return => (value, false),
            Proxy => (value, true),
            Error => throw new PickleManagerException(PyValue.Repr(value, 1_000), value),
            Traceback => throw new PickleManagerException("The manager failed: " + LastLine(value), traceback: value as string),
            Unserializable => throw new PickleManagerException("The manager could not send the result: " + LastLine(value), traceback: value as string),
            _ => throw new PickleConnectionException($"The peer is no manager: it answered with the kind {kind}."),
        };
    }

    /// <summary>The list itself where Python sends a dict's keys, items or values as the call <c>list([...])</c> (<c>rebuild_as_list</c>).</summary>
    public static object? WithoutView(object? value) =>
        value is PyObject { Global: { } called, Arguments: [PyList items], HasState: false } && called.Equals(List) ? items : value;

    private static string LastLine(object? traceback)
    {
        string text = (traceback as string ?? PyValue.Repr(traceback, 1_000)).TrimEnd();
        string line = text[(text.LastIndexOf('\n') + 1)..];
        return line.Contains(UnknownProtocol, StringComparison.Ordinal)
            ? line + " (an old Python; set the protocol of PickleConnectionOptions.Pickle to 2)"
            : line;
    }
}
