using Microsoft.CodeAnalysis;

namespace Pickling.SourceGenerator;

/// <summary>Everything that the generator may have to tell; docs/contexts.md has the table, and a test compares.</summary>
internal static class PickleDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "PICKLE001",
        "Context must be partial",
        "'{0}' must be partial, for generated code to be added to it; write 'partial class {0}'");

    public static readonly DiagnosticDescriptor NoContext = Error(
        "PICKLE002",
        "Context must derive from PickleContext",
        "'{0}' has [PickleSerializable] but is no context; derive it from PickleContext");

    public static readonly DiagnosticDescriptor GenericContext = Error(
        "PICKLE003",
        "Context must not be generic",
        "'{0}' or a type around it is generic; move the context out, and name each closed type with [PickleSerializable]");

    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "PICKLE004",
        "Type is not accessible",
        "'{0}' is not accessible from '{1}'; make it internal or public, or put the context into the type that holds it");

    public static readonly DiagnosticDescriptor NotSupported = Error(
        "PICKLE005",
        "Type cannot be pickled",
        "'{0}' cannot be pickled: {1}");

    public static readonly DiagnosticDescriptor NoConstructor = Error(
        "PICKLE006",
        "No constructor to use",
        "'{0}' has no constructor without parameters and not exactly one public one; mark one with [PickleConstructor]");

    public static readonly DiagnosticDescriptor SeveralConstructors = Error(
        "PICKLE007",
        "Several constructors are marked",
        "'{0}' has several [PickleConstructor]; keep one");

    public static readonly DiagnosticDescriptor ParameterWithoutMember = Error(
        "PICKLE008",
        "Constructor parameter is no member",
        "The parameter '{0}' of the constructor of '{1}' is no member; give it the name and type of one, or a default value");

    public static readonly DiagnosticDescriptor Refused = Warning(
        "PICKLE009",
        "Member means nothing outside of its process",
        "'{0}' is a '{1}', so that only null can be pickled: {2}");

    public static readonly DiagnosticDescriptor SameName = Error(
        "PICKLE010",
        "Two members have one name in Python",
        "'{0}' has two members that are '{1}' in Python; rename one with [PickleMember(\"...\")]");

    public static readonly DiagnosticDescriptor WrongConverter = Error(
        "PICKLE011",
        "Converter does not fit",
        "'{0}' cannot convert '{1}'; it must derive from PickleConverter<{1}> and have an accessible constructor without parameters");

    public static readonly DiagnosticDescriptor WrongExtensionData = Error(
        "PICKLE012",
        "Extension data has the wrong type",
        "'{0}' must be the only [PickleExtensionData] member and a Dictionary<string, object?> that can be set");

    public static readonly DiagnosticDescriptor WrongKnownType = Error(
        "PICKLE013",
        "Known type does not derive from the type that names it",
        "'{0}' does not derive from '{1}'; remove the [PickleKnownType], or derive it");

    public static readonly DiagnosticDescriptor HiddenState = Warning(
        "PICKLE014",
        "Private state cannot be seen",
        "The private fields of '{0}' are in another assembly and cannot be seen here; put the context into that assembly, or write a converter");

    public static readonly DiagnosticDescriptor WrongFormerName = Error(
        "PICKLE015",
        "Former name is no full name",
        "'{0}', a former name of '{1}', is no full name of a class, such as shop.models.Order");

    public static readonly DiagnosticDescriptor MemberCannotBeSet = Warning(
        "PICKLE016",
        "Member is computed",
        "[PickleMember] has no effect on '{0}', which has nothing that could be set; remove it, or give the property a setter or a parameter of the constructor");

    public static readonly DiagnosticDescriptor NoMembers = Error(
        "PICKLE017",
        "Type has no members",
        "'{0}' holds something, but has no members that could be set; give them setters or a constructor that takes them, or map its fields with PrivateState = true");

    public static readonly DiagnosticDescriptor UnmarkedException = Error(
        "PICKLE018",
        "Exception has several constructors",
        "'{0}' has several constructors, and only one of them sets its message; mark it with [PickleConstructor]");

    public static readonly DiagnosticDescriptor ExceptionState = Error(
        "PICKLE019",
        "Exception with private state",
        "The private state of '{0}' is the runtime's too; map the exception without PrivateState");

    public static readonly DiagnosticDescriptor RefusedRoot = Warning(
        "PICKLE020",
        "Type means nothing outside of its process",
        "Only null can be pickled as '{0}': {1}; name another type, or give it a converter");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Pickling", severity, isEnabledByDefault: true);
}
