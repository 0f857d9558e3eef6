using Microsoft.CodeAnalysis;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Reads Pickling's attributes off symbols.</summary>
internal static class AttributeReader
{
    public static AttributeData? Find(ISymbol symbol, string name) => FindAll(symbol, name).FirstOrDefault();

    public static IEnumerable<AttributeData> FindAll(ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static bool Has(ISymbol symbol, string name) => Find(symbol, name) is not null;

    public static T? Named<T>(AttributeData? attribute, string name, T? otherwise = default) =>
        attribute?.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value is { Kind: not TypedConstantKind.Array, Value: T value }
            ? value
            : otherwise;

    public static string[] NamedStrings(AttributeData? attribute, string name) =>
        attribute?.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value is { Kind: TypedConstantKind.Array, IsNull: false } array
            ? [.. array.Values.Select(static value => value.Value).OfType<string>()]
            : [];

    public static string? Text(AttributeData attribute, int index) =>
        attribute.ConstructorArguments.Length > index ? attribute.ConstructorArguments[index].Value as string : null;

    public static ITypeSymbol? Type(AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as ITypeSymbol : null;
}
