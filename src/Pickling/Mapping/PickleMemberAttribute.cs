namespace Pickling.Mapping;

/// <summary>
/// Says how one property or field is mapped; also takes in one that is not public. On a member of an enum, its name is the text
/// that is its value in Python.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PickleMemberAttribute : Attribute
{
    /// <summary>Maps it under the name that the naming policy gives.</summary>
    public PickleMemberAttribute()
    {
    }

    /// <summary>Maps it under a name.</summary>
    /// <param name="name">Its name in Python.</param>
    public PickleMemberAttribute(string name) => Name = name;

    /// <summary>Its name in Python; null for what the naming policy gives.</summary>
    public string? Name { get; }

    /// <summary>Names that it had before: loads take them too.</summary>
    public string[] FormerNames { get; set; } = [];

    /// <summary>Whether a load fails when the pickle lacks it. Default false.</summary>
    public bool Required { get; set; }

    /// <summary>Where it stands among the members: lower goes first, equal ones as declared. Default 0.</summary>
    public int Order { get; set; }
}
