using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Pickling.Model.Standard;

/// <summary><c>re._compile(pattern, flags)</c>.</summary>
internal static class PatternForms
{
    internal const int IgnoreCase = 2;
    internal const int Locale = 4;
    internal const int Multiline = 8;
    internal const int DotAll = 16;
    internal const int Unicode = 32;
    internal const int Verbose = 64;
    internal const int Ascii = 256;

    internal static PyObject Make(object pattern, int flags, int python)
    {
        // Python 3 notes in the flags of a text pattern that it matches Unicode.
        bool isText = pattern is string && python >= PythonAge.Python3;
        int all = isText && (flags & Ascii) == 0 ? flags | Unicode : flags;
        return new PyObject(StandardClasses.OfPython("re", "_compile"), PyTuple.Create(pattern, all), PyConstruction.Reduce);
    }

    internal static bool TryOpen(object? value, out object? pattern, out long flags)
    {
        (pattern, flags) = (null, 0);
        if (!StandardForm.TryOpen(value, out StandardForm form) || form is not { Name: "re._compile", Arguments: [var source, long bits] })
            return false;
        (pattern, flags) = (source, bits);
        return true;
    }

    internal static bool TryRead(object? value, [NotNullWhen(true)] out Regex? result, ref string? problem)
    {
        result = null;
        if (!TryOpen(value, out object? pattern, out long flags))
            return false;
        if (pattern is not string && pattern is not PyByteString)
        {
            problem = "the pattern is one of bytes, and .NET matches text; ask for PyObject";
            return false;
        }

        if (!StandardText.TryRead(pattern, out string? text))
        {
            problem = "the pattern is a Python 2 str beyond ASCII; ask for PyObject";
            return false;
        }

        // Python 2 matches ASCII unless it is told otherwise.
        bool isAscii = (flags & Unicode) == 0;
        var translator = new PatternTranslator(text, flags, isAscii);
        if (!translator.TryTranslate(out string? translated, out RegexOptions options, out string? reason))
        {
            problem = $"the pattern {PythonFormatter.Format(text, PythonFormatter.DebuggerCharsMax)} means something else in .NET: {reason}; ask for string or PyObject";
            return false;
        }

        try
        {
            result = new Regex(translated, options);
            return true;
        }
        catch (ArgumentException error)
        {
            problem = $"the pattern {PythonFormatter.Format(text, PythonFormatter.DebuggerCharsMax)} is none of .NET's: {error.Message}; ask for string or PyObject";
            return false;
        }
    }
}
