namespace Pickling.Workers;

/// <summary>A call that cannot be made: an unknown function, arguments that do not fit, a payload that is too large or broken.</summary>
public sealed class WorkerCallException : Exception
{
    /// <summary>Makes one.</summary>
    public WorkerCallException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">What does not fit.</param>
    public WorkerCallException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">What does not fit.</param>
    /// <param name="innerException">What was thrown.</param>
    public WorkerCallException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WorkerCallTrouble Trouble { get; init; }
}
