using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>
/// pathlib in its three generations: <c>pathlib.PurePosixPath('/', 'a', 'b')</c> up to 3.12, in 3.13
/// <c>pathlib._local.PurePosixPath('/a/b')</c>, and <c>pathlib.PurePosixPath('/a/b')</c> since.
/// </summary>
internal static class PathForms
{
    internal static PyObject Make(string type, string path, int python)
    {
        if (python < PythonAge.Python3)
            throw new ArgumentException("Python 2.7 has no pathlib.", nameof(python));
        bool isWindows = type.Contains("Windows", StringComparison.Ordinal);
        PyGlobal global = StandardClasses.OfPython(python == 313 ? "pathlib._local" : "pathlib", type);
        PyTuple arguments = python >= 313 ? PyTuple.Create(path) : PyTuple.Create([.. Parts(path, isWindows)]);
        return new PyObject(global, arguments, PyConstruction.Reduce);
    }

    internal static bool TryRead(object? value, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (!StandardForm.TryOpen(value, out StandardForm form) || !IsPath(form.Name, out bool isWindows))
            return false;
        char separator = isWindows ? '\\' : '/';
        var joined = new StringBuilder();
        foreach (object? argument in form.Arguments)
        {
            if (!StandardText.TryRead(argument, out string? part))
                return false;

            // The anchor ends in a separator already, or, as C:, is followed by none.
            bool isDrive = isWindows && joined.Length == 2 && joined[1] == ':';
            if (joined.Length > 0 && joined[^1] != separator && !isDrive)
                joined.Append(separator);
            joined.Append(part);
        }

        path = joined.Length == 0 ? "." : joined.ToString();
        return true;
    }

    private static bool IsPath(string name, out bool isWindows)
    {
        isWindows = name is "pathlib.PureWindowsPath" or "pathlib.WindowsPath";
        return isWindows || name is "pathlib.PurePosixPath" or "pathlib.PosixPath" or "pathlib.PurePath" or "pathlib.Path";
    }

    // The anchor and the names, as pathlib takes a path apart: no empty parts, no '.' in it.
    private static IEnumerable<object?> Parts(string path, bool isWindows)
    {
        string rest = path;
        if (isWindows)
        {
            rest = path.Replace('/', '\\');
            string anchor = WindowsAnchor(rest);
            if (anchor.Length > 0)
                yield return anchor.EndsWith('\\') || anchor is [_, ':'] ? anchor : anchor + '\\';
            rest = rest[anchor.Length..];
        }
        else if (path.StartsWith('/'))
        {
            // Exactly two slashes are a root of their own in POSIX.
            yield return path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal) ? "//" : "/";
        }

        foreach (string part in rest.Split(isWindows ? '\\' : '/'))
        {
            if (part is not ("" or "."))
                yield return part;
        }
    }

    // C:\ or C: or \ or \\server\share\.
    private static string WindowsAnchor(string path)
    {
        if (path is [var letter, ':', ..] && char.IsAsciiLetter(letter))
            return path.Length > 2 && path[2] == '\\' ? path[..3] : path[..2];
        if (path.StartsWith(@"\\", StringComparison.Ordinal) && path.IndexOf('\\', 2) is > 2 and var server)
        {
            int share = path.IndexOf('\\', server + 1);
            return share < 0 ? path : path[..(share + 1)];
        }

        return path.StartsWith('\\') ? @"\" : "";
    }
}
