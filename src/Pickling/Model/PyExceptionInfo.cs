namespace Pickling.Model;

/// <summary>A pickled Python exception, to read: its class, what it was made with, its notes and what caused it.</summary>
/// <remarks>
/// <c>Pickle.Loads&lt;PyExceptionInfo&gt;</c> and <c>Get</c> give it. CPython pickles neither traceback nor cause of an
/// exception; both are there where <c>multiprocessing</c> or <c>concurrent.futures</c> sent one from a worker.
/// </remarks>
/// <param name="Type">The class by its newest name, such as <c>builtins.ValueError</c>.</param>
/// <param name="Arguments">What it was made with: Python's <c>args</c>.</param>
/// <param name="Attributes">What was set on it: its <c>__dict__</c>, without the notes.</param>
/// <param name="Notes">The texts that <c>add_note</c> added.</param>
/// <param name="Traceback">The traceback as text, where the pickle has one.</param>
/// <param name="Cause">The exception that this one was raised from, where the pickle has it.</param>
public sealed record PyExceptionInfo(
    string Type, PyTuple Arguments, PyDict Attributes, IReadOnlyList<string> Notes, string? Traceback, PyExceptionInfo? Cause)
{
    /// <summary>What Python's <c>str()</c> of the exception says.</summary>
    public string Message => (Type, Arguments) switch
    {
        (_, []) => "",
        ("builtins.KeyError", [var key]) => PythonFormatter.Format(key),
        ("builtins.ExceptionGroup" or "builtins.BaseExceptionGroup", [string text, PyList or PyTuple]) =>
            Count((IReadOnlyCollection<object?>)Arguments[1]!) is var count ? $"{text} ({count} sub-exception{(count == 1 ? "" : "s")})" : text,
        (_, [string text]) => text,
        (_, [var only]) => PythonFormatter.Format(only),
        (_, [long number, string text]) when IsSystemError => $"[Errno {number}] {text}",
        (_, [long number, string text, var file, ..]) when IsSystemError => $"[Errno {number}] {text}: {PythonFormatter.Format(file)}",
        _ => PythonFormatter.Format(Arguments),
    };

    // OSError and its children, which are raised with a number and a text.
    private bool IsSystemError => Type is "builtins.OSError" or "builtins.IOError" or "builtins.BlockingIOError"
        or "builtins.ChildProcessError" or "builtins.ConnectionError" or "builtins.BrokenPipeError"
        or "builtins.ConnectionAbortedError" or "builtins.ConnectionRefusedError" or "builtins.ConnectionResetError"
        or "builtins.FileExistsError" or "builtins.FileNotFoundError" or "builtins.InterruptedError"
        or "builtins.IsADirectoryError" or "builtins.NotADirectoryError" or "builtins.PermissionError"
        or "builtins.ProcessLookupError" or "builtins.TimeoutError" or "builtins.EnvironmentError";

    private static int Count(IReadOnlyCollection<object?> items) => items.Count;
}
