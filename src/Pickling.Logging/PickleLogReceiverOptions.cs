using Pickling.Wire;

namespace Pickling.Logging;

/// <summary>What a <see cref="PickleLogReceiver"/> lets through; immutable.</summary>
public sealed record PickleLogReceiverOptions
{
    /// <summary>Bytes at most of one record. Default one million; a longer one is skipped, and costs no memory.</summary>
    public long RecordBytesMax { get; init; } = 1_000_000;

    /// <summary>
    /// Loggers at most that are made after names in records, because each is kept as long as the program runs. Default
    /// 1,000; further names go to <see cref="OverflowCategory"/>.
    /// </summary>
    public int CategoriesMax { get; init; } = 1_000;

    /// <summary>The logger for records whose own name came too late, or has more than 1,000 characters. Default <c>python</c>.</summary>
    public string OverflowCategory { get; init; } = "python";

    /// <summary>
    /// How records are loaded. Default: strings of Python 2 as bytes, which then become text as UTF-8 (dates and times, whose
    /// pickles have such strings in them, become dates and times), and at most a million values on the stack.
    /// </summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default with
    {
        Encoding = "bytestring",
        Limits = PickleLimits.Default with { StackDepthMax = 1_000_000 },
    };
}
