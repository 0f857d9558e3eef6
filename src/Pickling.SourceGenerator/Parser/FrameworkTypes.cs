using Microsoft.CodeAnalysis;

namespace Pickling.SourceGenerator.Parser;

/// <summary>The framework's types that the library converts itself; a test compares with the library's own tables.</summary>
internal static class FrameworkTypes
{
    private static readonly HashSet<string> BuiltIn =
    [
        "System.Boolean", "System.Char", "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32",
        "System.UInt32", "System.Int64", "System.UInt64", "System.IntPtr", "System.UIntPtr", "System.Int128", "System.UInt128",
        "System.Half", "System.Single", "System.Double", "System.Decimal", "System.String", "System.Object",
        "System.Numerics.BigInteger", "System.Numerics.Complex", "System.Text.Rune", "System.Guid", "System.Uri",
        "System.Version", "System.ValueTuple", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan",
        "System.TimeZoneInfo", "System.Collections.ArrayList", "System.Collections.IList", "System.Collections.Hashtable",
        "System.Collections.IDictionary", "System.Collections.ICollection", "System.Collections.IEnumerable", "System.Collections.BitArray", "System.Dynamic.ExpandoObject",
        "System.Text.Json.Nodes.JsonNode", "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonArray",
        "System.Text.Json.Nodes.JsonValue",
        "System.Text.Json.JsonElement", "System.Range", "System.Net.IPAddress", "System.Net.IPNetwork",
        "System.Text.RegularExpressions.Regex",
        "Pickling.Model.PyList", "Pickling.Model.PyTuple", "Pickling.Model.PyDict", "Pickling.Model.PyObject",
        "Pickling.Model.PySet", "Pickling.Model.PyFrozenSet", "Pickling.Model.PyGlobal", "Pickling.Model.PyByteArray",
        "Pickling.Model.PyByteString", "Pickling.Model.PySurrogateString", "Pickling.Model.PersistentReference",
        "Pickling.Model.PickleBuffer", "Pickling.Model.PyExceptionInfo",
    ];

    // Bytes in one of these are bytes in Python.
    private static readonly HashSet<string> Bytes =
    [
        "System.Memory`1", "System.ReadOnlyMemory`1", "System.ArraySegment`1", "System.Buffers.ReadOnlySequence`1",
    ];

    private static readonly HashSet<string> Collections =
    [
        "System.Collections.Generic.IEnumerable`1", "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IList`1",
        "System.Collections.Generic.IReadOnlyCollection`1", "System.Collections.Generic.IReadOnlyList`1",
        "System.Collections.Generic.ISet`1", "System.Collections.Generic.IReadOnlySet`1",
        "System.Collections.Immutable.IImmutableList`1", "System.Collections.Immutable.IImmutableSet`1",
        "System.Collections.Generic.HashSet`1", "System.Collections.Generic.SortedSet`1", "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.Stack`1", "System.Collections.Generic.LinkedList`1", "System.Collections.ObjectModel.Collection`1",
        "System.Collections.ObjectModel.ObservableCollection`1", "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Concurrent.ConcurrentStack`1", "System.Collections.Concurrent.ConcurrentBag`1",
        "System.Collections.Concurrent.BlockingCollection`1", "System.Collections.ObjectModel.ReadOnlyCollection`1",
        "System.Collections.ObjectModel.ReadOnlySet`1", "System.Collections.Immutable.ImmutableArray`1",
        "System.Collections.Immutable.ImmutableList`1", "System.Collections.Immutable.ImmutableQueue`1",
        "System.Collections.Immutable.ImmutableStack`1", "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableSortedSet`1", "System.Collections.Frozen.FrozenSet`1", "System.ArraySegment`1",
        "System.Memory`1", "System.ReadOnlyMemory`1",
    ];

    private static readonly HashSet<string> Dictionaries =
    [
        "System.Collections.Generic.KeyValuePair`2", "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.IReadOnlyDictionary`2", "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2", "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Concurrent.ConcurrentDictionary`2", "System.Collections.ObjectModel.ReadOnlyDictionary`2",
        "System.Collections.Frozen.FrozenDictionary`2", "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.IImmutableDictionary`2", "System.Collections.Immutable.ImmutableSortedDictionary`2",
    ];

    // Base classes that mean nothing outside of their process, and why; Refusals of the library says the same.
    private static readonly Dictionary<string, string> RefusedBases = new()
    {
        ["System.Delegate"] = "a delegate is code of this process, and a pickle holds data; leave it out with [PickleIgnore]",
        ["System.IO.Stream"] = OpenStream,
        ["System.IO.TextReader"] = OpenStream,
        ["System.IO.TextWriter"] = OpenStream,
        ["System.Threading.Tasks.Task"] = OfProcess,
        ["System.Threading.Thread"] = OfProcess,
        ["System.Threading.WaitHandle"] = OfProcess,
        ["System.Reflection.MemberInfo"] = OfProcess,
        ["System.Reflection.Assembly"] = OfProcess,
        ["System.Runtime.InteropServices.SafeHandle"] = OfProcess,
        ["System.Threading.CancellationToken"] = OfProcess,
    };

    private const string StateOfFramework =
        "what it holds is the framework's own and not in its members; write it as another type, give it a converter, or leave it out with [PickleIgnore]";

    private const string OpenStream = "an open stream belongs to this process; pickle its contents, or leave it out with [PickleIgnore]";
    private const string OfProcess = "it belongs to this process; leave it out with [PickleIgnore], or give it a converter";

    public static IEnumerable<string> BuiltInNames => BuiltIn;

    public static bool IsBuiltIn(INamedTypeSymbol type) =>
        type.TypeArguments.Length == 1 && type.TypeArguments[0].SpecialType == SpecialType.System_Byte && Bytes.Contains(TypeText.Definition(type))
        || BuiltIn.Contains(TypeText.Definition(type));

    public static bool IsCollection(INamedTypeSymbol type) => Collections.Contains(TypeText.Definition(type));

    public static bool IsDictionary(INamedTypeSymbol type) => Dictionaries.Contains(TypeText.Definition(type));

    /// <summary>Why a type is refused; null when it is not.</summary>
    public static string? ReasonOfRefusal(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (RefusedBases.TryGetValue(TypeText.Definition(at), out string? reason))
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>
    /// Why a type of the framework that is neither builtin nor a collection is refused, because its members do not say what
    /// it holds; null when it is not. Structs that are nothing but their members, such as vectors, are taken.
    /// </summary>
    public static string? ReasonOfUnknown(INamedTypeSymbol type) =>
        type.TypeKind is TypeKind.Interface or TypeKind.Enum || type.IsAbstract || !IsOfFramework(type) || IsKnown(type)
        || (type.IsValueType && type.GetMembers().Any(static member => !member.IsStatic && IsOpen(member)))
            ? null
            : StateOfFramework;

    private static bool IsOpen(ISymbol member) => member.DeclaredAccessibility == Accessibility.Public
        && member is IFieldSymbol or IPropertySymbol { IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public };

    public static bool IsOfFramework(INamedTypeSymbol type)
    {
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
            && type.ContainingAssembly?.Name.StartsWith("System.", StringComparison.Ordinal) == true;
    }

    private static bool IsKnown(INamedTypeSymbol type) => IsBuiltIn(type) || IsCollection(type) || IsDictionary(type)
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        || TypeText.Definition(type) is "System.Collections.Generic.List`1" or "System.Collections.Generic.Dictionary`2"
        || TypeText.Definition(type).StartsWith("System.ValueTuple`", StringComparison.Ordinal)
        || TypeText.Definition(type).StartsWith("System.Tuple`", StringComparison.Ordinal)
        || (type.InstanceConstructors.Any(static constructor => constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility == Accessibility.Public)
            && type.AllInterfaces.Any(static contract => TypeText.Definition(contract) is "System.Collections.Generic.ICollection`1"));
}
