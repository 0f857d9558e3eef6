namespace Pickling.Mapping;

/// <summary>What a load does with a member of the pickle that the .NET type does not have.</summary>
public enum PickleExtra
{
    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>The load fails and names it.</summary>
    Refuse,
}
