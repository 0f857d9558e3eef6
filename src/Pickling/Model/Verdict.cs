namespace Pickling.Model;

/// <summary>What a first look at two values tells.</summary>
internal enum Verdict
{
    /// <summary>They are equal.</summary>
    Equal,

    /// <summary>They are not equal.</summary>
    Different,

    /// <summary>Their items decide.</summary>
    Contents,
}
