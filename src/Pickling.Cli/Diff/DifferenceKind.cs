namespace Pickling.Cli.Diff;

/// <summary>How two values differ at one place.</summary>
internal enum DifferenceKind
{
    /// <summary>Only the first has something there.</summary>
    Removed,

    /// <summary>Only the second has something there.</summary>
    Added,

    /// <summary>Both have, but not the same.</summary>
    Changed,

    /// <summary>The same keys come in another order, which Python does not count as a difference.</summary>
    Reordered,
}
