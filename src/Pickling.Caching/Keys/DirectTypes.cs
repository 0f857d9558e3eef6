using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Caching.Keys;

/// <summary>Whether a type, and all that it says to hold, is walked as it is; others are dumped first, by their mapping.</summary>
internal static class DirectTypes<T>
{
    public static readonly bool AreAll = IsDirect(typeof(T));

    private static bool IsDirect(Type type)
    {
        if (type.IsSZArray)
        {
            return IsDirect(type.GetElementType()!);
        }

        if (type.IsGenericType)
        {
            // Of others a converter knows what they are in Python: a FrozenSet is a frozenset.
            Type definition = type.GetGenericTypeDefinition();
            bool isKnown = definition == typeof(List<>) || definition == typeof(Dictionary<,>) || definition == typeof(HashSet<>)
                || definition == typeof(Nullable<>) || (type.IsAssignableTo(typeof(ITuple)) && type.Namespace == nameof(System));
            return isKnown && Array.TrueForAll(type.GetGenericArguments(), IsDirect);
        }

        return type.IsPrimitive
            || type.IsAssignableTo(typeof(IPyValue))
            || type == typeof(object) || type == typeof(string) || type == typeof(decimal) || type == typeof(BigInteger)
            || type == typeof(Complex) || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly)
            || type == typeof(TimeSpan) || type == typeof(Guid) || type == typeof(IDictionary) || type == typeof(IList);
    }
}
