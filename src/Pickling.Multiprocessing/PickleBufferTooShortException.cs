namespace Pickling.Multiprocessing;

/// <summary>A message is longer than the memory that should take it: Python's <c>BufferTooShort</c>.</summary>
/// <remarks>Nothing of the message is lost: the next receive gets it, into a larger buffer or in any other way.</remarks>
public sealed class PickleBufferTooShortException : PickleConnectionException
{
    internal PickleBufferTooShortException(long messageBytes, int bufferBytes)
        : base($"The message has {messageBytes} bytes, and the buffer takes {bufferBytes}. It waits: receive it into a larger buffer, or by ReceiveBytes.")
    {
        MessageBytes = messageBytes;
    }

    /// <summary>How many bytes the message has.</summary>
    public long MessageBytes { get; }
}
