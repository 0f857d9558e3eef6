using System.Collections.ObjectModel;
using System.Globalization;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Results as Celery's backends keep them: celery/backends/base.py, _get_result_meta.</summary>
internal static class CeleryResults
{
    /// <summary>What Celery makes of an exception that not everybody can load: module, class, arguments, text.</summary>
    public const string WrapperName = "celery.utils.serialization.UnpickleableExceptionWrapper";

    private static readonly PyGlobal Wrapper = new("celery.utils.serialization", "UnpickleableExceptionWrapper");

    public static byte[] Write(string id, string? group, string? parent, string status, object? result, string? traceback, CallPickler pickler, IReadOnlyList<object?>? children = null, IReadOnlyDictionary<string, object?>? extension = null)
    {
        Dictionary<string, object?> meta = new()
        {
            ["status"] = status,
            ["result"] = result,
            ["traceback"] = traceback,
            ["children"] = new PyList(children ?? []),
            ["date_done"] = status is "RETRY" or "STARTED" ? null : DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        };
        if (group is not null)
        {
            meta["group_id"] = group;
        }

        if (parent is not null)
        {
            meta["parent_id"] = parent;
        }

        foreach ((string name, object? value) in extension ?? ReadOnlyDictionary<string, object?>.Empty)
        {
            meta[name] = value;
        }

        meta["task_id"] = id;
        return pickler.Dumps(new PythonKeywords(meta));
    }

    public static PyObject Revoked(string reason) => PythonLibrary.Exception(new PyGlobal("celery.exceptions", "TaskRevokedError"), PyTuple.Create(reason));

    public static PyObject Retry(CeleryRetryException retry) =>
        PythonLibrary.Exception(new PyGlobal("celery.exceptions", "Retry"), PyTuple.Create(retry.Message, null, retry.Delay.TotalSeconds));

    public static PyObject TimeUp(TimeSpan limit) =>
        PythonLibrary.Exception(new PyGlobal("billiard.exceptions", "TimeLimitExceeded"), PyTuple.Create(limit.TotalSeconds));

    /// <summary>
    /// An exception of .NET as one of Python. Celery has a form for what only one side knows: its readers make a class of
    /// that name, so that Python sees <c>System.InvalidOperationException</c>.
    /// </summary>
    public static PyObject Exception(Exception error) => error switch
    {
        WorkerCallException { Trouble: WorkerCallTrouble.UnknownFunction } => PythonLibrary.Exception(new PyGlobal("celery.exceptions", "NotRegistered"), PyTuple.Create(error.Message)),
        WorkerCallException { Trouble: WorkerCallTrouble.NoTriesLeft } => PythonLibrary.Exception(new PyGlobal("celery.exceptions", "MaxRetriesExceededError"), PyTuple.Create(error.Message)),
        WorkerCallException => PythonLibrary.Exception("TypeError", error.Message),
        _ => PythonLibrary.Exception(
            Wrapper,
            PyTuple.Create(error.GetType().Namespace ?? "", error.GetType().Name, PyTuple.Create(error.Message), $"{PythonTraceback.NameOf(error)}({PyValue.Repr(error.Message, 500)})")),
    };
}
