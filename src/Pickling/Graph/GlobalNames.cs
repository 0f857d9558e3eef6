using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Which globals are one and the same in a dump: in Python a class is one object, here it may be several names.</summary>
internal sealed class GlobalNames
{
    /// <summary>The function by which a nested class is written below protocol 4.</summary>
    public static readonly PyGlobal GetAttribute = new("builtins", "getattr");

    private Dictionary<PyGlobal, PyGlobal>? _known;
    private readonly Dictionary<PyGlobal, int>? _extensions;
    private readonly bool _namesOfPython2;

    public GlobalNames(PickleOptions options)
    {
        _namesOfPython2 = options.FixImports && options.Protocol is >= 0 and < 3;
        if (options.Extensions.Count > 0)
        {
            _extensions = [];
            foreach ((int code, PyGlobal global) in options.Extensions)
            {
                if (code <= 0)
                {
                    throw new PicklingException($"the extension code {code} of {global.FullName} is not positive");
                }

                _extensions[global] = code;
            }
        }
    }

    /// <summary>The first of the equal globals that this dump has met.</summary>
    public PyGlobal Canonical(PyGlobal global)
    {
        // Several classes of Python 3 have this one name in Python 2: which of them it was, only the object tells.
        if (_namesOfPython2 && global is { IsFromPickle: true, Module: "builtins", Name: "OSError" or "ImportError" })
        {
            return global;
        }

        _known ??= [];
        if (!_known.TryGetValue(global, out PyGlobal? canonical))
        {
            _known.Add(global, global);
            canonical = global;
        }

        return canonical;
    }

    public bool TryGetExtension(PyGlobal global, out int code)
    {
        code = 0;
        return _extensions is not null && _extensions.TryGetValue(global, out code);
    }
}
