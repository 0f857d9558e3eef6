namespace Pickling.Wire;

/// <summary>Where the bytes of a pickle go, chunk by chunk.</summary>
internal abstract class PickleTarget
{
    /// <summary>Takes the first bytes of a pooled buffer; returns the buffer to go on with, which may be the same.</summary>
    public abstract byte[] Accept(byte[] buffer, int length);

    /// <summary>Takes a large payload as it lies in the caller's memory, without a copy.</summary>
    public abstract void AcceptPayload(ReadOnlyMemory<byte> payload);
}
