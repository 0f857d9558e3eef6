namespace Pickling.Persistence.Checkpoints;

/// <summary>Takes writes into memory, in chunks, so that it can hold more than one array and copies nothing when it grows.</summary>
internal sealed class ChunkedBuffer : Stream
{
    private const int ChunkBytesMin = 64 * 1024;
    private const int ChunkBytesMax = 16 * 1024 * 1024;

    private readonly List<byte[]> _fullChunks = [];
    private byte[] _chunk = [];
    private int _used;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _used + _fullChunks.Sum(chunk => (long)chunk.Length);

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public void WriteTo(Stream target)
    {
        foreach (byte[] chunk in _fullChunks)
        {
            target.Write(chunk);
        }

        target.Write(_chunk, 0, _used);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

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

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

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
