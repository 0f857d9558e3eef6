using System.Diagnostics;
using System.Net.Sockets;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on a socket, without a stream between.</summary>
/// <remarks>
/// Blocking calls do not block in <c>recv</c>: a socket that was once used asynchronously hands them to another thread
/// and back, which costs more than the message. They ask, then wait in <c>poll</c> on the caller's own thread.
/// </remarks>
internal sealed class SocketChannel : ByteChannel
{
    private const int LinuxTcpQuickAck = 12;

    // Nobody has to wait longer than this to see that the connection was closed by another thread.
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly long _busyWaitTicks;
    private volatile bool _isDisposed;

    public SocketChannel(Socket socket, TimeSpan busyWait)
    {
        _socket = socket;
        _socket.Blocking = false;
        _busyWaitTicks = (long)(busyWait.TotalSeconds * Stopwatch.Frequency);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken) =>
        isAsync ? _socket.ReceiveAsync(buffer, cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        if (!isAsync)
        {
            Write(bytes.Span);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
        }
    }

    public override bool? Poll(TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(PickleConnection));
            TimeSpan rest = timeout == Timeout.InfiniteTimeSpan ? PollMax : timeout - Stopwatch.GetElapsedTime(start);
            TimeSpan step = rest < TimeSpan.Zero ? TimeSpan.Zero : rest < PollMax ? rest : PollMax;
            if (_socket.Poll(step, SelectMode.SelectRead))
            {
                return true;
            }

            if (rest <= step && timeout != Timeout.InfiniteTimeSpan)
            {
                return false;
            }
        }
    }

    // A client of Python sends the end of its handshake and its first message one after the other, and its system holds back
    // the second until the first is acknowledged: 40 ms for each connection, and managers open one for each question.
    public override void AcknowledgeAtOnce()
    {
        if (OperatingSystem.IsLinux() && _socket.ProtocolType == ProtocolType.Tcp)
        {
            _socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, LinuxTcpQuickAck, [1, 0, 0, 0]);
        }
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public override void Dispose()
    {
        _isDisposed = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }
        catch (ObjectDisposedException)
        {
            // So was another thread.
        }

        _socket.Dispose();
    }

    private int Read(Span<byte> buffer)
    {
        long busyUntil = _busyWaitTicks == 0 ? 0 : Stopwatch.GetTimestamp() + _busyWaitTicks;
        while (true)
        {
            int read = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    return read;
                case SocketError.WouldBlock when busyUntil != 0 && Stopwatch.GetTimestamp() < busyUntil:
                    break;
                case SocketError.WouldBlock:
                    Wait(SelectMode.SelectRead);
                    break;
                default:
                    throw new SocketException((int)error);
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                throw new SocketException((int)error);
            }

            bytes = bytes[sent..];
            if (error == SocketError.WouldBlock)
            {
                Wait(SelectMode.SelectWrite);
            }
        }
    }

    private void Wait(SelectMode mode)
    {
        do
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(PickleConnection));
        }
        while (!_socket.Poll(PollMax, mode));
    }
}
