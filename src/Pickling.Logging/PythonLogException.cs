namespace Pickling.Logging;

/// <summary>An exception that a Python program logged: its traceback as text.</summary>
public sealed class PythonLogException : Exception
{
    /// <summary>Holds a traceback.</summary>
    /// <param name="traceback">Python's text, from <c>Traceback (most recent call last):</c> to the line that names the error.</param>
    public PythonLogException(string traceback)
        : base(LastLine(traceback))
    {
        Traceback = traceback;
    }

    /// <summary>Python's text, whole.</summary>
    public string Traceback { get; }

    /// <summary>Python's text: .NET's own would say where the log was received.</summary>
    public override string StackTrace => Traceback;

    /// <summary>Python's text.</summary>
    public override string ToString() => Traceback;

    private static string LastLine(string traceback)
    {
        string text = traceback.TrimEnd();
        return text[(text.LastIndexOf('\n') + 1)..];
    }
}
