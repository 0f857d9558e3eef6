using System.Buffers;
using System.Runtime.InteropServices;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Wire;

/// <summary>Dumps to buffer writers.</summary>
public sealed class BufferWriterTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_writer_that_takes_payloads_gets_them_as_they_lie(int protocol)
    {
        byte[] payload = new byte[100_000];
        var value = PyTuple.Create("text", payload, new byte[10], payload);
        var options = new PickleOptions { Protocol = protocol };
        var plain = new ArrayBufferWriter<byte>();
        var taking = new TakingWriter();

        Pickle.Dump(value, plain, options);
        Pickle.Dump(value, taking, options);

        Assert.Equal(Pickle.Dumps(value, options), plain.WrittenSpan.ToArray());
        Assert.Equal(plain.WrittenSpan.ToArray(), taking.All());
        if (protocol > 2)
        {
            // Below protocol 3 there are no bytes, only their text.
            Assert.Same(payload, Assert.Single(taking.Payloads).Array);
        }
    }

    private sealed class TakingWriter : IPickleBufferWriter
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public List<ArraySegment<byte>> Payloads { get; } = [];

        public byte[] All() => _bytes.WrittenSpan.ToArray();

        public void Advance(int count) => _bytes.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

        public void WritePayload(ReadOnlyMemory<byte> payload)
        {
            Assert.True(MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> array));
            Payloads.Add(array);
            _bytes.Write(payload.Span);
        }
    }
}
