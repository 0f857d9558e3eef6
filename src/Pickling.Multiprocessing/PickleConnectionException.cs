namespace Pickling.Multiprocessing;

/// <summary>A connection that broke, or a peer that does not keep to the protocol.</summary>
/// <remarks>
/// The end of a connection between two messages is <see cref="EndOfStreamException"/> instead, as Python has
/// <c>EOFError</c> beside <c>OSError</c>; a message that is no pickle is <see cref="PickleException"/>.
/// </remarks>
public class PickleConnectionException : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PickleConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
