using System.Numerics;
using Pickling.Model;

namespace Pickling;

/// <summary>
/// The types that loads and dumps without a context leave to the natural graph: those of which a graph itself consists.
/// </summary>
internal static class NaturalTypes
{
    public static bool Has(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(object) || (type.Namespace == typeof(PyDict).Namespace && type.Module == typeof(PyDict).Module)
            || (type.IsPrimitive && type != typeof(char)) || type == typeof(string) || type == typeof(byte[]) || type == typeof(BigInteger)
            || type == typeof(decimal) || type == typeof(Int128) || type == typeof(UInt128);
    }
}
