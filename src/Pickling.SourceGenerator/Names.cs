namespace Pickling.SourceGenerator;

/// <summary>Full names in Pickling that parser and emitter share.</summary>
internal static class Names
{
    public const string Namespace = "Pickling.Mapping.";
    public const string SerializableAttribute = Namespace + "PickleSerializableAttribute";
    public const string ClassAttribute = Namespace + "PickleClassAttribute";
    public const string DictAttribute = Namespace + "PickleDictAttribute";
    public const string MemberAttribute = Namespace + "PickleMemberAttribute";
    public const string IgnoreAttribute = Namespace + "PickleIgnoreAttribute";
    public const string ConstructorAttribute = Namespace + "PickleConstructorAttribute";
    public const string ConverterAttribute = Namespace + "PickleConverterAttribute";
    public const string KnownTypeAttribute = Namespace + "PickleKnownTypeAttribute";
    public const string ExtensionDataAttribute = Namespace + "PickleExtensionDataAttribute";
    public const string Context = Namespace + "PickleContext";
    public const string Converter = Namespace + "PickleConverter<T>";
}
