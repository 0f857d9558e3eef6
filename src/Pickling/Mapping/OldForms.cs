using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>The callables that stand for what old protocols have no opcode for.</summary>
internal static class OldForms
{
    public static readonly PyGlobal Set = new("builtins", "set");
    public static readonly PyGlobal FrozenSet = new("builtins", "frozenset");
    public static readonly PyGlobal Object = new("builtins", "object");
    public static readonly PyGlobal Reconstructor = new("copyreg", "_reconstructor");
    public static readonly PyGlobal NewObject = new("copyreg", "__newobj__");
}
