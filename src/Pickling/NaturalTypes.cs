using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using Pickling.Model;

namespace Pickling;

/// <summary>
/// The types that loads and dumps without a context leave to the natural graph: those of which a graph itself consists.
/// </summary>
internal static class NaturalTypes
{
    /// <summary>Whether loads of a type are left to the graph, which alone knows the classes that options may hold.</summary>
    public static bool Has(Type type, PickleOptions? options) => Has(type) || IsHooked(type, options);

    /// <summary>Whether a dump is left to the graph, which alone knows the reducers that options may hold.</summary>
    public static bool Writes<T>(T value, PickleOptions? options) =>
        typeof(T) == typeof(object) ? WritesObject(value, options) : Writes(typeof(T), options);

    private static bool Writes(Type type, PickleOptions? options) => (Has(type) && !HasForm(type)) || IsHooked(type, options);

    // Of any type: all but what is no container and has members of its own, and what its converter alone takes apart.
    private static bool WritesObject(object? value, PickleOptions? options) =>
        value is null or string or IPyValue
        || IsHooked(value.GetType(), options)
        || (!NeedsConverter(value)
            && (value is IEnumerable
                || value.GetType() is { IsPrimitive: true } or { IsGenericType: true, Namespace: "System" or "System.Collections.Generic" }
                || Writes(value.GetType(), options)));

    // Containers that are no list, dict, set or tuple by what they say of themselves.
    private static bool NeedsConverter(object value)
    {
        if (value is JsonNode or Array { Rank: > 1 })
        {
            return true;
        }

        if (value.GetType() is not { IsGenericType: true, IsValueType: true } type || value is Memory<byte> or ReadOnlyMemory<byte>)
        {
            return false;
        }

        Type definition = type.GetGenericTypeDefinition();
        return definition == typeof(KeyValuePair<,>) || definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>);
    }

    private static bool Has(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(object) || (inner.Namespace == typeof(PyDict).Namespace && inner.Module == typeof(PyDict).Module)
            || (PyConvert.Knows(inner) && (type == typeof(byte[]) || !(inner.IsArray || inner.IsGenericType)));
    }

    private static bool IsHooked(Type type, PickleOptions? options) => options is not null
        && (options.TypeMap.HasClasses || options.ReducerOverride is not null
            || ((options.PersistentId is not null || options.Profile.MemoIsSparse) && (type.IsArray || type.IsGenericType)));

    // What the graph reads, and only a converter writes.
    private static bool HasForm(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner == typeof(TimeZoneInfo) || inner == typeof(Range) || inner == typeof(IPNetwork) || typeof(IPAddress).IsAssignableFrom(inner);
    }
}
