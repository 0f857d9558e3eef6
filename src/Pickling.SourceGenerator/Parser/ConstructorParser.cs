using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Finds the constructor that makes instances, and which members its parameters take.</summary>
internal sealed class ConstructorParser(TypeParser types, INamedTypeSymbol type, Location? place, AccessParser access)
{
    /// <summary>
    /// How the type is made: by the marked constructor, else the one without parameters, else the only public one. A class
    /// with private state and none without parameters is made without a constructor, as Python's <c>__new__</c> does.
    /// </summary>
    public bool TryParse(List<FoundMember> members, bool privateState, out ConstructionModel? construction)
    {
        construction = null;

        // Every struct can be made without a constructor; that is no constructor of its own.
        IMethodSymbol[] all = [.. type.InstanceConstructors.Where(constructor => !(type.IsValueType && constructor.IsImplicitlyDeclared))];
        IMethodSymbol[] marked = [.. all.Where(static constructor => AttributeReader.Has(constructor, Names.ConstructorAttribute))];
        if (marked.Length > 1)
        {
            types.Diagnostics.Add(PickleDiagnostics.SeveralConstructors, place, TypeText.ForPeople(type));
            return false;
        }

        IMethodSymbol? chosen = marked.FirstOrDefault()
            ?? all.FirstOrDefault(static constructor => constructor.Parameters.Length == 0 && IsPublic(constructor))
            ?? (type.IsValueType && members.All(static member => member.Setter is not null) ? null : OnlyPublic(all))
            ?? all.FirstOrDefault(static constructor => constructor.Parameters.Length == 0);
        if (chosen is null && !type.IsValueType && !privateState)
        {
            types.Diagnostics.Add(PickleDiagnostics.NoConstructor, place, TypeText.ForPeople(type));
            return false;
        }

        if (chosen is { Parameters.Length: 0 } && marked.Length == 0 && IsException()
            && all.Any(static constructor => IsPublic(constructor) && constructor.Parameters.Length > 0))
        {
            types.Diagnostics.Add(PickleDiagnostics.UnmarkedException, place, TypeText.ForPeople(type));
            return false;
        }

        if (chosen is null || (privateState && chosen.Parameters.Length > 0 && marked.Length == 0))
        {
            construction = new ConstructionModel(
                type.IsValueType ? ConstructionKind.Default : ConstructionKind.Uninitialized, default, default, null);
            return true;
        }

        if (!TryMatch(chosen, members))
        {
            return false;
        }

        bool accessible = types.IsAccessible(chosen);
        construction = new ConstructionModel(
            accessible ? ConstructionKind.New : ConstructionKind.Accessor,
            new EquatableArray<ParameterModel>(chosen.Parameters.Select(static parameter =>
                new ParameterModel(TypeText.Of(parameter.Type), DefaultText.Of(parameter)))),
            accessible ? new EquatableArray<string>(RequiredMembers(type, chosen)) : default,
            accessible ? null : access.Constructor(chosen));
        return true;
    }

    private bool IsException()
    {
        INamedTypeSymbol? at = type;
        while (at is not null && TypeText.Definition(at) != "System.Exception")
        {
            at = at.BaseType;
        }

        return at is not null;
    }

    private static bool IsPublic(IMethodSymbol constructor) => constructor.DeclaredAccessibility == Accessibility.Public;

    private static IMethodSymbol? OnlyPublic(IMethodSymbol[] all)
    {
        IMethodSymbol[] open = [.. all.Where(static constructor => IsPublic(constructor) && constructor.Parameters.Length > 0)];
        return open.Length == 1 ? open[0] : null;
    }

    private bool TryMatch(IMethodSymbol constructor, List<FoundMember> members)
    {
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            FoundMember? member = members.Find(member => !member.IsExtensionData
                && parameter.RefKind == RefKind.None
                && TypeText.Of(member.Type) == TypeText.Of(parameter.Type)
                && string.Equals(member.PlainName, parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (member is not null)
            {
                member.Parameter = parameter.Ordinal;
            }
            else if (!parameter.HasExplicitDefaultValue || parameter.RefKind != RefKind.None)
            {
                types.Diagnostics.Add(
                    PickleDiagnostics.ParameterWithoutMember,
                    parameter.Locations.FirstOrDefault(static location => location.IsInSource) ?? place,
                    parameter.Name,
                    TypeText.ForPeople(type));
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The members that C# wants to see set where a constructor is called; the pickle's values come after, so that a cycle can
    /// refer to the object.
    /// </summary>
    public static IEnumerable<string> RequiredMembers(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (constructor.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute"))
        {
            return [];
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            names.UnionWith(at.GetMembers()
                .Where(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                .Select(static member => member.Name));
        }

        return names.OrderBy(static name => name, StringComparer.Ordinal);
    }
}
