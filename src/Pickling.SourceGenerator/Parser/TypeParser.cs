using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Goes through the types in reach of a context, and decides which converter each gets.</summary>
internal sealed class TypeParser(Compilation compilation, INamedTypeSymbol context, DiagnosticBag diagnostics)
{
    // A<A<A<...>>> without end.
    private const int NestingMax = 24;

    private readonly Queue<(ITypeSymbol Type, Location? Place)> _waiting = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    // Names of files too, which the compiler compares without case.
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TypeModel> _models = [];

    public IReadOnlyList<TypeModel> Models => _models;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Has a type parsed, once.</summary>
    /// <param name="type">The type.</param>
    /// <param name="place">Where it is asked for: what is wrong with it is told there, unless it has source itself.</param>
    public void Add(ITypeSymbol type, Location? place)
    {
        if (_known.Add(TypeText.Of(type)))
        {
            _waiting.Enqueue((type, place));
        }
    }

    public void ParseAll(CancellationToken cancellation)
    {
        while (_waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            (ITypeSymbol type, Location? place) = _waiting.Dequeue();
            Parse(type, place);
        }
    }

    public bool IsAccessible(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, context);

    public bool DerivesFrom(ITypeSymbol type, ITypeSymbol from) => compilation.ClassifyCommonConversion(type, from).IsImplicit;

    /// <summary>The converter that an attribute names, in C#; null when it does not fit, which is told.</summary>
    public string? CustomConverter(AttributeData attribute, ITypeSymbol target, Location? place)
    {
        if (AttributeReader.Type(attribute) is not INamedTypeSymbol converter)
        {
            return null;
        }

        bool fits = false;
        for (INamedTypeSymbol? at = converter; at is not null && !fits; at = at.BaseType)
        {
            fits = at.OriginalDefinition.ToDisplayString() == Names.Converter && TypeText.Of(at.TypeArguments[0]) == TypeText.Of(target);
        }

        if (fits && !converter.IsAbstract && IsAccessible(converter)
            && converter.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0 && IsAccessible(constructor)))
        {
            return TypeText.Of(converter);
        }

        Diagnostics.Add(PickleDiagnostics.WrongConverter, place, TypeText.ForPeople(converter), TypeText.ForPeople(target));
        return null;
    }

    /// <summary>Adds a type that the context names, and tells when nothing of it could be pickled.</summary>
    public void AddRoot(ITypeSymbol type, Location? place)
    {
        // Of a member's type the member tells it, and says what to do there.
        if (type is INamedTypeSymbol named && AttributeReader.Find(type, Names.ConverterAttribute) is null
            && (FrameworkTypes.ReasonOfRefusal(named) ?? FrameworkTypes.ReasonOfUnknown(named)) is { } reason)
        {
            Diagnostics.Add(PickleDiagnostics.RefusedRoot, place, TypeText.ForPeople(type), reason.Split(';')[0]);
        }

        Add(type, place);
    }

    /// <summary>The Python class that a type is mapped to, or null.</summary>
    public PythonClassModel? PythonClass(ITypeSymbol type, Location? place)
    {
        if (AttributeReader.Find(type, Names.ClassAttribute) is not { } attribute)
        {
            return null;
        }

        string[] formerNames = AttributeReader.NamedStrings(attribute, "FormerNames");
        foreach (string name in formerNames)
        {
            int dot = name.LastIndexOf('.');
            if (dot <= 0 || dot == name.Length - 1)
            {
                Diagnostics.Add(PickleDiagnostics.WrongFormerName, place, name, TypeText.ForPeople(type));
            }
        }

        return new PythonClassModel(
            AttributeReader.Text(attribute, 0) ?? "", AttributeReader.Text(attribute, 1) ?? "", new EquatableArray<string>(formerNames));
    }

    private void Parse(ITypeSymbol type, Location? place)
    {
        if (TypeText.Depth(type, NestingMax + 1) > NestingMax)
        {
            Diagnostics.Add(PickleDiagnostics.NotSupported, place, TypeText.ForPeople(type.OriginalDefinition), "it nests generic types without end");
            return;
        }

        if (type.TypeKind == TypeKind.Error)
        {
            // The compiler has told it.
            return;
        }

        if (WhyImpossible(type) is { } reason)
        {
            Diagnostics.Add(PickleDiagnostics.NotSupported, place, TypeText.ForPeople(type), reason);
            return;
        }

        if (!IsAccessible(type) || type is INamedTypeSymbol { IsFileLocal: true })
        {
            Diagnostics.Add(PickleDiagnostics.NotAccessible, place, TypeText.ForPeople(type), context.Name);
            return;
        }

        if (AttributeReader.Find(type, Names.ConverterAttribute) is { } custom)
        {
            if (CustomConverter(custom, type, place) is { } converter)
            {
                Keep(type, TypeShape.Custom, [], converter);
            }
        }
        else if (type is IArrayTypeSymbol array)
        {
            KeepWith(type, array.IsSZArray ? TypeShape.Array : TypeShape.Grid, place, [array.ElementType]);
        }
        else if (type is INamedTypeSymbol named && !FrameworkTypes.IsBuiltIn(named))
        {
            ParseNamed(named, place);
        }
    }

    private void ParseNamed(INamedTypeSymbol type, Location? place)
    {
        ITypeSymbol[] arguments = [.. type.TypeArguments];
        if ((FrameworkTypes.ReasonOfRefusal(type) ?? FrameworkTypes.ReasonOfUnknown(type)) is { } reason)
        {
            Keep(type, TypeShape.Refused, [], reason);
        }
        else if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            KeepWith(type, TypeShape.Nullable, place, arguments);
        }
        else if (type.TypeKind == TypeKind.Enum)
        {
            _models.Add(new TypeModel(TypeText.Of(type), NameOf(type), TypeShape.Enum, default, TextsOf(type), PythonClass(type, place), null));
        }
        else if (TypeText.Definition(type) is "System.Collections.Generic.List`1")
        {
            KeepWith(type, TypeShape.List, place, arguments);
        }
        else if (TypeText.Definition(type) is "System.Collections.Generic.Dictionary`2")
        {
            KeepWith(type, TypeShape.Dictionary, place, arguments);
        }
        else if (FrameworkTypes.IsCollection(type))
        {
            KeepWith(type, TypeShape.FrameworkCollection, place, arguments, TypeText.Unbound(type));
        }
        else if (FrameworkTypes.IsDictionary(type))
        {
            KeepWith(type, TypeShape.FrameworkDictionary, place, arguments, TypeText.Unbound(type));
        }
        else if (arguments.Length > 0 && TypeText.Definition(type) is { } name
            && (name.StartsWith("System.ValueTuple`", StringComparison.Ordinal) || name.StartsWith("System.Tuple`", StringComparison.Ordinal)))
        {
            KeepWith(type, type.IsValueType ? TypeShape.ValueTuple : TypeShape.TupleClass, place, arguments);
            if (!type.IsValueType && arguments.Length < 8 && compilation.GetTypeByMetadataName($"System.ValueTuple`{arguments.Length}") is { } valueTuple)
            {
                // A tuple class is written by way of the value tuple.
                Add(valueTuple.Construct(arguments), place);
            }
        }
        else if (!ParseOwnCollection(type, place))
        {
            ParseObject(type, place);
        }
    }

    // Collections of the program's and others: those with a constructor without parameters.
    private bool ParseOwnCollection(INamedTypeSymbol type, Location? place)
    {
        if (type.IsAbstract || AttributeReader.Has(type, Names.ClassAttribute)
            || type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility == Accessibility.Public)
                is not { } constructor)
        {
            return false;
        }

        string required = string.Join(", ", ConstructorParser.RequiredMembers(type, constructor).Select(static name => $"@{name} = default"));
        string? initializer = required.Length == 0 ? null : $" {{ {required} }}";

        if (type.TypeKind == TypeKind.Class && Contract(type, "System.Collections.Generic.IDictionary`2") is { } dictionary)
        {
            KeepWith(type, TypeShape.OwnDictionary, place, [.. dictionary.TypeArguments], initializer);
            return true;
        }

        if (type.TypeKind == TypeKind.Class && Contract(type, "System.Collections.Generic.ICollection`1") is { } collection)
        {
            KeepWith(type, TypeShape.OwnCollection, place, [.. collection.TypeArguments], initializer);
            return true;
        }

        return false;
    }

    private void ParseObject(INamedTypeSymbol type, Location? place)
    {
        Location? own = type.Locations.FirstOrDefault(static location => location.IsInSource) ?? place;
        List<string> knownTypes = [];
        foreach (AttributeData attribute in AttributeReader.FindAll(type, Names.KnownTypeAttribute))
        {
            if (AttributeReader.Type(attribute) is not { } known)
            {
                continue;
            }

            if (!DerivesFrom(known, type))
            {
                Diagnostics.Add(PickleDiagnostics.WrongKnownType, own, TypeText.ForPeople(known), TypeText.ForPeople(type));
                continue;
            }

            knownTypes.Add(TypeText.Of(known));
            Add(known, own);
        }

        PythonClassModel? pythonClass = PythonClass(type, own);
        bool isAbstract = type.IsAbstract || type.TypeKind == TypeKind.Interface;
        ObjectModel? members = isAbstract
            ? new ObjectModel(false, "Dict", new EquatableArray<string>(knownTypes), default, null, new ConstructionModel(ConstructionKind.Default, default, default, null))
            : new ObjectParser(this, type, own).Parse(knownTypes);
        if (members is not null)
        {
            _models.Add(new TypeModel(
                TypeText.Of(type), NameOf(type), isAbstract ? TypeShape.Abstract : TypeShape.Object, default, null, pythonClass, members));
        }
    }

    private void KeepWith(ITypeSymbol type, TypeShape shape, Location? place, ITypeSymbol[] arguments, string? text = null)
    {
        Keep(type, shape, arguments, text);
        foreach (ITypeSymbol argument in arguments)
        {
            Add(argument, place);
        }
    }

    private void Keep(ITypeSymbol type, TypeShape shape, ITypeSymbol[] arguments, string? text) => _models.Add(
        new TypeModel(TypeText.Of(type), NameOf(type), shape, new EquatableArray<string>(arguments.Select(TypeText.Of)), text, null, null));

    private string NameOf(ITypeSymbol type)
    {
        string name = TypeText.Identifier(type);
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    // The texts that [PickleMember] gives to an enum's members, as a list of pairs; null when there are none.
    private static string? TextsOf(INamedTypeSymbol type)
    {
        List<string> pairs = [];
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (AttributeReader.Find(field, Names.MemberAttribute) is { } member && AttributeReader.Text(member, 0) is { } name)
            {
                string value = $"{TypeText.Of(type)}.{TypeText.Escape(field.Name)}";
                pairs.AddRange(AttributeReader.NamedStrings(member, "FormerNames").Prepend(name).Select(text =>
                    $"new global::System.Collections.Generic.KeyValuePair<string, {TypeText.Of(type)}>({Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true)}, {value})"));
            }
        }

        return pairs.Count == 0 ? null : $"[{string.Join(", ", pairs)}]";
    }

    private static INamedTypeSymbol? Contract(INamedTypeSymbol type, string definition) =>
        type.AllInterfaces.FirstOrDefault(contract => TypeText.Definition(contract) == definition);

    private static string? WhyImpossible(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => "a pointer means nothing in another process",
        { IsRefLikeType: true } => "a reference into memory means nothing in another process",
        { TypeKind: TypeKind.TypeParameter } or INamedTypeSymbol { IsUnboundGenericType: true } => "it is an open generic type; name a closed one, such as Box<int>",
        { IsStatic: true } => "it is static, so there are no objects of it",
        { SpecialType: SpecialType.System_Void } => "it is no type of values",
        _ => null,
    };
}
