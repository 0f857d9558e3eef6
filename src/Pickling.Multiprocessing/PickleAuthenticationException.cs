namespace Pickling.Multiprocessing;

/// <summary>The two ends do not have the same key, or one of them does not speak the handshake: Python's <c>AuthenticationError</c>.</summary>
public sealed class PickleAuthenticationException : PickleConnectionException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PickleAuthenticationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
