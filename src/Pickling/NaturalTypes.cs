using Pickling.Model;

namespace Pickling;

/// <summary>
/// The types that loads and dumps without a context leave to the natural graph: those of which a graph itself consists.
/// </summary>
internal static class NaturalTypes
{
    public static bool Has(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(object) || (inner.Namespace == typeof(PyDict).Namespace && inner.Module == typeof(PyDict).Module)
            || (PyConvert.Knows(inner) && (type == typeof(byte[]) || !(inner.IsArray || inner.IsGenericType)));
    }
}
