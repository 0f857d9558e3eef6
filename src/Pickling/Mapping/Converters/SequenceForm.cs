namespace Pickling.Mapping.Converters;

/// <summary>What a .NET collection is in Python.</summary>
internal enum SequenceForm
{
    List,
    Set,
    FrozenSet,
    Tuple,
}
