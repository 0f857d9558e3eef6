using Microsoft.Extensions.Logging;

namespace Pickling.Logging.Tests;

/// <summary>What a logger was told.</summary>
internal sealed record ReceivedEntry(string Category, LogLevel Level, string Message, object? State, Exception? Exception);
