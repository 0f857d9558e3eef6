using Pickling.Model;

namespace Pickling.Multiprocessing;

/// <summary>What a method of a shared object raised in the manager's process, or why the manager could not call it.</summary>
public sealed class PickleManagerException : Exception
{
    internal PickleManagerException(string message, object? error = null, string? traceback = null)
        : base(message)
    {
        Error = error;
        Traceback = traceback;
    }

    /// <summary>Python's exception as it was pickled (its class and arguments: a <see cref="PyObject"/>), or null.</summary>
    public object? Error { get; }

    /// <summary>The class of Python's exception, such as <c>builtins.KeyError</c>; null when the manager only told its traceback.</summary>
    public PyGlobal? ErrorType => (Error as PyObject)?.Global;

    /// <summary>Python's traceback, when the manager itself failed (its <c>RemoteError</c>), or null.</summary>
    public string? Traceback { get; }
}
