using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pickling.Logging.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingProvider : ILoggerProvider
{
    public ConcurrentQueue<ReceivedEntry> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, Entries);

    public void Dispose()
    {
    }

    private sealed class Collector(string category, ConcurrentQueue<ReceivedEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new ReceivedEntry(category, logLevel, formatter(state, exception), state, exception));
    }
}
