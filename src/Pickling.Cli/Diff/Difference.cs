namespace Pickling.Cli.Diff;

/// <summary>One place where two values differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Path">Where.</param>
/// <param name="Before">What the first has there; null when nothing.</param>
/// <param name="After">What the second has there; null when nothing.</param>
internal readonly record struct Difference(DifferenceKind Kind, GraphPath Path, object? Before, object? After);
