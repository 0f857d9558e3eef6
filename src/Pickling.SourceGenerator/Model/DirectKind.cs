namespace Pickling.SourceGenerator.Model;

/// <summary>The frequent types, which go past their converters.</summary>
internal enum DirectKind
{
    None,
    Int32,
    Int64,
    Double,
    Boolean,
    String,
}
