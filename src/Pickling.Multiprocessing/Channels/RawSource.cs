namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel as a stream, which is read ahead and can say whether it has ended without a byte being taken.</summary>
internal sealed class RawSource(ByteChannel channel) : Stream
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>How many bytes were taken.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>The last byte that was taken.</summary>
    public byte LastTaken { get; private set; }

    /// <summary>Waits for the next byte; false at the end.</summary>
    public async ValueTask<bool> HasMoreAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        _start = 0;
        _end = 0;
        _end = await channel.ReadAsync(_buffer, isAsync, cancellationToken).ConfigureAwait(false);
        return _end > 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), isAsync: false, CancellationToken.None).Wait();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadAsync(buffer, isAsync: true, cancellationToken);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        int count = 0;
        if (_start == _end && buffer.Length >= BufferBytes)
        {
            count = await channel.ReadAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false);
        }
        else if (!buffer.IsEmpty && await HasMoreAsync(isAsync, cancellationToken).ConfigureAwait(false))
        {
            count = Math.Min(buffer.Length, _end - _start);
            _buffer.AsMemory(_start, count).CopyTo(buffer);
            _start += count;
        }

        TakenBytes += count;
        LastTaken = count > 0 ? buffer.Span[count - 1] : LastTaken;
        return count;
    }
}
