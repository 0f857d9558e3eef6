using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>What Python sees of an exception that a method threw.</summary>
internal static class PythonErrors
{
    // How PyDict's error for a key begins, in Python's words.
    private const string Unhashable = "unhashable type: ";
    private const int CharsMax = 1_000;

    /// <summary>The error that makes Python raise a builtin exception.</summary>
    public static PickleManagerException Raise(string type, params ReadOnlySpan<object?> arguments) => new(PythonLibrary.Exception(type, arguments));

    /// <summary>The TypeError for an argument of another type, without the advice that is for the reader of a pickle.</summary>
    public static PickleManagerException BadArgument(string method, string argument, Exception error)
    {
        // What cannot be dumped again, on its way to a .NET type, came as a proxy.
        string problem = error is PicklingException ? $"holds a proxy, which must be an argument of its own ({error.Message})" : error.Message;
        return Raise("TypeError", $"{method}() argument {argument}: {problem.Split("; ask for ")[0].Replace("the pickle holds", "got", StringComparison.Ordinal)}");
    }

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
    public static string Text(Exception error) => Describe(Of(error)) + "\n";

    /// <summary>A pickled exception as the last line of Python's traceback says it: <c>KeyError: 'name'</c>.</summary>
    /// <remarks>Not <see cref="PyExceptionInfo.Message"/>: what a peer sends may be short to write and endless to print.</remarks>
    public static string Describe(object? error)
    {
        PyExceptionInfo info;
        try
        {
            info = PyValue.At<PyExceptionInfo>(error);
        }
        catch (PickleException)
        {
            return PyValue.Repr(error, CharsMax);
        }

        string type = info.Type.StartsWith("builtins.", StringComparison.Ordinal) ? info.Type["builtins.".Length..] : info.Type;
        return info.Arguments switch
        {
            [] => type,
            [string text] when type != "KeyError" => $"{type}: {(text.Length <= CharsMax ? text : text[..CharsMax] + "...")}",
            [var only] => $"{type}: {PyValue.Repr(only, CharsMax)}",
            _ => $"{type}: {PyValue.Repr(info.Arguments, CharsMax)}",
        };
    }

    private static PyObject Builtin(string type, Exception error) => PythonLibrary.Exception(type, error.Message);
}
