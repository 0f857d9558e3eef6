using Microsoft.Extensions.Logging;

namespace Pickling.Logging;

/// <summary>Python's levels are numbers with names at the tens; .NET's are six names.</summary>
internal static class PythonLogLevels
{
    public static LogLevel FromPython(long level) => level switch
    {
        >= 50 => LogLevel.Critical,
        >= 40 => LogLevel.Error,
        >= 30 => LogLevel.Warning,
        >= 20 => LogLevel.Information,
        >= 10 => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    public static (int Number, string Name) ToPython(LogLevel level) => level switch
    {
        LogLevel.Critical => (50, "CRITICAL"),
        LogLevel.Error => (40, "ERROR"),
        LogLevel.Warning => (30, "WARNING"),
        LogLevel.Information => (20, "INFO"),
        LogLevel.Debug => (10, "DEBUG"),

        // Below DEBUG, Python has numbers only; its getLevelName(5) says this.
        _ => (5, "Level 5"),
    };
}
