namespace Pickling;

/// <summary>The input ends inside a pickle (Python: <c>EOFError</c> or "pickle data was truncated").</summary>
public sealed class PickleTruncatedException : PickleException
{
    /// <summary>Creates the error for a place that is not known yet.</summary>
    public PickleTruncatedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error of one opcode.</summary>
    public PickleTruncatedException(string message, long offset, string? opcode)
        : base(message, offset, opcode)
    {
    }
}
