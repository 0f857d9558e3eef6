using System.Globalization;
using System.Text.RegularExpressions;

namespace Pickling.Persistence.Checkpoints;

/// <summary>A file of the folder whose name says that it is a checkpoint.</summary>
internal sealed partial record CheckpointEntry(long Number, string Path)
{
    /// <summary>The highest number that a name has room for.</summary>
    public const long NumberMax = 999_999_999_999_999_999;

    /// <summary>The entry of a path, or null when the name is no checkpoint's.</summary>
    public static CheckpointEntry? Parse(string path)
    {
        Match match = Name().Match(System.IO.Path.GetFileName(path));
        return match.Success ? new(long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), path) : null;
    }

    /// <summary>The entry of a checkpoint that is about to be written.</summary>
    public static CheckpointEntry Create(string folder, long number, PickleCompression compression)
    {
        string suffix = compression switch
        {
            PickleCompression.Gzip => ".gz",
            PickleCompression.Zstandard => ".zst",
            _ => "",
        };
        return new(number, System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{number:D8}.pkl{suffix}")));
    }

    [GeneratedRegex(@"^checkpoint-(?<number>\d{8,18})\.pkl(\.gz|\.zst)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
