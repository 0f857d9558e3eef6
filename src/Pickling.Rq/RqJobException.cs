namespace Pickling.Rq;

/// <summary>A job came to an end without a result: it failed, was stopped or cancelled, or is gone.</summary>
public sealed class RqJobException : Exception
{
    /// <summary>Makes one.</summary>
    public RqJobException()
        : this("The job has no result.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">What happened.</param>
    public RqJobException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What was thrown.</param>
    public RqJobException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal RqJobException(string id, RqJobStatus status, string? type, string message, string? traceback)
        : base(message)
    {
        JobId = id;
        Status = status;
        PythonType = type;
        Traceback = traceback;
    }

    /// <summary>The job's id.</summary>
    public string JobId { get; } = "";

    /// <summary>Where the job is: failed, stopped, canceled, or unknown when it is gone.</summary>
    public RqJobStatus Status { get; }

    /// <summary>The class of the exception, such as <c>ValueError</c>; null where there was none.</summary>
    public string? PythonType { get; }

    /// <summary>The worker's traceback; null where there is none.</summary>
    public string? Traceback { get; }

    /// <summary>Message, Python's traceback and the stack here.</summary>
    public override string ToString() => Traceback is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}{Environment.NewLine}In the worker:{Environment.NewLine}{Traceback}";
}
