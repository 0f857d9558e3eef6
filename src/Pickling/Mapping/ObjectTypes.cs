using System.Collections;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Pickling.Mapping.Converters;

namespace Pickling.Mapping;

/// <summary>Which converter writes a value that stands where any object may: by the value's own type.</summary>
internal static class ObjectTypes
{
    /// <summary>The converter; null where the natural graph writes such values, or where there is none.</summary>
    public static PickleConverter? Find(Type type, PickleContext context)
    {
        if (context.Mapping.ConverterOf(type) is { } own)
        {
            return own;
        }

        // Nothing but an object: the graph says that it has no counterpart.
        if (type == typeof(object))
        {
            return null;
        }

        if (BuiltInConverters.TryCreate(type, context) is { } builtIn)
        {
            // A boxed number or date is one object, which the graph remembers.
            return type.IsPrimitive || builtIn is INaturalConverter { IsWrittenAsItIs: true } ? null : context.TryGetConverter(type);
        }

        if (HiddenClass(type) is { } open)
        {
            return context.TryGetConverter(open);
        }

        return IsLeftToGraph(type, context) ? null : context.TryGetConverter(type);
    }

    // Objects of these are of internal classes.
    private static Type? HiddenClass(Type type) =>
        typeof(JsonNode).IsAssignableFrom(type) ? typeof(JsonNode) : typeof(IPAddress).IsAssignableFrom(type) ? typeof(IPAddress) : null;

    // Whatever can be enumerated, but for collections of which a context may know the items' type.
    private static bool IsLeftToGraph(Type type, PickleContext context)
    {
        bool isKnown = type.IsArray || type.Namespace == nameof(System) || (type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
            && (CollectionConverters.IsKnown(definition) || DictionaryConverters.IsKnown(definition)));
        return !isKnown && (typeof(IEnumerable).IsAssignableFrom(type) || typeof(ITuple).IsAssignableFrom(type)) && !context.SaysHowToConvert(type);
    }
}
