namespace Pickling.Mapping.Converters;

/// <summary>The converter of a type that the natural graph has, whatever the type.</summary>
internal interface INaturalConverter
{
    /// <summary>Whether the graph writes its values; else they are written in another form.</summary>
    bool IsWrittenAsItIs { get; }
}
