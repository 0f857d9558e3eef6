namespace Pickling.Caching;

/// <summary>How a <see cref="Memoizer"/> remembers; immutable, safe to share between threads.</summary>
public sealed record MemoizerOptions
{
    /// <summary>The options used when none are given.</summary>
    public static MemoizerOptions Default { get; } = new();

    /// <summary>Part of every key: change it when a function changes, and results of the old one are no longer found. Default: empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>How long a result is good. Default null: until it is removed or makes room for others.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>
    /// How long "there is nothing", a result of null, is remembered. Default null: not at all, the function is asked again.
    /// Exceptions are never remembered.
    /// </summary>
    public TimeSpan? NegativeLifetime { get; init; }

    /// <summary>What counts as the same argument.</summary>
    public PickleKeyOptions Keys { get; init; } = PickleKeyOptions.Default;
}
