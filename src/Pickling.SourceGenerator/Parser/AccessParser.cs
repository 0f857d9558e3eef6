using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Decides how generated code comes at members: as C# does where it may, else by accessors of the runtime's.</summary>
internal sealed class AccessParser(TypeParser types, INamedTypeSymbol type)
{
    public AccessModel Getter(IPropertySymbol property) => IsOpen(property) && IsOpen(property.GetMethod!)
        ? Of(AccessKind.Direct, property, TypeText.Escape(property.Name), [property.OriginalDefinition.Type])
        : Of(AccessKind.Method, property, property.GetMethod!.MetadataName, [property.OriginalDefinition.Type]);

    public AccessModel Setter(IPropertySymbol property) => !property.SetMethod!.IsInitOnly && IsOpen(property) && IsOpen(property.SetMethod)
        ? Of(AccessKind.Direct, property, TypeText.Escape(property.Name), [property.OriginalDefinition.Type])
        : Of(AccessKind.Method, property, property.SetMethod!.MetadataName, [property.OriginalDefinition.Type]);

    public AccessModel Field(IFieldSymbol field) => !field.IsReadOnly && field.CanBeReferencedByName && IsOpen(field)
        ? Of(AccessKind.Direct, field, TypeText.Escape(field.Name), [field.OriginalDefinition.Type])
        : Of(AccessKind.Field, field, field.MetadataName, [field.OriginalDefinition.Type]);

    public AccessModel Constructor(IMethodSymbol constructor) =>
        Of(AccessKind.Method, constructor, ".ctor", [.. constructor.OriginalDefinition.Parameters.Select(static parameter => parameter.Type)]);

    // What is obsolete to the degree of an error, C# lets nobody name; an accessor does not.
    private bool IsOpen(ISymbol member) => types.IsAccessible(member) && !member.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.ToDisplayString() == "System.ObsoleteAttribute" && attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[1].Value is true);

    private AccessModel Of(AccessKind kind, ISymbol member, string name, ITypeSymbol[] memberTypes)
    {
        INamedTypeSymbol owner = member.ContainingType;
        INamedTypeSymbol definition = owner.OriginalDefinition;
        List<ITypeParameterSymbol> parameters = [];
        List<ITypeSymbol> arguments = [];
        for (INamedTypeSymbol? at = owner; at is not null; at = at.ContainingType)
        {
            parameters.InsertRange(0, at.TypeParameters);
            arguments.InsertRange(0, at.TypeArguments);
        }

        return new AccessModel(
            kind,
            name,
            SymbolEqualityComparer.Default.Equals(owner, type) ? null : TypeText.Of(owner),
            TypeText.Of(definition),
            TypeText.Identifier(definition),
            parameters.Count == 0 ? "" : $"<{string.Join(", ", parameters.Select(static parameter => parameter.Name))}>",
            arguments.Count == 0 ? "" : $"<{string.Join(", ", arguments.Select(TypeText.Of))}>",
            string.Concat(parameters.Select(ConstraintsOf)),
            new EquatableArray<string>(memberTypes.Select(TypeText.Of)));
    }

    private static string ConstraintsOf(ITypeParameterSymbol parameter)
    {
        List<string> all = [];
        if (parameter.HasUnmanagedTypeConstraint)
        {
            all.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            all.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            all.Add("class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            all.Add("notnull");
        }

        all.AddRange(parameter.ConstraintTypes.Select(TypeText.Of));
        if (parameter.HasConstructorConstraint)
        {
            all.Add("new()");
        }

        return all.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", all)}";
    }
}
