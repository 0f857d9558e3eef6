using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Pickling.Workers;

/// <summary>
/// As which type a value is written. Mostly its own; but a query, an iterator, the keys of a dictionary or <c>[1, 2]</c> for an
/// interface are objects of classes that nobody names, and stand for the interface that they were made for.
/// </summary>
internal static class WrittenType
{
    // The first that a type has: a dictionary can be enumerated, too.
    private static readonly Type[] Interfaces =
    [
        typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlySet<>), typeof(ISet<>), typeof(IEnumerable<>),
    ];

    // Objects of these are of internal classes.
    private static readonly Type[] HiddenClasses = [typeof(JsonNode), typeof(IPAddress)];

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A program that trims roots the types of its values.")]
    public static Type Of(Type type)
    {
        if (HiddenClasses.FirstOrDefault(known => known.IsAssignableFrom(type)) is { } known)
        {
            return known;
        }

        if (type.IsArray || !typeof(IEnumerable).IsAssignableFrom(type) || !IsNameless(type))
        {
            return type;
        }

        Type[] contracts = type.GetInterfaces();
        return Interfaces
            .Select(open => Array.Find(contracts, contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == open))
            .FirstOrDefault(contract => contract is not null) ?? type;
    }

    private static bool IsNameless(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || (type.Namespace is { } name && (name == nameof(System) || name.StartsWith("System.", StringComparison.Ordinal)) && (type.IsNested || !type.IsVisible));
}
