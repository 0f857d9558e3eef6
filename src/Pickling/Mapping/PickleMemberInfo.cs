namespace Pickling.Mapping;

/// <summary>One member of a mapped type.</summary>
/// <param name="name">Its name in Python.</param>
public sealed class PickleMemberInfo(string name)
{
    /// <summary>Its name in Python.</summary>
    public string Name { get; } = string.Intern(name);

    /// <summary>Its name in .NET, for error messages; the Python name when not given.</summary>
    public string MemberName { get; init; } = name;

    /// <summary>Names that it had before.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Whether a load fails when the pickle lacks it.</summary>
    public bool IsRequired { get; init; }
}
