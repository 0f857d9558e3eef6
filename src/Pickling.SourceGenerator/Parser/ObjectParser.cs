using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Reads a class or struct, member by member: by the same rules as the library's mapping by reflection.</summary>
internal sealed class ObjectParser(TypeParser types, INamedTypeSymbol type, Location? place)
{
    private readonly AccessParser _access = new(types, type);

    /// <summary>The model; null when the type cannot be mapped, which is told.</summary>
    /// <param name="knownTypes">Types that may stand in its place.</param>
    public ObjectModel? Parse(IReadOnlyList<string> knownTypes)
    {
        AttributeData? mapped = AttributeReader.Find(type, Names.ClassAttribute);
        bool privateState = AttributeReader.Named<bool>(mapped ?? AttributeReader.Find(type, Names.DictAttribute), "PrivateState");
        if (privateState && Classes().Any(static at => !at.Locations.Any(static location => location.IsInSource)))
        {
            types.Diagnostics.Add(PickleDiagnostics.HiddenState, place, TypeText.ForPeople(type));
        }

        if (privateState && Classes().Any(IsException))
        {
            types.Diagnostics.Add(PickleDiagnostics.ExceptionState, place, TypeText.ForPeople(type));
            return null;
        }

        List<FoundMember> found = Find(privateState);
        if (!new ConstructorParser(types, type, place, _access).TryParse(found, privateState, out ConstructionModel? construction))
        {
            return null;
        }

        FoundMember[] extensions = [.. found.Where(static member => member.IsExtensionData)];
        FoundMember? extension = extensions.FirstOrDefault();
        if (extensions.Length > 1 || (extension is not null && !IsExtensionData(extension)))
        {
            types.Diagnostics.Add(PickleDiagnostics.WrongExtensionData, extension!.Place ?? place, extension.Symbol.ToDisplayString());
            return null;
        }

        List<MemberModel> members = [];
        foreach (FoundMember member in found)
        {
            if (!member.IsExtensionData && Use(member) is { } model)
            {
                members.Add(model);
            }
        }

        if (members.Count == 0 && extension is null && HasState())
        {
            types.Diagnostics.Add(PickleDiagnostics.NoMembers, place, TypeText.ForPeople(type));
            return null;
        }

        FindSameNames(members);
        return new ObjectModel(
            type.IsValueType,
            FormOf(mapped),
            new EquatableArray<string>(knownTypes),
            new EquatableArray<MemberModel>(members),
            extension is null ? null : ModelOf(extension, null),
            construction!);
    }

    // The model of a member, whose type is asked for too; null for one that is left out.
    private MemberModel? Use(FoundMember member)
    {
        Location? where = member.Place ?? place;
        if (member.Setter is null && member.Parameter < 0)
        {
            if (member.Attribute is not null)
            {
                types.Diagnostics.Add(PickleDiagnostics.MemberCannotBeSet, where, member.Symbol.ToDisplayString());
            }

            return null;
        }

        if (AttributeReader.Find(member.Symbol, Names.ConverterAttribute) is { } custom)
        {
            return types.CustomConverter(custom, member.Type, where) is { } converter ? ModelOf(member, converter) : null;
        }

        if (member.Type is INamedTypeSymbol named && (FrameworkTypes.ReasonOfRefusal(named) ?? FrameworkTypes.ReasonOfUnknown(named)) is { } reason)
        {
            types.Diagnostics.Add(
                PickleDiagnostics.Refused, where, member.Symbol.ToDisplayString(), TypeText.ForPeople(member.Type), reason);
        }

        types.Add(member.Type, where);
        return IsPossible(member.Type) ? ModelOf(member, null) : null;
    }

    private static bool IsPossible(ITypeSymbol type) => type is not (IPointerTypeSymbol or IFunctionPointerTypeSymbol or { IsRefLikeType: true });

    private static MemberModel ModelOf(FoundMember member, string? converter) => new(
        member.PlainName,
        TypeText.Of(member.Type),
        member.Attribute is null ? null : AttributeReader.Text(member.Attribute, 0),
        new EquatableArray<string>(AttributeReader.NamedStrings(member.Attribute, "FormerNames")),
        AttributeReader.Named<bool>(member.Attribute, "Required") || member.IsRequired,
        converter,
        converter is null ? DirectOf(member.Type) : DirectKind.None,
        member.Parameter,
        member.Getter,
        member.Setter);

    private static DirectKind DirectOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 => DirectKind.Int32,
        SpecialType.System_Int64 => DirectKind.Int64,
        SpecialType.System_Double => DirectKind.Double,
        SpecialType.System_Boolean => DirectKind.Boolean,
        SpecialType.System_String => DirectKind.String,
        _ => DirectKind.None,
    };

    private static string FormOf(AttributeData? mapped)
    {
        TypedConstant form = mapped?.NamedArguments.FirstOrDefault(static pair => pair.Key == "Form").Value ?? default;
        return form.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, form.Value))?.Name
            ?? "Dict";
    }

    private static bool IsExtensionData(FoundMember member) => member.Setter is not null
        && member.Type is INamedTypeSymbol { TypeArguments.Length: 2 } dictionary
        && TypeText.Definition(dictionary) is "System.Collections.Generic.Dictionary`2"
        && dictionary.TypeArguments[0].SpecialType == SpecialType.System_String
        && dictionary.TypeArguments[1].SpecialType == SpecialType.System_Object;

    // Names that a naming policy gives are equal only where those of .NET are; the library finds the rest.
    private void FindSameNames(List<MemberModel> members)
    {
        var explicitNames = new HashSet<string>(StringComparer.Ordinal);
        var plainNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (MemberModel member in members)
        {
            if (member.PythonName is null && !plainNames.Add(member.Name))
            {
                types.Diagnostics.Add(PickleDiagnostics.SameName, place, TypeText.ForPeople(type), member.Name);
            }

            string[] own = member.PythonName is null ? [] : [member.PythonName];
            foreach (string name in own.Concat(member.FormerNames))
            {
                if (!explicitNames.Add(name))
                {
                    types.Diagnostics.Add(PickleDiagnostics.SameName, place, TypeText.ForPeople(type), name);
                }
            }
        }
    }

    // Fields, other than those of events and of what is ignored.
    private bool HasState() => type.GetMembers().OfType<IFieldSymbol>().Any(static field =>
        !field.IsStatic && !field.IsConst && field.Type.TypeKind != TypeKind.Delegate && !IsIgnored(field));

    // The type and its base classes, the first of them first.
    private Stack<INamedTypeSymbol> Classes()
    {
        var classes = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? at = type; at is not null && at.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); at = at.BaseType)
        {
            classes.Push(at);
        }

        return classes;
    }

    private List<FoundMember> Find(bool privateState)
    {
        List<FoundMember> members = [];
        foreach (INamedTypeSymbol at in Classes())
        {
            IEnumerable<ISymbol> all = at.GetMembers().Where(static member => !member.IsStatic);
            if (FrameworkTypes.IsOfFramework(at))
            {
                // In a reference assembly they stand in an order of their own.
                all = all.OrderBy(static member => member.Name, StringComparer.Ordinal);
            }

            IEnumerable<FoundMember?> own = privateState
                ? all.OfType<IFieldSymbol>().Select(OfField)
                : all.OfType<IPropertySymbol>().Select(OfProperty)
                    .Concat(all.OfType<IFieldSymbol>().Where(IsOpenOrAsked).Select(OfField));
            foreach (FoundMember? member in own)
            {
                // What an exception's constructor takes is its message and its cause; the rest is about where it was thrown.
                if (member is null || IsIgnored(member.Symbol) || (member.Setter is not null && IsException(at)))
                {
                    continue;
                }

                // An override, or a new member of the name: the most derived one counts, at the place of the first.
                int known = privateState ? -1 : members.FindIndex(other => other.Symbol.Name == member.Symbol.Name);
                if (known >= 0)
                {
                    members[known] = member;
                }
                else
                {
                    members.Add(member);
                }
            }
        }

        return [.. members.OrderBy(static member => AttributeReader.Named<int>(member.Attribute, "Order"))];
    }

    private static bool IsException(INamedTypeSymbol at) => TypeText.Definition(at) == "System.Exception";

    private FoundMember? OfProperty(IPropertySymbol property)
    {
        bool asked = IsAsked(property);
        if (property.GetMethod is not { } getter || property.IsIndexer || (getter.DeclaredAccessibility != Accessibility.Public && !asked))
        {
            return null;
        }

        // An override of the getter alone is set as the property of its base class is.
        IPropertySymbol settable = property;
        while (settable is { SetMethod: null, OverriddenProperty: { } overridden })
        {
            settable = overridden;
        }

        IMethodSymbol? setter = settable.SetMethod;
        bool open = setter is not null && (setter.DeclaredAccessibility == Accessibility.Public || asked || property.IsRequired);
        IFieldSymbol? field = setter is null && asked
            ? property.ContainingType.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
            : null;
        return new FoundMember(property, property.Type, _access.Getter(property))
        {
            Setter = open ? _access.Setter(settable) : field is null ? null : _access.Field(field),
            Attribute = AttributeReader.Find(property, Names.MemberAttribute),
            IsRequired = property.IsRequired,
            IsExtensionData = AttributeReader.Has(property, Names.ExtensionDataAttribute),
        };
    }

    private FoundMember OfField(IFieldSymbol field) => new(field, field.Type, _access.Field(field))
    {
        Setter = _access.Field(field),
        Attribute = AttributeReader.Find(field, Names.MemberAttribute),
        IsRequired = field.IsRequired,
        IsExtensionData = AttributeReader.Has(field, Names.ExtensionDataAttribute),
    };

    private static bool IsOpenOrAsked(IFieldSymbol field) => field.DeclaredAccessibility == Accessibility.Public || IsAsked(field);

    private static bool IsAsked(ISymbol symbol) =>
        AttributeReader.Has(symbol, Names.MemberAttribute) || AttributeReader.Has(symbol, Names.ExtensionDataAttribute);

    // The attribute may stand on the property whose field it is.
    private static bool IsIgnored(ISymbol symbol) => AttributeReader.Has(symbol, Names.IgnoreAttribute)
        || (symbol is IFieldSymbol { AssociatedSymbol: { } property } && AttributeReader.Has(property, Names.IgnoreAttribute));
}
