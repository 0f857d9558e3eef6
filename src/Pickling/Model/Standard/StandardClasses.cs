using System.Collections.Frozen;

namespace Pickling.Model.Standard;

/// <summary>The names of the standard library's classes, with the identity of their strings that CPython gives them.</summary>
/// <remarks>
/// Which strings are one object shows in a pickle, as a memo read where a string would stand. A class written in Python
/// shares its interned names with equal literals of the program; a class written in C makes its name anew; and since it
/// became a heap type (which version that was differs by class) its module's name belongs to it alone as well.
/// </remarks>
internal static class StandardClasses
{
    private static readonly FrozenSet<string> BuiltinFunctions = FrozenSet.Create(
        StringComparer.Ordinal,
        "__build_class__", "__import__", "abs", "aiter", "all", "anext", "any", "ascii", "bin", "breakpoint", "callable", "chr", "compile", "delattr",
        "dir", "divmod", "eval", "exec", "format", "getattr", "globals", "hasattr", "hash", "hex", "id", "input", "isinstance", "issubclass", "iter",
        "len", "locals", "max", "min", "next", "oct", "ord", "pow", "print", "repr", "round", "setattr", "sorted", "sum", "vars");

    /// <summary>A class written in Python.</summary>
    internal static PyGlobal OfPython(string module, string name) => new(module, name);

    /// <summary>A class or function written in C.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="name">Its name.</param>
    /// <param name="python">The version whose bytes are wanted.</param>
    /// <param name="heapSince">The version from which on the class has a module name of its own.</param>
    internal static PyGlobal OfC(string module, string name, int python = PythonAge.Newest, int heapSince = PythonAge.Never) =>
        python >= heapSince
            ? new PyGlobal(Fresh(module), Fresh(name)) { HasOwnModule = true }
            : new PyGlobal(module, Fresh(name));

    /// <summary>A builtin type or function.</summary>
    internal static PyGlobal Builtin(string name) => OfC("builtins", name);

    /// <summary>Whether the name is that of a function, not a type, of the module builtins: <c>len</c>.</summary>
    internal static bool IsBuiltinFunction(PyGlobal global) => global.Module == "builtins" && BuiltinFunctions.Contains(global.Name);

    /// <summary>A copy, since texts that Python makes on the way are never shared, even of one character.</summary>
    internal static string Fresh(string text) => new(text.AsSpan());

    /// <summary>The name as the newest Python spells it, for what moved: <c>copy_reg.x</c> is <c>copyreg.x</c>.</summary>
    internal static string NewestName(PyGlobal global)
    {
        string module = global.Module switch
        {
            "__builtin__" or "exceptions" => "builtins",
            "copy_reg" => "copyreg",
            "_collections" => "collections",
            "_functools" => "functools",
            "_operator" => "operator",
            "_decimal" => "decimal",
            "_datetime" => "datetime",
            "pathlib._local" => "pathlib",
            "UserDict" or "UserList" or "UserString" => "collections",
            var other => other,
        };
        string name = (module, global.Name) switch
        {
            ("builtins", "xrange") => "range",
            ("builtins", "unicode") => "str",
            ("builtins", "long") => "int",
            ("collections", "IterableUserDict") => "UserDict",
            (_, var other) => other,
        };
        return module + "." + name;
    }
}
