using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Pickling.Model;

namespace Pickling.Logging;

/// <summary>Makes of each entry the dict that a LogRecord of Python has.</summary>
internal sealed class PickleLogger(string name, PickleLoggerProvider provider) : ILogger
{
    private const string OriginalFormat = "{OriginalFormat}";
    private const string EventIdName = "event_id";

    private static readonly DateTime ProcessStart = Environment.ProcessPath is null ? DateTime.UtcNow : System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => provider.Scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        DateTime now = DateTime.UtcNow;
        double created = (now - DateTime.UnixEpoch).TotalSeconds;
        (int number, string levelName) = PythonLogLevels.ToPython(logLevel);

        // In the order in which CPython's LogRecord sets them.
        PyDict record = new()
        {
            ["name"] = name,
            ["msg"] = formatter(state, exception),
            ["args"] = null,
            ["levelname"] = levelName,
            ["levelno"] = (long)number,
            ["pathname"] = name,
            ["filename"] = name,
            ["module"] = name,
            ["exc_info"] = null,
            ["exc_text"] = exception?.ToString(),
            ["stack_info"] = null,
            ["lineno"] = 0L,
            ["funcName"] = null,
            ["created"] = created,
            ["msecs"] = Math.Floor(created % 1 * 1000),
            ["relativeCreated"] = (now - ProcessStart).TotalMilliseconds,
            ["thread"] = (long)Environment.CurrentManagedThreadId,
            ["threadName"] = Thread.CurrentThread.Name ?? $"Thread-{Environment.CurrentManagedThreadId}",
            ["processName"] = AppDomain.CurrentDomain.FriendlyName,
            ["process"] = (long)Environment.ProcessId,
        };
        if (eventId.Id != 0)
        {
            record[EventIdName] = (long)eventId.Id;
        }

        provider.Scopes.ForEachScope(static (scope, target) => AddExtras(target, scope), record);
        AddExtras(record, state);
        provider.Enqueue(record);
    }

    // Named values of the message and its scopes become attributes, the inner one's of a name that several have; those that
    // every record has stay what they are.
    private static void AddExtras(PyDict record, object? state)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach ((string key, object? value) in values)
        {
            if (key is not (OriginalFormat or EventIdName) && !PythonLogRecord.OwnNames.Contains(key))
            {
                record[key] = Plain(value);
            }
        }
    }

    // What every Python reads without a class of its own; a collection within a collection, which could be itself, is text. A
    // scope that has no text, or whose collection another thread changes meanwhile, is no reason for the program to end.
    private static object? Plain(object? value)
    {
        try
        {
            return value switch
            {
                IDictionary pairs => PlainPairs(pairs),
                IEnumerable items when IsCollection(items) => new PyList(items.Cast<object?>().Select(PlainItem)),
                _ => PlainItem(value),
            };
        }
        catch (Exception error)
        {
            return $"<{value!.GetType().Name}: {error.Message}>";
        }
    }

    private static PyDict PlainPairs(IDictionary pairs)
    {
        PyDict dict = [];
        foreach (DictionaryEntry pair in pairs)
        {
            dict[PlainItem(pair.Key)] = PlainItem(pair.Value);
        }

        return dict;
    }

    // Not whatever can be enumerated: that could be a query.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A collection whose interfaces were trimmed is text.")]
    private static bool IsCollection(IEnumerable items) => items is ICollection || (items is not (string or IPyValue)
        && items.GetType().GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)));

    private static object? PlainItem(object? value) => value switch
    {
        null or string or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double => value,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
