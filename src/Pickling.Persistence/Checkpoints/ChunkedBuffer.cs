using Pickling.Persistence.Files;

namespace Pickling.Persistence.Checkpoints;

/// <summary>Takes writes into memory, in chunks, so that it can hold more than one array and copies nothing when it grows.</summary>
internal sealed class ChunkedBuffer : WriteOnlyStream
{
    private const int ChunkBytesMin = 64 * 1024;
    private const int ChunkBytesMax = 16 * 1024 * 1024;

    private readonly List<byte[]> _fullChunks = [];
    private byte[] _chunk = [];
    private int _used;

    public void WriteTo(Stream target)
    {
        foreach (byte[] chunk in _fullChunks)
        {
            target.Write(chunk);
        }

        target.Write(_chunk, 0, _used);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_used == _chunk.Length)
            {
                Grow();
            }

            int length = Math.Min(buffer.Length, _chunk.Length - _used);
            buffer[..length].CopyTo(_chunk.AsSpan(_used));
            _used += length;
            buffer = buffer[length..];
        }
    }

    private void Grow()
    {
        if (_used > 0)
        {
            _fullChunks.Add(_chunk);
        }

        _chunk = GC.AllocateUninitializedArray<byte>(Math.Clamp(_chunk.Length * 2, ChunkBytesMin, ChunkBytesMax));
        _used = 0;
    }
}
