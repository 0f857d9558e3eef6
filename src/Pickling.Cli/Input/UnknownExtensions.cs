using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pickling.Model;

namespace Pickling.Cli.Input;

/// <summary>
/// Stands for the table of extension codes that a pickle refers to and no file holds: every code is a name of its own, made
/// when a pickle first has it, so that it can be shown and written again.
/// </summary>
internal sealed class UnknownExtensions : IReadOnlyDictionary<int, PyGlobal>
{
    // No module of Python: the names in it are numbers.
    private const string Module = "extension";

    private readonly Dictionary<int, PyGlobal> _met = [];

    public int Count => _met.Count;

    public IEnumerable<int> Keys => _met.Keys;

    public IEnumerable<PyGlobal> Values => _met.Values;

    public PyGlobal this[int key] => TryGetValue(key, out var global) ? global : throw new KeyNotFoundException();

    /// <summary>Whether a global is one of the names, and of which code.</summary>
    internal static bool TryGetCode(PyGlobal global, out int code)
    {
        code = 0;
        return global.Module == Module && int.TryParse(global.Name, NumberStyles.None, CultureInfo.InvariantCulture, out code);
    }

    public bool ContainsKey(int key) => TryGetValue(key, out _);

    public bool TryGetValue(int key, [MaybeNullWhen(false)] out PyGlobal value)
    {
        if (!_met.TryGetValue(key, out value) && key > 0)
            _met.Add(key, value = new PyGlobal(Module, key.ToString(CultureInfo.InvariantCulture)));
        return value is not null;
    }

    public IEnumerator<KeyValuePair<int, PyGlobal>> GetEnumerator() => _met.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
