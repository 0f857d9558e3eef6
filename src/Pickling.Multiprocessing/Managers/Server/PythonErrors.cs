using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>What Python sees of an exception that a method threw.</summary>
internal static class PythonErrors
{
    // How PyDict's error for a key begins, in Python's words.
    private const string Unhashable = "unhashable type: ";

    /// <summary>The error that makes Python raise a builtin exception.</summary>
    public static PickleManagerException Raise(string type, params ReadOnlySpan<object?> arguments) => new(PythonLibrary.Exception(type, arguments));

    /// <summary>The Python exception that comes nearest to one of .NET; what has none is a RuntimeError that names its type.</summary>
    public static object Of(Exception error) => error switch
    {
        PickleManagerException { Error: { } chosen } => chosen,
        KeyNotFoundException => Builtin("KeyError", error),
        IndexOutOfRangeException => Builtin("IndexError", error),
        ArgumentException unhashable when unhashable.Message.StartsWith(Unhashable, StringComparison.Ordinal) =>
            PythonLibrary.Exception("TypeError", unhashable.Message.Split(" (Parameter")[0]),
        PickleException or InvalidCastException => Builtin("TypeError", error),
        ArgumentException or FormatException => Builtin("ValueError", error),
        NotImplementedException or NotSupportedException => Builtin("NotImplementedError", error),
        DivideByZeroException => Builtin("ZeroDivisionError", error),
        OverflowException => Builtin("OverflowError", error),
        TimeoutException => Builtin("TimeoutError", error),
        EndOfStreamException => Builtin("EOFError", error),
        FileNotFoundException or DirectoryNotFoundException => Builtin("FileNotFoundError", error),
        UnauthorizedAccessException => Builtin("PermissionError", error),
        IOException => Builtin("OSError", error),
        OutOfMemoryException => Builtin("MemoryError", error),
        _ => PythonLibrary.Exception("RuntimeError", $"{error.GetType().Name}: {error.Message}"),
    };

    /// <summary>The text of a <c>#TRACEBACK</c>: the exception as Python prints it. No stack of .NET leaves the process.</summary>
    public static string Text(Exception error) => Of(error) is PyObject { Global: { } type } shown
        ? $"{type.Name}: {string.Join(", ", shown.Arguments.Select(static argument => argument as string ?? PyValue.Repr(argument, 500)))}\n"
        : error.Message + "\n";

    private static PyObject Builtin(string type, Exception error) => PythonLibrary.Exception(type, error.Message);
}
