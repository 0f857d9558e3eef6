using System.Buffers;

namespace Pickling.Wire;

/// <summary>Writes straight through to a buffer writer.</summary>
internal sealed class BufferWriterTarget(IBufferWriter<byte> writer) : PickleTarget
{
    public override byte[] Accept(byte[] buffer, int length)
    {
        writer.Write(buffer.AsSpan(0, length));
        return buffer;
    }

    public override void AcceptPayload(ReadOnlyMemory<byte> payload)
    {
        if (writer is IPickleBufferWriter taker)
        {
            taker.WritePayload(payload);
        }
        else
        {
            writer.Write(payload.Span);
        }
    }
}
