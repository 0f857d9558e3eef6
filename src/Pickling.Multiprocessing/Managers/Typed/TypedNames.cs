using System.Reflection;
using Pickling.Mapping;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>Python's names for the members of an interface: <c>AddItemAsync</c> is <c>add_item</c>.</summary>
internal static class TypedNames
{
    private const string AsyncSuffix = "Async";

    public static string Of(MethodInfo method)
    {
        string name = method.Name;
        if (name.Length > AsyncSuffix.Length && name.EndsWith(AsyncSuffix, StringComparison.Ordinal))
        {
            name = name[..^AsyncSuffix.Length];
        }

        return method.GetCustomAttribute<PickleMethodAttribute>()?.Name ?? PickleNames.Of(PickleNaming.SnakeCase, name);
    }

    public static string Of(PropertyInfo property) =>
        property.GetCustomAttribute<PickleMethodAttribute>()?.Name ?? PickleNames.Of(PickleNaming.SnakeCase, property.Name);

    public static string Of(ParameterInfo parameter) => PickleNames.Of(PickleNaming.SnakeCase, parameter.Name ?? "");
}
