namespace Pickling.Mapping;

/// <summary>What a load does when the pickle lacks a member.</summary>
public enum PickleMissing
{
    /// <summary>The member keeps the value that the constructor gave it; a constructor's parameter gets its default value.</summary>
    KeepDefault,

    /// <summary>The load fails and names the member.</summary>
    Refuse,
}
