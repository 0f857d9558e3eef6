namespace Pickling.Celery;

/// <summary>What a function throws to be tried again: <see cref="CeleryTaskContext.Retry"/> makes it.</summary>
public sealed class CeleryRetryException : Exception
{
    /// <summary>Makes one.</summary>
    public CeleryRetryException()
        : this("The task is to be tried again.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">Why.</param>
    public CeleryRetryException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What went wrong.</param>
    public CeleryRetryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal CeleryRetryException(TimeSpan delay, Exception? cause)
        : base($"Retry in {delay.TotalSeconds:0.###}s{(cause is null ? "" : $": {cause.GetType().FullName}: {cause.Message}")}", cause) => Delay = delay;

    /// <summary>How long to wait.</summary>
    public TimeSpan Delay { get; }
}
