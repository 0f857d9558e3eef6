using System.Globalization;

namespace Pickling.Bench;

/// <summary>What one call takes, and what its result keeps, in bytes without the pickle itself.</summary>
/// <param name="Peak">Python: the most at one time (tracemalloc). .NET: all that was allocated, which is at least as much.</param>
/// <param name="Kept">What is still held while the result is.</param>
internal readonly record struct MemoryUse(long Peak, long Kept)
{
    /// <summary>The argument that asks a peer for this, and the first word of its answer.</summary>
    public const string Word = "memory";

    /// <summary>The line of a peer that says this.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word} {Peak} {Kept}");

    /// <summary>Reads a peer's line; null when it says something else.</summary>
    public static MemoryUse? Parse(string line)
    {
        string[] words = line.Split(' ');
        return words.Length == 3 && words[0] == Word
            ? new(long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture))
            : null;
    }
}
