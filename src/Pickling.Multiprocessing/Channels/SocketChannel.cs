using System.Diagnostics;
using System.Net.Sockets;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on a socket, without a stream between.</summary>
/// <remarks>
/// A socket that was once used asynchronously is known to .NET's event loop, which then wakes a thread for every message,
/// whoever waits for it; and a blocking call on it is handed to another thread and back. So a socket blocks like any other
/// until its first asynchronous use. From then on blocking calls ask, and wait in <c>poll</c> on the caller's own thread.
/// </remarks>
internal sealed class SocketChannel : ByteChannel
{
    private const int LinuxTcpQuickAck = 12;
    private const int IdleWaitsMax = 8;
    private const int BusyWaitEvery = 32;
    private const int BusyWaitBytesMax = 16 * 1024;

    // Of a large message so much is waited for at once. Linux wakes a TCP reader for every few segments else, and each time
    // costs as much as copying 20 KB.
    private const int LargePieceBytes = 256 * 1024;

    // Nobody has to wait longer than this to see that the connection was closed by another thread.
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly long _busyWaitTicks;
    private bool _canWakeLate;
    private volatile bool _isDisposed;
    private volatile bool _isKnownToEventLoop;

    // Receives in a row that waited busily in vain.
    private int _idleWaits;

    // Bytes for which the system lets a blocking receive sleep: 1, or a piece of a large message.
    private int _lowWaterBytes = 1;

    // When blocking calls must have ended, as a timestamp of Stopwatch; 0 for never.
    private long _deadline;

    public SocketChannel(Socket socket, TimeSpan busyWait)
    {
        _socket = socket;
        _canWakeLate = OperatingSystem.IsLinux() && socket.ProtocolType == ProtocolType.Tcp;
        _busyWaitTicks = (long)(busyWait.TotalSeconds * Stopwatch.Frequency);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        if (!isAsync)
        {
            return ValueTask.FromResult(Read(buffer.Span));
        }

        UseAsynchronously();
        return _socket.ReceiveAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            UseAsynchronously();
            return SendAsync(bytes, cancellationToken);
        }

        Write(bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends blocking calls with a timeout; <see cref="Timeout.InfiniteTimeSpan"/> ends that. Only before the first asynchronous use.</summary>
    public void SetDeadline(TimeSpan rest)
    {
        _deadline = rest == Timeout.InfiniteTimeSpan ? 0 : Stopwatch.GetTimestamp() + (long)(rest.TotalSeconds * Stopwatch.Frequency);
        if (_deadline == 0)
        {
            _socket.ReceiveTimeout = 0;
            _socket.SendTimeout = 0;
        }
    }

    public override bool? Poll(TimeSpan timeout)
    {
        WakeAt(1);
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

    private void UseAsynchronously()
    {
        if (!_isKnownToEventLoop)
        {
            WakeAt(1);
            _isKnownToEventLoop = true;
            _socket.Blocking = false;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
        }
    }

    private int Read(Span<byte> buffer)
    {
        // In the middle of a large message more arrives by itself, and in larger pieces to one who sleeps.
        if (buffer.Length <= BusyWaitBytesMax)
        {
            WaitBusily();
        }

        // Twice as much must be sure to come: what is left behind a first piece that was too short is one again.
        WakeAt(buffer.Length >= 2 * LargePieceBytes && _canWakeLate && !_isKnownToEventLoop ? LargePieceBytes : 1);
        while (true)
        {
            ObserveDeadline();
            int read = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    return read;
                case SocketError.WouldBlock when _deadline == 0:
                    Wait(SelectMode.SelectRead);
                    break;
                case SocketError.TimedOut or SocketError.WouldBlock:
                    throw new TimeoutException("The peer took too long.");
                default:
                    throw new SocketException((int)error);
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ObserveDeadline();
            int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    bytes = bytes[sent..];
                    break;
                case SocketError.WouldBlock when _deadline == 0:
                    bytes = bytes[sent..];
                    Wait(SelectMode.SelectWrite);
                    break;
                case SocketError.TimedOut or SocketError.WouldBlock:
                    throw new TimeoutException("The peer took too long.");
                default:
                    throw new SocketException((int)error);
            }
        }
    }

    private void WakeAt(int bytes)
    {
        if (bytes != _lowWaterBytes)
        {
            try
            {
                _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
                _lowWaterBytes = bytes;
            }
            catch (SocketException) when (_lowWaterBytes == 1)
            {
                // A system that only looks like Linux. It is as fast as it was.
                _canWakeLate = false;
            }
        }
    }

    // To wake up costs more than a small message. Worth its processor time only while answers come that fast: after some
    // waits in vain it is tried now and then.
    private void WaitBusily()
    {
        if (_busyWaitTicks == 0 || _deadline != 0 || (_idleWaits > IdleWaitsMax && ++_idleWaits % BusyWaitEvery != 0))
        {
            return;
        }

        long until = Stopwatch.GetTimestamp() + _busyWaitTicks;
        while (_socket.Available == 0)
        {
            if (Stopwatch.GetTimestamp() >= until)
            {
                _idleWaits++;
                return;
            }
        }

        _idleWaits = 0;
    }

    private void ObserveDeadline()
    {
        if (_deadline != 0)
        {
            double rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline).TotalMilliseconds;
            int timeout = rest >= 1 ? (int)Math.Min(rest, int.MaxValue) : throw new TimeoutException("The peer took too long.");
            _socket.ReceiveTimeout = timeout;
            _socket.SendTimeout = timeout;
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
