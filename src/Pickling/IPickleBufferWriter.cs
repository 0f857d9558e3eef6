using System.Buffers;

namespace Pickling;

/// <summary>A buffer writer that takes large payloads where they lie, so that a dump to it does not copy them.</summary>
public interface IPickleBufferWriter : IBufferWriter<byte>
{
    /// <summary>Takes the bytes that follow those written so far, without a copy.</summary>
    /// <param name="payload">Part of the dumped object, such as its <c>byte[]</c>: it must not change until the bytes are used.</param>
    void WritePayload(ReadOnlyMemory<byte> payload);
}
