using System.Net.Security;
using System.Net.Sockets;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on any stream: TLS, a pipe of System.IO.Pipelines, a stream of the caller's.</summary>
internal sealed class StreamChannel(Stream stream) : ByteChannel
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken) =>
        isAsync ? stream.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(stream.Read(buffer.Span));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            stream.Write(bytes.Span);
            stream.Flush();
        }
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (stream is SslStream tls)
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
            return;
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (stream is NetworkStream network)
        {
            network.Socket.Shutdown(SocketShutdown.Send);
        }
    }

    public override void Dispose() => stream.Dispose();
}
