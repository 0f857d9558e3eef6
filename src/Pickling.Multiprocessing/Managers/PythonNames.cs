using System.Collections.Frozen;

namespace Pickling.Multiprocessing.Managers;

/// <summary>What Python takes as a name.</summary>
internal static class PythonNames
{
    // keyword.kwlist of CPython 3.7 to 3.13.
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield");

    /// <summary>Whether nothing can have this name in Python.</summary>
    public static bool IsKeyword(string name) => Keywords.Contains(name);

    /// <summary>The name as Python programs write one that is a keyword: <c>import_</c>.</summary>
    public static string Usable(string name) => IsKeyword(name) ? name + "_" : name;
}
