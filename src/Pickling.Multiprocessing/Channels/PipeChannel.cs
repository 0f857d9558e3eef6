using System.Buffers;
using System.IO.Pipelines;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on a pair of pipes, whose thresholds hold back a peer that sends too much.</summary>
internal sealed class PipeChannel(IDuplexPipe pipe) : ByteChannel
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
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
        // Whoever waits for input gets none: an empty read is the end.
        pipe.Input.CancelPendingRead();
        pipe.Output.Complete();
    }
}
