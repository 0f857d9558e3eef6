using System.Collections;
using Microsoft.Extensions.Logging;
using Pickling.Model;

namespace Pickling.Logging;

/// <summary>One record of Python's <c>logging</c>, as <c>SocketHandler.makePickle</c> sends it.</summary>
/// <remarks>
/// It is the state of the log entry that it becomes: structured loggers see every attribute of the record by Python's name
/// for it, extras included.
/// </remarks>
public sealed class PythonLogRecord : IReadOnlyList<KeyValuePair<string, object?>>
{
    // The attributes that every LogRecord has, CPython 2.7 to 3.15; what else there is came with `extra`.
    internal static readonly HashSet<string> OwnNames =
    [
        "name", "msg", "args", "levelname", "levelno", "pathname", "filename", "module", "exc_info", "exc_text", "stack_info", "lineno",
        "funcName", "created", "msecs", "relativeCreated", "thread", "threadName", "processName", "process", "taskName", "message", "asctime",
    ];

    private readonly List<KeyValuePair<string, object?>> _attributes;

    private PythonLogRecord(List<KeyValuePair<string, object?>> attributes) => _attributes = attributes;

    /// <summary>The logger's name, such as <c>shop.orders</c>.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The message, with its arguments filled in.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Python's number of the level: 10 is DEBUG, 50 CRITICAL.</summary>
    public long LevelNumber { get; private init; }

    /// <summary>.NET's level nearest below.</summary>
    public LogLevel Level => PythonLogLevels.FromPython(LevelNumber);

    /// <summary>When it was logged.</summary>
    public DateTimeOffset Created { get; private init; }

    /// <summary>The exception that was logged with it, or null.</summary>
    public PythonLogException? Exception { get; private init; }

    /// <summary>What the program added with <c>extra</c>.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Extras => _attributes.Where(attribute => !OwnNames.Contains(attribute.Key));

    /// <summary>How many attributes the record has.</summary>
    public int Count => _attributes.Count;

    /// <summary>One of the record's attributes, in Python's order.</summary>
    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    /// <summary>Reads what a handler sent.</summary>
    /// <exception cref="PickleException">It is no dict with a name, a level and a message.</exception>
    public static PythonLogRecord From(object? value)
    {
        if (value is not PyDict attributes)
        {
            throw new PickleException($"A log record is a dict; this is {PyValue.Repr(value, 100)}.");
        }

        List<KeyValuePair<string, object?>> list = [];
        foreach (KeyValuePair<object, object?> pair in attributes)
        {
            if (pair.Key is string name)
            {
                list.Add(new(name, pair.Value));
            }
        }

        return new PythonLogRecord(list)
        {
            Name = attributes.Get<string>("name"),
            LevelNumber = attributes.Get<long>("levelno"),
            Message = attributes.TryGetValue("msg", out object? message) && message is not null ? message as string ?? PyValue.Repr(message) : "",
            Created = attributes.TryGetValue("created", out object? created) && created is double seconds && seconds is > 0 and < 250_000_000_000
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                : DateTimeOffset.UtcNow,
            Exception = attributes.TryGetValue("exc_text", out object? text) && text is string { Length: > 0 } traceback ? new PythonLogException(traceback) : null,
        };
    }

    /// <summary>The value of an attribute; null when there is none of that name.</summary>
    public object? Find(string name) => _attributes.FirstOrDefault(attribute => attribute.Key == name).Value;

    /// <summary>The attributes in Python's order.</summary>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
