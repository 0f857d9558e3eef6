using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pickling.Logging;

/// <summary>Adds Python to the places that a program logs to.</summary>
public static class PickleLoggingBuilderExtensions
{
    /// <summary>Sends what is logged to a Python socket server; see <see cref="PickleLoggerProvider"/>.</summary>
    /// <param name="logging">The program's logging.</param>
    /// <param name="options">Where the server is; default <c>localhost:9020</c>.</param>
    public static ILoggingBuilder AddPickleSocket(this ILoggingBuilder logging, PickleLoggerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.Services.AddSingleton<ILoggerProvider>(_ => new PickleLoggerProvider(options));
        return logging;
    }
}
