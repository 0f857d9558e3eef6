namespace Pickling.Multiprocessing.Channels;

/// <summary>One message as a stream; closing it reads over the rest and frees the connection for the next.</summary>
internal sealed class FrameStream(FrameSource source, long length, Action release) : Stream
{
    private bool _isDisposed;

    public override bool CanRead => !_isDisposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => length - source.Remaining;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer, offset, count, isAsync: false, CancellationToken.None).Wait();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return source.ReadAsync(buffer, isAsync: true, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Read(buffer, offset, count, isAsync: true, cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            try
            {
                await source.SkipAsync(isAsync: true, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (IsEndOfConnection(error))
            {
            }
            finally
            {
                release();
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            try
            {
                source.SkipAsync(isAsync: false, CancellationToken.None).Wait();
            }
            catch (Exception error) when (IsEndOfConnection(error))
            {
            }
            finally
            {
                release();
            }
        }

        base.Dispose(disposing);
    }

    // Closing a stream fails for nobody: the connection's next receive says what is wrong.
    private static bool IsEndOfConnection(Exception error) => error is IOException or ObjectDisposedException;

    private ValueTask<int> Read(byte[] buffer, int offset, int count, bool isAsync, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return source.ReadAsync(buffer.AsMemory(offset, count), isAsync, cancellationToken);
    }
}
