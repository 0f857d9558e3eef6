namespace Pickling.Logging;

/// <summary>Where a <see cref="PickleLoggerProvider"/> sends to, and what it does when nobody listens; immutable.</summary>
public sealed record PickleLoggerOptions
{
    /// <summary>Name or address of the Python server. Default <c>localhost</c>.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Its port. Default 9020: <c>logging.handlers.DEFAULT_TCP_LOGGING_PORT</c>.</summary>
    public int Port { get; init; } = 9020;

    /// <summary>Records at most that wait to be sent; while the server is away, the oldest are dropped. Default 10,000.</summary>
    public int RecordsMax { get; init; } = 10_000;

    /// <summary>How long to wait after a failed connection before the next try. Default one second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long closing may go on sending what waits. Default five seconds.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
