using System.Net.Sockets;

namespace Pickling.Celery.RabbitMq;

/// <summary>A connection to RabbitMQ as its client wants it, a <see cref="NetworkStream"/>, that reads through a <see cref="FrameGuard"/>.</summary>
/// <param name="socket">The socket below it.</param>
/// <param name="inner">Its stream, or TLS over that.</param>
internal sealed class GuardedStream(Socket socket, Stream inner) : NetworkStream(socket, ownsSocket: false)
{
    private readonly FrameGuard _guard = new();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            int taken = _guard.Take(buffer.Span);
            if (taken > 0 || buffer.IsEmpty)
            {
                return taken;
            }

            int read = await inner.ReadAsync(_guard.Room(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return 0;
            }

            _guard.Add(read);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        byte[] read = new byte[buffer.Length];
        int count = Read(read, 0, read.Length);
        read.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
