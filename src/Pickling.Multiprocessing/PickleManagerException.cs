using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing;

/// <summary>A Python exception of a shared object's method: what a manager answers, or what a method here tells its callers.</summary>
/// <remarks>
/// A client gets it when the method raised an exception in the manager's process, or when the manager could not call it. A
/// method of a <see cref="PickleManagerServer"/> throws it to choose the exception that Python sees.
/// </remarks>
public sealed class PickleManagerException : Exception
{
    /// <summary>Creates the error that a method of a <see cref="PickleManagerServer"/> throws.</summary>
    /// <param name="error">Python's exception, such as <c>PythonLibrary.Exception("KeyError", key)</c>.</param>
    /// <param name="innerException">The cause, which stays here, or null.</param>
    public PickleManagerException(PyObject error, Exception? innerException = null)
        : base(PythonErrors.Describe(error), innerException) => Error = error;

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
