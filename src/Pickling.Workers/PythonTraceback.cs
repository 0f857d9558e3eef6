using System.Text;

namespace Pickling.Workers;

/// <summary>Exceptions as the text that Python's tools show: a traceback, whose last line is class and message.</summary>
internal static class PythonTraceback
{
    private const string Head = "Traceback (most recent call last):";

    // An ExceptionGroup has a margin, and what is in it stands behind its message with a wider one.
    private const string GroupHead = "  + Exception Group Traceback (most recent call last):";
    private const string GroupMargin = "  | ";

    /// <summary>The text of a .NET exception: its stack, oldest call first as in Python, then its class and message.</summary>
    public static string Of(Exception error)
    {
        var text = new StringBuilder(Head).Append('\n');
        if (error.InnerException is { } cause && error is not WorkerCallException)
        {
            text.Insert(0, Of(cause) + "\nThe above exception was the direct cause of the following exception:\n\n");
        }

        string[] frames = (error.StackTrace ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string frame in frames.Reverse())
        {
            text.Append("  ").Append(frame.Trim()).Append('\n');
        }

        return text.Append(NameOf(error)).Append(": ").Append(error.Message).Append('\n').ToString();
    }

    /// <summary>The class by its full name, as Python shows classes outside builtins.</summary>
    public static string NameOf(Exception error) => error.GetType().FullName ?? error.GetType().Name;

    /// <summary>Class and message at the end of a traceback of Python; the whole text as message where it has none.</summary>
    public static (string? Type, string Message) Parse(string traceback)
    {
        string[] lines = traceback.TrimEnd().Split('\n');

        // The message may have lines of its own: the class stands on the first line after the frames that is not indented.
        int head = Array.FindLastIndex(lines, line => line.StartsWith(Head, StringComparison.Ordinal) || line.StartsWith(GroupHead, StringComparison.Ordinal));
        if (head >= 0 && lines[head].StartsWith(GroupHead, StringComparison.Ordinal))
        {
            lines = [.. lines[(head + 1)..].TakeWhile(line => line.StartsWith(GroupMargin, StringComparison.Ordinal)).Select(line => line[GroupMargin.Length..])];
            head = -1;
        }
        else if (head < 0)
        {
            return (null, traceback.Trim());
        }

        int at = Array.FindIndex(lines, head + 1, line => line.Length > 0 && line[0] is not (' ' or '\t'));
        if (at < 0)
        {
            return (null, traceback.Trim());
        }

        string last = string.Join('\n', lines[at..]);
        int colon = last.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (last, "") : (last[..colon], last[(colon + 1)..].TrimStart());
    }
}
