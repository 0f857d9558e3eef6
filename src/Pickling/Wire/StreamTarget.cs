namespace Pickling.Wire;

/// <summary>Writes straight through to a stream.</summary>
internal sealed class StreamTarget(Stream stream) : PickleTarget
{
    public override byte[] Accept(byte[] buffer, int length)
    {
        stream.Write(buffer, 0, length);
        return buffer;
    }

    public override void AcceptPayload(ReadOnlyMemory<byte> payload) => stream.Write(payload.Span);
}
