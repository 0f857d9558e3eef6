using Pickling.Model;

namespace Pickling.Celery;

/// <summary>A task came to an end without a result: it failed or was revoked.</summary>
public sealed class CeleryTaskException : Exception
{
    /// <summary>Makes one.</summary>
    public CeleryTaskException()
        : this("The task has no result.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">What happened.</param>
    public CeleryTaskException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What was thrown.</param>
    public CeleryTaskException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal CeleryTaskException(string id, CeleryState state, PyExceptionInfo? error, string message, string? traceback)
        : base(message)
    {
        TaskId = id;
        State = state;
        Error = error;
        Traceback = traceback;
    }

    /// <summary>The task's id.</summary>
    public string TaskId { get; } = "";

    /// <summary>Failure or revoked.</summary>
    public CeleryState State { get; }

    /// <summary>Python's exception: its class, arguments and notes; null where there is none.</summary>
    public PyExceptionInfo? Error { get; }

    /// <summary>The worker's traceback; null where there is none.</summary>
    public string? Traceback { get; }

    /// <summary>Message, Python's traceback and the stack here.</summary>
    public override string ToString() => Traceback is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}{Environment.NewLine}In the worker:{Environment.NewLine}{Traceback}";
}
