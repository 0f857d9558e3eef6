namespace Quickstart;

/// <summary>What the TCP parts send: the classic small tuple, and one too big for a single read.</summary>
internal static class Messages
{
    private const int BigNumbers = 200_000;
    private const int BigCharacters = 4_500_000;

    /// <summary>([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])</summary>
    public static (List<int>, List<int>) Small => ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]);

    /// <summary>Numbers and text of more than 5 MB as a pickle, so that no single read can hold it.</summary>
    public static (List<int>, string) Big => ([.. Enumerable.Range(0, BigNumbers)], string.Concat(Enumerable.Repeat("0123456789", BigCharacters / 10)));

    /// <summary>Whether a loaded message is <see cref="Small"/>: a Python tuple of two lists of ints.</summary>
    public static bool IsSmall(object? loaded) =>
        loaded is IReadOnlyList<object?> and [IEnumerable<object?> first, IEnumerable<object?> second]
        && IsInts(first, Small.Item1)
        && IsInts(second, Small.Item2);

    /// <summary>Whether a loaded message is <see cref="Big"/>.</summary>
    public static bool IsBig(object? loaded) =>
        loaded is IReadOnlyList<object?> and [IEnumerable<object?> numbers, string text]
        && IsInts(numbers, Big.Item1)
        && text == Big.Item2;

    // A Python int loads as long, or BigInteger where a long is too small.
    private static bool IsInts(IEnumerable<object?> loaded, IEnumerable<int> expected) =>
        loaded.SequenceEqual(expected.Select(number => (object?)(long)number));
}
