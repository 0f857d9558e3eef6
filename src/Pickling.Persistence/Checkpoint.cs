namespace Pickling.Persistence;

/// <summary>A checkpoint that was saved.</summary>
/// <param name="Number">Its number; each save has a higher one than any before it.</param>
/// <param name="Path">Its file, which Python's <c>pickle.load</c> reads too.</param>
public sealed record Checkpoint(long Number, string Path);
