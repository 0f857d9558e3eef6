using System.Net;

namespace Pickling.Logging;

/// <summary>Where a <see cref="PickleLoggerProvider"/> sends to, and what it does when nobody listens; immutable.</summary>
public sealed record PickleLoggerOptions
{
    /// <summary>Name or address of the Python server. Default <c>localhost</c>.</summary>
    public string Host
    {
        get;
        init => field = !string.IsNullOrEmpty(value) ? value : throw new ArgumentException("A server has a name or an address.", nameof(value));
    } = "localhost";

    /// <summary>Its port. Default 9020: <c>logging.handlers.DEFAULT_TCP_LOGGING_PORT</c>.</summary>
    public int Port
    {
        get;
        init => field = value is > 0 and <= IPEndPoint.MaxPort ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A port is a number from 1 to 65535.");
    } = 9020;

    /// <summary>Records at most that wait to be sent; while the server is away, the oldest are dropped. Default 10,000.</summary>
    public int RecordsMax
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one.");
    } = 10_000;

    /// <summary>How long to wait after a failed connection before the next try. Default one second.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = IsDelay(value) && value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "More than nothing, and less than 25 days.");
    } = TimeSpan.FromSeconds(1);

    /// <summary>How long closing may go on sending what waits; <see cref="Timeout.InfiniteTimeSpan"/> for ever. Default five seconds.</summary>
    public TimeSpan CloseTimeout
    {
        get;
        init => field = IsDelay(value) || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From nothing to less than 25 days.");
    } = TimeSpan.FromSeconds(5);

    // What a wait can count.
    private static bool IsDelay(TimeSpan time) => time >= TimeSpan.Zero && time.TotalMilliseconds < int.MaxValue;
}
