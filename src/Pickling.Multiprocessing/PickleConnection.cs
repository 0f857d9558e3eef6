using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

/// <summary>A connection that carries objects: <c>multiprocessing.connection.Connection</c>, equal on the wire.</summary>
/// <remarks>
/// <para>
/// Every method has a blocking and an asynchronous form, which may be mixed. One thread may send while another receives;
/// several senders, or several receivers, take turns.
/// </para>
/// <para>
/// Nothing is read that nobody asked for, beyond one small buffer: a program that stops receiving stops its peer. On a
/// <see cref="IDuplexPipe"/> the pipe's own thresholds say when.
/// </para>
/// <para>
/// The end of the connection is <see cref="EndOfStreamException"/>, a broken one or one that does not keep to the protocol
/// is <see cref="PickleConnectionException"/>. After a message that is no pickle (<see cref="PickleException"/>) the
/// connection goes on with the next.
/// </para>
/// </remarks>
public sealed partial class PickleConnection : IDisposable, IAsyncDisposable
{
    private const string AbandonedReason =
        "A receive was cancelled in the middle of a message that was being loaded as it came, and the connection was closed.";

    // What a timer counts at most: 49 days.
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly ByteChannel _channel;
    private readonly FrameFormat _format;
    private readonly FrameSource _source;
    private readonly FrameBuffer _frame;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private int _isDisposed;
    private bool _isSendBroken;

    /// <summary>Speaks over any stream, without authentication.</summary>
    /// <param name="stream">A stream that reads and writes; closed with the connection.</param>
    /// <param name="options">How to dump and load, and how much; default <see cref="PickleConnectionOptions.Default"/>.</param>
    public PickleConnection(Stream stream, PickleConnectionOptions? options = null)
        : this(new StreamChannel(stream ?? throw new ArgumentNullException(nameof(stream))), options ?? PickleConnectionOptions.Default)
    {
    }

    /// <summary>Speaks over a pair of pipes, such as a connection of Kestrel, without authentication.</summary>
    /// <param name="pipe">Its input is read and its output written; both are completed with the connection.</param>
    /// <param name="options">How to dump and load, and how much; default <see cref="PickleConnectionOptions.Default"/>.</param>
    public PickleConnection(IDuplexPipe pipe, PickleConnectionOptions? options = null)
        : this(new PipeChannel(pipe ?? throw new ArgumentNullException(nameof(pipe))), options ?? PickleConnectionOptions.Default)
    {
    }

    internal PickleConnection(ByteChannel channel, PickleConnectionOptions options, EndPoint? remoteEndPoint = null, FrameFormat? format = null)
    {
        _channel = channel;
        _format = format ?? ConnectionFormat.Instance;
        Options = options;
        RemoteEndPoint = remoteEndPoint;
        _source = new FrameSource(channel, _format);
        _frame = new FrameBuffer(_format, options.FrameBytesMax);
    }

    /// <summary>How the connection dumps and loads.</summary>
    public PickleConnectionOptions Options { get; }

    /// <summary>Who is at the other end, where that is known: Python's <c>Listener.last_accepted</c>.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>Sends an object, as <c>send</c> does.</summary>
    public void Send(object? value) => SendValueAsync(value, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Sends an object, as <c>send</c> does.</summary>
    /// <remarks>
    /// A send that is cancelled half-way leaves the connection unusable for sending. Large byte arrays are sent from where they
    /// lie: they must not change before the task is complete.
    /// </remarks>
    public ValueTask SendAsync(object? value, CancellationToken cancellationToken = default) => SendValueAsync(value, isAsync: true, cancellationToken);

    /// <summary>Sends a .NET object in its typed form, as <see cref="Pickle.Dumps{T}(T, PickleOptions)"/> writes it.</summary>
    public void Send<T>(T value) => SendValueAsync(value, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Sends a .NET object in its typed form, as <see cref="Pickle.Dumps{T}(T, PickleOptions)"/> writes it.</summary>
    /// <remarks>
    /// A send that is cancelled half-way leaves the connection unusable for sending. Large byte arrays are sent from where they
    /// lie: they must not change before the task is complete.
    /// </remarks>
    public ValueTask SendAsync<T>(T value, CancellationToken cancellationToken = default) => SendValueAsync(value, isAsync: true, cancellationToken);

    /// <summary>Sends bytes as one message, as <c>send_bytes</c> does.</summary>
    public void SendBytes(ReadOnlyMemory<byte> bytes) => SendFrameAsync(new ReadOnlySequence<byte>(bytes), isAsync: false, CancellationToken.None).Wait();

    /// <summary>Sends bytes as one message, as <c>send_bytes</c> does.</summary>
    public ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        SendFrameAsync(new ReadOnlySequence<byte>(bytes), isAsync: true, cancellationToken);

    /// <summary>Sends bytes in several pieces as one message.</summary>
    public ValueTask SendBytesAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken = default) =>
        SendFrameAsync(bytes, isAsync: true, cancellationToken);

    /// <summary>Sends the next bytes of a stream as one message.</summary>
    /// <param name="source">Where the bytes come from.</param>
    /// <param name="length">How many bytes to take; the stream must have them.</param>
    /// <param name="cancellationToken">Ends the sending, and with it the connection.</param>
    public async ValueTask SendStreamAsync(Stream source, long length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckLength(length);
        await EnterSendAsync(isAsync: true, cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            int header = _format.WriteBefore(buffer.AsSpan(0, FrameFormat.HeaderBytesMax), length);
            await WriteAsync(buffer.AsMemory(FrameFormat.HeaderBytesMax - header, header), isAsync: true, cancellationToken).ConfigureAwait(false);
            for (long remaining = length; remaining > 0;)
            {
                int count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, remaining)), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new EndOfStreamException($"The source ended {remaining} bytes early; the message cannot be completed.");
                }

                await WriteAsync(buffer.AsMemory(0, count), isAsync: true, cancellationToken).ConfigureAwait(false);
                remaining -= count;
            }
        }
        catch
        {
            _isSendBroken = true;
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _sending.Release();
        }
    }

    /// <summary>
    /// Closes gracefully: says that nothing more is sent, and waits until the peer has taken all and closes too. What the peer
    /// still sends is read over.
    /// </summary>
    /// <param name="timeout">How long to wait for the peer.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is closed all the same.</param>
    /// <returns>Whether the peer closed in time.</returns>
    public async ValueTask<bool> CloseAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await EnterSendAsync(isAsync: true, deadline.Token).ConfigureAwait(false);
            try
            {
                await _channel.CompleteAsync(deadline.Token).ConfigureAwait(false);
            }
            finally
            {
                _isSendBroken = true;
                _sending.Release();
            }

            while (true)
            {
                Stream message = await ReceiveStreamAsync(deadline.Token).ConfigureAwait(false);
                await message.DisposeAsync().AsTask().WaitAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (EndOfStreamException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the connection at once. What was sent arrives; what was not received is lost.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // First the channel, which wakes whoever waits in it; then, behind them, the buffers.
        _channel.Dispose();
        _closing.Cancel();
        if (_receiving.Wait(TimeSpan.FromSeconds(1)))
        {
            _source.Dispose();
            _receiving.Release();
        }

        if (_sending.Wait(TimeSpan.FromSeconds(1)))
        {
            _frame.Dispose();
            _sending.Release();
        }
    }

    /// <summary>Closes the connection at once, as <see cref="Dispose"/> does.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void AcknowledgeAtOnce() => _channel.AcknowledgeAtOnce();

    internal ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken) =>
        SendFrameAsync(new ReadOnlySequence<byte>(bytes), isAsync, cancellationToken);

    private async ValueTask SendValueAsync<T>(T value, bool isAsync, CancellationToken cancellationToken)
    {
        await EnterSendAsync(isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            // The whole message is there before its first byte goes out: an object that cannot be dumped breaks nothing.
            Pickle.Dump(value, _frame, Options.Pickle);
            foreach (ReadOnlyMemory<byte> piece in _frame.WirePieces())
            {
                await WriteAsync(piece, isAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _frame.Reset();
            _sending.Release();
        }
    }

    private async ValueTask SendFrameAsync(ReadOnlySequence<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        CheckLength(bytes.Length);
        await EnterSendAsync(isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            // Short ones go out together with their header.
            bool isShort = bytes.Length <= 16 * 1024;
            if (isShort)
            {
                foreach (ReadOnlyMemory<byte> piece in bytes)
                {
                    _frame.Write(piece.Span);
                }
            }

            foreach (ReadOnlyMemory<byte> piece in isShort ? _frame.WirePieces() : [Header(bytes.Length), .. Pieces(bytes)])
            {
                await WriteAsync(piece, isAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _frame.Reset();
            _sending.Release();
        }
    }

    private byte[] Header(long length)
    {
        byte[] header = new byte[FrameFormat.HeaderBytesMax];
        return header[^_format.WriteBefore(header, length)..];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            yield return piece;
        }
    }

    private async ValueTask EnterSendAsync(bool isAsync, CancellationToken cancellationToken)
    {
        await EnterAsync(_sending, isAsync, cancellationToken).ConfigureAwait(false);
        if (_isDisposed != 0 || _isSendBroken)
        {
            _sending.Release();
            ThrowIfDisposed();
            throw new PickleConnectionException("An earlier message was not sent to its end, or the connection was closed for sending: nothing more can be sent.");
        }
    }

    private ValueTask EnterAsync(SemaphoreSlim turn, bool isAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return turn.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : EnterLaterAsync(turn, isAsync, cancellationToken);
    }

    // Whoever has the turn may keep it for longer than the connection is open: a message's stream that was not closed.
    private async ValueTask EnterLaterAsync(SemaphoreSlim turn, bool isAsync, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            if (isAsync)
            {
                await turn.WaitAsync(ending.Token).ConfigureAwait(false);
            }
            else
            {
                turn.Wait(ending.Token);
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw ClosedHere(error);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.WriteAsync(bytes, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _isSendBroken = true;
            if (IsClosedHere(error))
            {
                throw ClosedHere(error);
            }

            if (error is SocketException or IOException)
            {
                throw new PickleConnectionException("The connection broke: " + error.Message, error);
            }

            throw;
        }
    }

    private void CheckLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0 && !_channel.CarriesEmptyMessages)
        {
            throw new PickleConnectionException("A pipe of Windows carries no message without bytes from .NET. Nothing was sent; send at least one byte.");
        }

        if (length > Options.FrameBytesMax)
        {
            throw new PickleConnectionException($"The message has {length} bytes; FrameBytesMax lets {Options.FrameBytesMax} through. Nothing was sent.");
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed != 0, this);

    // What a wait ends with when this end closes the connection under it is not the peer's doing, and need not read like it.
    private bool IsClosedHere(Exception error) => _isDisposed != 0 && error is IOException or SocketException or ObjectDisposedException;

    private static ObjectDisposedException ClosedHere(Exception error) =>
        error as ObjectDisposedException ?? new ObjectDisposedException("The connection was closed here meanwhile.", error);
}
