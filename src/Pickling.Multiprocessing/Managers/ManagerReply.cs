using System.Text;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

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
    /// <param name="reply">The answer.</param>
    /// <param name="explain">What it means that the manager did not find a key of its own, or null.</param>
    public static (object? Value, bool IsProxy) Open(object? reply, Func<string, string?>? explain = null)
    {
        if (reply is not PyTuple { Count: 2 } pair || ManagerText.Of(pair[0]) is not { } kind)
        {
            throw new PickleConnectionException($"The peer is no manager: it answered {PyValue.Repr(reply, 200)}.");
        }

        object? value = pair[1];
        return kind switch
        {
            Return => (value, false),
            Proxy => (value, true),
            Error => throw new PickleManagerException(PythonErrors.Describe(value), value),
            Traceback => throw new PickleManagerException("The manager failed: " + LastLine(value, explain), traceback: TextOf(value)),
            Unserializable => throw new PickleManagerException("The manager could not send the result: " + LastLine(value, null), traceback: TextOf(value)),
            _ => throw new PickleConnectionException($"The peer is no manager: it answered with the kind {kind}."),
        };
    }

    /// <summary>The list itself where Python sends a dict's keys, items or values as the call <c>list([...])</c> (<c>rebuild_as_list</c>).</summary>
    public static object? WithoutView(object? value) =>
        value is PyObject { Global: { } called, Arguments: [PyList items], HasState: false } && called.Equals(List) ? items : value;

    /// <summary>A text of Python's, which as a str of Python 2 may be in any encoding.</summary>
    public static string TextOf(object? value) => value switch
    {
        string text => text,
        PyByteString bytes => bytes.ToString(Encoding.Latin1),
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        _ => PyValue.Repr(value, 1_000),
    };

    private static string LastLine(object? traceback, Func<string, string?>? explain)
    {
        string text = TextOf(traceback).TrimEnd();
        string line = text[(text.LastIndexOf('\n') + 1)..];
        string? meaning = line.Contains(UnknownProtocol, StringComparison.Ordinal)
            ? "an old Python; set the protocol of PickleConnectionOptions.Pickle to 2"
            : MissingKey(line) is { } key ? explain?.Invoke(key) : null;
        return meaning is null ? line : $"{line} ({meaning})";
    }

    // KeyError: 'name', and u'name' of Python 2.
    private static string? MissingKey(string line)
    {
        const string prefix = "KeyError: ";
        return line.StartsWith(prefix, StringComparison.Ordinal) && line.EndsWith('\'') ? line[prefix.Length..].TrimStart('u').Trim('\'') : null;
    }
}
