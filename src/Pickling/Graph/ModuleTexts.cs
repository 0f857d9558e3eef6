using System.Runtime.InteropServices;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>
/// The name of a module as the object to memoize: in CPython the classes of a module share it, but for those that are made
/// in C on the way.
/// </summary>
/// <remarks>A global from a pickle keeps the string that it came with, so that the same bytes come out.</remarks>
internal sealed class ModuleTexts(InternedTexts interned, CPythonProfile profile)
{
    private Dictionary<string, string>? _shared;
    private string? _ofFunctions;
    private string? _ofDecimal;

    public string Of(PyGlobal global)
    {
        string module = global.Module;
        if (global.HasOwnModule)
        {
            return module;
        }

        switch (module)
        {
            case "builtins" when StandardClasses.IsBuiltinFunction(global):
                return global.IsFromPickle ? module : _ofFunctions ??= StandardClasses.Fresh(module);
            case "builtins" when global.Name == "ExceptionGroup":
            case "decimal" when global.Name is not ("Decimal" or "Context"):
                return global.IsFromPickle ? module : StandardClasses.Fresh(module);
            case "decimal" when !profile.DecimalModuleIsShared:
                return _ofDecimal ??= global.IsFromPickle ? module : StandardClasses.Fresh(module);
        }

        _shared ??= [];
        ref string? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_shared, module, out _);
        known ??= module;
        return global.IsFromPickle ? interned.OfData(module) : interned.OfModule(known);
    }
}
