using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Types as text: in C#, and as parts of names.</summary>
internal static class TypeText
{
    // Without the names of tuples' items, which are no part of a type.
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.CSharpShortErrorMessageFormat;

    public static string Of(ITypeSymbol type) => type.TypeKind == TypeKind.Dynamic ? "object" : type.ToDisplayString(Full);

    /// <summary>The type as people write it, for messages.</summary>
    public static string ForPeople(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(Short);

    /// <summary>A name as C# takes it: one that is a keyword gets its <c>@</c>.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>An identifier that tells what the type is; it need not be the only type of that name.</summary>
    public static string Identifier(ITypeSymbol type)
    {
        var text = new StringBuilder();
        Append(text, type, 0);
        return text.ToString();
    }

    /// <summary>The name of a framework type's definition, such as <c>System.Collections.Generic.List`1</c>.</summary>
    public static string Definition(INamedTypeSymbol type)
    {
        INamedTypeSymbol definition = type.OriginalDefinition;
        return definition.ContainingType is null && definition.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString() + "." + definition.MetadataName
            : definition.MetadataName;
    }

    /// <summary>An open generic type, as <c>typeof</c> takes it.</summary>
    public static string Unbound(INamedTypeSymbol type) => type.ConstructUnboundGenericType().ToDisplayString(Full);

    /// <summary>How deep generic arguments nest.</summary>
    public static int Depth(ITypeSymbol type, int limit) => limit == 0
        ? 0
        : type switch
        {
            IArrayTypeSymbol array => 1 + Depth(array.ElementType, limit - 1),
            INamedTypeSymbol { TypeArguments.Length: > 0 } named => 1 + named.TypeArguments.Max(argument => Depth(argument, limit - 1)),
            _ => 0,
        };

    private static void Append(StringBuilder text, ITypeSymbol type, int depth)
    {
        if (depth > 8)
        {
            return;
        }

        if (type is IArrayTypeSymbol array)
        {
            text.Append(array.Rank == 1 ? "ArrayOf" : "GridOf");
            Append(text, array.ElementType, depth + 1);
            return;
        }

        if (type is not INamedTypeSymbol named)
        {
            text.Append(type.Name.Length > 0 ? type.Name : type.TypeKind.ToString());
            return;
        }

        if (named.ContainingType is { } container)
        {
            Append(text, container, depth + 1);
        }

        text.Append(named.Name);
        for (int i = 0; i < named.TypeArguments.Length; i++)
        {
            text.Append(i == 0 ? "Of" : "And");
            Append(text, named.TypeArguments[i], depth + 1);
        }
    }
}
