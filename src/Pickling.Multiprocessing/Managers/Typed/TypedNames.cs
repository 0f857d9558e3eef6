using System.Reflection;
using Pickling.Mapping;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>Python's names for the members of an interface: <c>AddItemAsync</c> is <c>add_item</c>, <c>Import</c> is <c>import_</c>.</summary>
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

        return method.GetCustomAttribute<PickleMethodAttribute>()?.Name ?? Snake(name);
    }

    public static string Of(PropertyInfo property) =>
        property.GetCustomAttribute<PickleMethodAttribute>()?.Name ?? Snake(property.Name);

    public static string Of(ParameterInfo parameter) => Snake(parameter.Name ?? "");

    private static string Snake(string name) => PythonNames.Usable(PickleNames.Of(PickleNaming.SnakeCase, name));
}
