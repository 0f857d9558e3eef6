using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Reads a class with <c>[PickleSerializable]</c> into a model: itself, and every type that is in reach.</summary>
internal static class ContextParser
{
    /// <summary>The model; null for a part of a context that another part already stands for.</summary>
    public static ContextModel? Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        var context = (INamedTypeSymbol)found.TargetSymbol;

        // The generator is shown each part that has the attribute; the one with the first stands for them all.
        AttributeData[] attributes = [.. AttributeReader.FindAll(context, Names.SerializableAttribute)];
        if (attributes[0].ApplicationSyntaxReference is { } first
            && (first.SyntaxTree != found.TargetNode.SyntaxTree || !found.TargetNode.Span.Contains(first.Span)))
        {
            return null;
        }

        var diagnostics = new DiagnosticBag();
        Location? place = ((ClassDeclarationSyntax)found.TargetNode).Identifier.GetLocation();
        bool canBeWritten = Check(context, diagnostics, place, cancellation);
        var types = new TypeParser(found.SemanticModel.Compilation, context, diagnostics);
        if (canBeWritten)
        {
            foreach (AttributeData attribute in attributes)
            {
                Location? where = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? place;
                if (AttributeReader.Type(attribute) is { } root)
                {
                    types.AddRoot(root, where);
                }
            }

            types.ParseAll(cancellation);
        }

        IMethodSymbol[] constructors = [.. context.InstanceConstructors.Where(static constructor => !constructor.IsImplicitlyDeclared)];
        return new ContextModel(
            context.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "",
            new EquatableArray<string>(Containers(context)),
            TypeText.Escape(context.Name),
            FullName(context),
            constructors.Length > 0,
            context.IsAbstract
                || context.GetMembers("Default").Length > 0
                || (constructors.Length > 0 && !constructors.Any(static constructor => constructor.Parameters.All(static parameter => parameter.IsOptional))),
            canBeWritten,
            new EquatableArray<TypeModel>(types.Models),
            new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static bool Check(INamedTypeSymbol context, DiagnosticBag diagnostics, Location? place, CancellationToken cancellation)
    {
        bool fine = true;
        for (INamedTypeSymbol? at = context; at is not null; at = at.ContainingType)
        {
            if (at.IsGenericType)
            {
                diagnostics.Add(PickleDiagnostics.GenericContext, place, context.Name);
                fine = false;
            }

            if (at.IsFileLocal)
            {
                diagnostics.Add(PickleDiagnostics.NotAccessible, place, at.Name, "the generated part of the context, which is another file");
                fine = false;
            }

            if (!at.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
                .All(static declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                diagnostics.Add(PickleDiagnostics.NotPartial, place, at.Name);
                fine = false;
            }
        }

        for (INamedTypeSymbol? at = context.BaseType; ; at = at.BaseType)
        {
            if (at is null)
            {
                diagnostics.Add(PickleDiagnostics.NoContext, place, context.Name);
                return false;
            }

            if (at.ToDisplayString() == Names.Context)
            {
                return fine;
            }
        }
    }

    private static Stack<string> Containers(INamedTypeSymbol context)
    {
        var containers = new Stack<string>();
        for (INamedTypeSymbol? at = context.ContainingType; at is not null; at = at.ContainingType)
        {
            string keyword = at switch
            {
                { IsRecord: true, IsValueType: true } => "record struct",
                { IsRecord: true } => "record",
                { TypeKind: TypeKind.Struct } => "struct",
                { TypeKind: TypeKind.Interface } => "interface",
                _ => "class",
            };
            containers.Push($"partial {keyword} {TypeText.Escape(at.Name)}");
        }

        return containers;
    }

    // For files, whose names take no @.
    private static string FullName(INamedTypeSymbol context) => context.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers));
}
