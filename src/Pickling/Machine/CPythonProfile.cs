namespace Pickling.Machine;

/// <summary>Which CPython's bytes to write: the few rules in which picklers of different versions differ.</summary>
public sealed record CPythonProfile
{
    private CPythonProfile(string name) => Name = name;

    /// <summary>CPython 3.15 and later, where the C and the Python pickler agree byte for byte.</summary>
    public static CPythonProfile Python315 { get; } = new("3.15");

    /// <summary>The C pickler of CPython 3.13 and 3.14.</summary>
    public static CPythonProfile Python313 { get; } = new("3.13") { ExactTailsAreMarked = true };

    /// <summary>Version that the profile is named for, such as <c>3.15</c>.</summary>
    public string Name { get; }

    // The C picklers up to 3.14 wrap a trailing batch of one of a list or dict in MARK, and end a dict or set of a
    // multiple of 1000 items with an empty batch (gh-135573).
    internal bool ExactTailsAreMarked { get; init; }

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
