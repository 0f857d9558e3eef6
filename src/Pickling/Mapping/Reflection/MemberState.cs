namespace Pickling.Mapping.Reflection;

/// <summary>What compiled readers and writers refer to.</summary>
internal sealed class MemberState
{
    /// <summary>Converters by number of the member.</summary>
    public required PickleConverter[] Converters;

    /// <summary>Default values by parameter of the constructor; null for the type's own.</summary>
    public required object?[] Defaults;
}
