using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model;

/// <summary>
/// Which .NET type stands for which Python class, and which classes have new names: what <c>copyreg</c> and
/// <c>find_class</c> are in Python. Immutable; each change makes a new map, and nothing is registered process-wide.
/// </summary>
/// <example><code>PickleTypeMap.Empty.Add(pointClass).Rename("old_module", "new_module")</code></example>
public sealed class PickleTypeMap
{
    private readonly ImmutableDictionary<Type, PickleClass> _byType;
    private readonly ImmutableDictionary<PyGlobal, PickleClass> _byName;
    private readonly ImmutableDictionary<string, string> _modules;
    private readonly ImmutableDictionary<PyGlobal, PyGlobal> _globals;

    private PickleTypeMap(
        ImmutableDictionary<Type, PickleClass> byType,
        ImmutableDictionary<PyGlobal, PickleClass> byName,
        ImmutableDictionary<string, string> modules,
        ImmutableDictionary<PyGlobal, PyGlobal> globals)
    {
        _byType = byType;
        _byName = byName;
        _modules = modules;
        _globals = globals;
    }

    /// <summary>The map that holds nothing.</summary>
    public static PickleTypeMap Empty { get; } = new(
        ImmutableDictionary<Type, PickleClass>.Empty,
        ImmutableDictionary<PyGlobal, PickleClass>.Empty,
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary<PyGlobal, PyGlobal>.Empty);

    /// <summary>The classes of the map, in no order.</summary>
    public IEnumerable<PickleClass> Classes => _byType.Values;

    internal bool HasClasses => _byType.Count > 0;

    internal bool HasRenames => _modules.Count > 0 || _globals.Count > 0;

    /// <summary>The map with one more class; one that was there for the same type or name is replaced.</summary>
    /// <param name="mapping">The class, under its name and its other names.</param>
    public PickleTypeMap Add(PickleClass mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ImmutableDictionary<PyGlobal, PickleClass> byName = _byName.SetItem(mapping.Name, mapping);
        foreach (PyGlobal other in mapping.OtherNames)
            byName = byName.SetItem(other, mapping);
        return new PickleTypeMap(_byType.SetItem(mapping.Type, mapping), byName, _modules, _globals);
    }

    /// <summary>The map that gives the classes of a module, and of the modules in it, a new module on load.</summary>
    /// <param name="module">The old name, such as <c>shop.models</c>; <c>shop.models.order</c> is renamed with it.</param>
    /// <param name="newModule">The new name.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public PickleTypeMap Rename(string module, string newModule)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(newModule);
        return new PickleTypeMap(_byType, _byName, _modules.SetItem(module, newModule), _globals);
    }

    /// <summary>The map that gives one class or function a new name on load; this goes before renames of its module.</summary>
    /// <param name="name">The old name.</param>
    /// <param name="newName">The new name.</param>
    public PickleTypeMap Rename(PyGlobal name, PyGlobal newName)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(newName);
        return new PickleTypeMap(_byType, _byName, _modules, _globals.SetItem(name, newName));
    }

    /// <summary>The class that a .NET type is written as; false when the map has none.</summary>
    public bool TryGetClass(Type type, [NotNullWhen(true)] out PickleClass? mapping) => _byType.TryGetValue(type, out mapping);

    /// <summary>The class of this name; false when the map has none.</summary>
    public bool TryGetClass(PyGlobal name, [NotNullWhen(true)] out PickleClass? mapping) => _byName.TryGetValue(name, out mapping);

    /// <summary>The name that a global of a pickle has after the renames; renames are not applied to new names again.</summary>
    public PyGlobal Renamed(PyGlobal global)
    {
        ArgumentNullException.ThrowIfNull(global);
        if (_globals.TryGetValue(global, out PyGlobal? renamed))
            return renamed;

        // The longest module that is renamed and holds the global.
        string module = global.Module;
        for (int end = module.Length; end > 0 && _modules.Count > 0; end = module.LastIndexOf('.', end - 1))
        {
            if (_modules.TryGetValue(module[..end], out string? newModule))
                return new PyGlobal(newModule + module[end..], global.Name);
        }

        return global;
    }
}
