using System.Buffers;
using System.IO.Pipelines;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on a pair of pipes, whose thresholds hold back a peer that sends too much.</summary>
internal sealed class PipeChannel(IDuplexPipe pipe) : ByteChannel
{
    private readonly Lock _ending = new();
    private bool _isReading;
    private bool _isDisposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        lock (_ending)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(PickleConnection));
            _isReading = true;
        }

        try
        {
            return await ReadInputAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndRead();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flushing = pipe.Output.WriteAsync(bytes, cancellationToken);
        FlushResult result = isAsync ? await flushing.ConfigureAwait(false) : flushing.AsTask().GetAwaiter().GetResult();
        if (result.IsCompleted)
        {
            throw new IOException("The peer takes nothing more.");
        }
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => pipe.Output.CompleteAsync();

    public override void Dispose()
    {
        bool isReading;
        lock (_ending)
        {
            _isDisposed = true;
            isReading = _isReading;
        }

        // Completed input tells the other end that nothing more is read; else it would wait for ever to send on. Not under a
        // read, though, whose memory is the pipe's: that gets no bytes, which is the end, and completes the input itself.
        if (isReading)
        {
            pipe.Input.CancelPendingRead();
        }
        else
        {
            pipe.Input.Complete();
        }

        pipe.Output.Complete();
    }

    private async ValueTask<int> ReadInputAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        // A pipe has no blocking read: the caller's thread waits for the asynchronous one.
        ReadResult result = isAsync
            ? await pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false)
            : pipe.Input.ReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        int count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);

        // From here on the pipe may hand the segments to its writer: the sequence, its length too, is no longer ours.
        pipe.Input.AdvanceTo(taken.End);
        return count;
    }

    private void EndRead()
    {
        bool isDisposed;
        lock (_ending)
        {
            _isReading = false;
            isDisposed = _isDisposed;
        }

        if (isDisposed)
        {
            pipe.Input.Complete();
        }
    }
}
