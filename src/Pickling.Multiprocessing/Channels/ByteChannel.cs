namespace Pickling.Multiprocessing.Channels;

/// <summary>Bytes both ways: what a connection stands on.</summary>
/// <remarks>
/// Each operation has one form for both worlds: with <c>isAsync</c> false it blocks and its task is complete when it
/// returns. So the code above is written once.
/// </remarks>
internal abstract class ByteChannel : IDisposable
{
    /// <summary>Whether a message of no bytes can be told from none.</summary>
    public virtual bool CarriesEmptyMessages => true;

    /// <summary>Reads at least one byte; 0 at the end.</summary>
    /// <param name="buffer">Larger than 64 KB only where so many bytes are sure to come, such as the rest of a message.</param>
    /// <param name="isAsync">Whether to wait without blocking.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Writes all of it.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Waits until there is something to read, or null when the channel can only tell by reading.</summary>
    public virtual bool? Poll(TimeSpan timeout) => null;

    /// <summary>Acknowledges what comes next at once, where the system would wait for an answer to send along.</summary>
    public virtual void AcknowledgeAtOnce()
    {
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Ends both directions.</summary>
    public abstract void Dispose();
}
