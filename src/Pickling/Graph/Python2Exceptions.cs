using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>What an exception of CPython 2.7 keeps of its arguments beside <c>args</c>, which shows in cPickle's memo.</summary>
internal static class Python2Exceptions
{
    private const string Module = "exceptions";

    /// <summary>Whether the class is one of Python 2's own exceptions, whose reduce value holds <c>args</c> itself.</summary>
    public static bool IsException(PyGlobal type) =>
        type.Module == Module || PythonNames.ToPython2(type.Module, type.Name).Module == Module;

    /// <summary>Whether the exception holds so many arguments by attributes too: a single one as <c>message</c>.</summary>
    public static bool KeepsItems(PyGlobal type, int count) => count == 1 || type.Name is
        "EnvironmentError" or "IOError" or "OSError" or "WindowsError"
        or "SyntaxError" or "IndentationError" or "TabError"
        or "UnicodeDecodeError" or "UnicodeEncodeError" or "UnicodeTranslateError";
}
