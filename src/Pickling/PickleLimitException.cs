namespace Pickling;

/// <summary>A pickle asks for more than <see cref="PickleOptions.Limits"/> allows.</summary>
public sealed class PickleLimitException : PickleException
{
    /// <summary>Creates the error for a place that is not known yet.</summary>
    public PickleLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error of one opcode.</summary>
    public PickleLimitException(string message, long offset, string? opcode)
        : base(message, offset, opcode)
    {
    }
}
