using System.Globalization;

namespace Pickling.Bench;

/// <summary>What one call cost: the mean over the calls of one sample.</summary>
internal readonly record struct Sample(double CpuNanoseconds, double WallNanoseconds, long AllocatedBytes)
{
    private const string Word = "sample";

    /// <summary>The line of a peer that says this.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Word} {CpuNanoseconds:F0} {WallNanoseconds:F0} {AllocatedBytes}");

    /// <summary>Reads a peer's line; null when it says something else.</summary>
    public static Sample? Parse(string line)
    {
        string[] words = line.Split(' ');
        return words.Length == 4 && words[0] == Word
            ? new(double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture), long.Parse(words[3], CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The sample in the middle by CPU time.</summary>
    public static Sample Median(IEnumerable<Sample> samples)
    {
        Sample[] sorted = [.. samples.OrderBy(sample => sample.CpuNanoseconds)];
        return sorted[sorted.Length / 2];
    }
}
