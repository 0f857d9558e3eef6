using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>A property or field while its class is parsed.</summary>
internal sealed class FoundMember(ISymbol symbol, ITypeSymbol type, AccessModel getter)
{
    public ISymbol Symbol { get; } = symbol;

    public ITypeSymbol Type { get; } = type;

    public AccessModel Getter { get; } = getter;

    /// <summary>Null where the constructor alone can set it.</summary>
    public AccessModel? Setter { get; init; }

    public AttributeData? Attribute { get; init; }

    public bool IsRequired { get; init; }

    public bool IsExtensionData { get; init; }

    /// <summary>The parameter of the constructor that takes the value, or -1.</summary>
    public int Parameter { get; set; } = -1;

    public Location? Place => Symbol.Locations.FirstOrDefault(static location => location.IsInSource);

    /// <summary>The name as people know it: <c>_name</c> and backing fields lose their dress.</summary>
    public string PlainName
    {
        get
        {
            string name = (Symbol as IFieldSymbol)?.AssociatedSymbol?.Name ?? Symbol.Name;
            string plain = name.TrimStart('_');
            return plain.Length == 0 ? name : plain;
        }
    }
}
