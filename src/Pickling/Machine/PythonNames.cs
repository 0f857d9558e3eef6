namespace Pickling.Machine;

/// <summary>Names of Python 2 and of Python 3 for the same thing (<c>fix_imports</c>), as CPython's pickle maps them.</summary>
internal static class PythonNames
{
    /// <summary>On load below protocol 3: the whole name first, then the module alone.</summary>
    public static (string Module, string Name) ToPython3(string module, string name) =>
        PythonNameTables.Names.TryGetValue((module, name), out (string, string) both) ? both
        : PythonNameTables.Modules.TryGetValue(module, out string? renamed) ? (renamed, name)
        : (module, name);

    /// <summary>On dump below protocol 3.</summary>
    public static (string Module, string Name) ToPython2(string module, string name) =>
        PythonNameTables.ReverseNames.TryGetValue((module, name), out (string, string) both) ? both
        : PythonNameTables.ReverseModules.TryGetValue(module, out string? renamed) ? (renamed, name)
        : (module, name);
}
