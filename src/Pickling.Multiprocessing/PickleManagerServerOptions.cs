namespace Pickling.Multiprocessing;

/// <summary>What a <see cref="PickleManagerServer"/> shares, and how much it bears; besides what holds for its listener.</summary>
/// <remarks>
/// <see cref="PickleConnectionOptions.AuthenticationKey"/> must be given: Python's managers have no other way in. Answers
/// are written at the protocol that the caller speaks, or at that of <see cref="PickleConnectionOptions.Pickle"/> where it
/// is lower, so that CPython 2.7 and 3.13 can be clients at the same time.
/// </remarks>
public sealed record PickleManagerServerOptions : PickleListenerOptions
{
    /// <summary>The types that clients may ask for. Default <see cref="PickleManagerTypes.Standard"/>.</summary>
    public PickleManagerTypes Types { get; init; } = PickleManagerTypes.Standard;

    /// <summary>
    /// Shared objects at most; more are refused to who asks. Default 100,000. An object goes when no client counts on it; as in
    /// Python, one whose client was killed stays.
    /// </summary>
    public int ObjectsMax { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one."); } = 100_000;

    /// <summary>Clients' connections at most, one for each of their threads; more are closed at once and reported to <see cref="PickleListenerOptions.Refused"/>. Default 4,096.</summary>
    public int ConnectionsMax { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one."); } = 4_096;

    /// <summary>Whether a client may end the server, as Python's own <c>shutdown</c> does. Default true.</summary>
    public bool AllowShutdown { get; init; } = true;
}
