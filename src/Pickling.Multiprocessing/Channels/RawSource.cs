namespace Pickling.Multiprocessing.Channels;

/// <summary>A stream that is read ahead, and that can say whether it has ended without taking a byte.</summary>
internal sealed class RawSource(Stream stream) : Stream
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

    /// <summary>Waits for the next byte; false at the end.</summary>
    public async ValueTask<bool> HasMoreAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        _start = 0;
        _end = 0;
        _end = isAsync ? await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false) : stream.Read(_buffer);
        return _end > 0;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && buffer.Length >= BufferBytes)
        {
            return stream.Read(buffer);
        }

        return buffer.IsEmpty || !HasMoreAsync(isAsync: false, CancellationToken.None).Wait() ? 0 : Take(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && buffer.Length >= BufferBytes)
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        return buffer.IsEmpty || !await HasMoreAsync(isAsync: true, cancellationToken).ConfigureAwait(false) ? 0 : Take(buffer.Span);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
