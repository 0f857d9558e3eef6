using Pickling.Model;

namespace Pickling;

/// <summary>
/// The types that loads and dumps without a context leave to the natural graph: those of which a graph itself consists.
/// </summary>
internal static class NaturalTypes
{
    /// <summary>Whether a type is left to the graph, which alone knows the classes and reducers that options may hold.</summary>
    public static bool Has(Type type, PickleOptions? options) => Has(type) || (options is not null
        && (options.TypeMap.HasClasses || options.ReducerOverride is not null
            || ((options.PersistentId is not null || options.Profile.MemoIsSparse) && (type.IsArray || type.IsGenericType))));

    private static bool Has(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(object) || (inner.Namespace == typeof(PyDict).Namespace && inner.Module == typeof(PyDict).Module)
            || (PyConvert.Knows(inner) && (type == typeof(byte[]) || !(inner.IsArray || inner.IsGenericType)));
    }
}
