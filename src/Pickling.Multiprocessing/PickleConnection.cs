using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Pickling.Multiprocessing.Authentication;
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
public sealed class PickleConnection : IDisposable, IAsyncDisposable
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

    /// <summary>Receives the next object, as <c>recv</c> does.</summary>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    /// <exception cref="PickleException">The message is no pickle.</exception>
    public object? Receive() => ReceiveValueAsync<object?>(isAsync: false, CancellationToken.None).Wait();

    /// <summary>Receives the next object as a .NET type.</summary>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    /// <exception cref="PickleException">The message is no pickle, or its object is no <typeparamref name="T"/>.</exception>
    public T Receive<T>() => ReceiveValueAsync<T>(isAsync: false, CancellationToken.None).Wait();

    /// <summary>Receives the next object, as <c>recv</c> does.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing of the message is lost. In the middle of one of more than 64 MB it closes the connection.</param>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    /// <exception cref="PickleException">The message is no pickle.</exception>
    public ValueTask<object?> ReceiveAsync(CancellationToken cancellationToken = default) => ReceiveValueAsync<object?>(isAsync: true, cancellationToken);

    /// <summary>Receives the next object as a .NET type.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing of the message is lost. In the middle of one of more than 64 MB it closes the connection.</param>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    /// <exception cref="PickleException">The message is no pickle, or its object is no <typeparamref name="T"/>.</exception>
    public ValueTask<T> ReceiveAsync<T>(CancellationToken cancellationToken = default) => ReceiveValueAsync<T>(isAsync: true, cancellationToken);

    /// <summary>Receives objects until the peer closes the connection.</summary>
    public async IAsyncEnumerable<object?> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            object? value;
            try
            {
                value = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (EndOfStreamException)
            {
                yield break;
            }

            yield return value;
        }
    }

    /// <summary>Receives one message as bytes, as <c>recv_bytes</c> does.</summary>
    /// <param name="bytesMax">The most that the message may have; a longer one breaks the connection. Default: what the options say.</param>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public byte[] ReceiveBytes(long? bytesMax = null) => ReceiveBytesAsync(bytesMax, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Receives one message as bytes, as <c>recv_bytes</c> does.</summary>
    /// <param name="bytesMax">The most that the message may have; a longer one breaks the connection. Default: what the options say.</param>
    /// <param name="cancellationToken">Ends the wait; nothing of the message is lost.</param>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public ValueTask<byte[]> ReceiveBytesAsync(long? bytesMax = null, CancellationToken cancellationToken = default) =>
        ReceiveBytesAsync(bytesMax, isAsync: true, cancellationToken);

    /// <summary>Receives one message as bytes into memory of the caller's, as <c>recv_bytes_into</c> does.</summary>
    /// <param name="buffer">Where the bytes go, from its start. To use the same again is the fastest way to receive.</param>
    /// <returns>How many bytes the message has.</returns>
    /// <exception cref="PickleBufferTooShortException">The message is longer; it waits to be received in another way.</exception>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public int ReceiveBytesInto(Memory<byte> buffer) => ReceiveBytesIntoAsync(buffer, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Receives one message as bytes into memory of the caller's, as <c>recv_bytes_into</c> does.</summary>
    /// <param name="buffer">Where the bytes go, from its start. To use the same again is the fastest way to receive.</param>
    /// <param name="cancellationToken">Ends the wait; nothing of the message is lost.</param>
    /// <returns>How many bytes the message has.</returns>
    /// <exception cref="PickleBufferTooShortException">The message is longer; it waits to be received in another way.</exception>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReceiveBytesIntoAsync(buffer, isAsync: true, cancellationToken);

    /// <summary>Receives one message of any length as a stream, as its bytes arrive.</summary>
    /// <returns>The message; the next can be received once this is disposed, which reads over the rest.</returns>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public async ValueTask<Stream> ReceiveStreamAsync(CancellationToken cancellationToken = default)
    {
        await EnterAsync(_receiving, isAsync: true, cancellationToken).ConfigureAwait(false);
        try
        {
            long length = await BeginAsync(Options.FrameBytesMax, isAsync: true, cancellationToken).ConfigureAwait(false);
            return new FrameStream(_source, length, () => _receiving.Release());
        }
        catch (Exception error) when (IsClosedHere(error))
        {
            _receiving.Release();
            throw ClosedHere(error);
        }
        catch
        {
            _receiving.Release();
            throw;
        }
    }

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

    /// <summary>Whether there is something to receive, the end of the connection included, as <c>poll</c> does.</summary>
    /// <param name="timeout">How long to wait for it; default not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public bool Poll(TimeSpan timeout = default) => PollAsync(timeout, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Whether there is something to receive, the end of the connection included, as <c>poll</c> does.</summary>
    /// <param name="timeout">How long to wait for it; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => PollAsync(timeout, isAsync: true, cancellationToken);

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

    internal ValueTask<byte[]> ReceiveBytesAsync(long? bytesMax, bool isAsync, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesMax ?? 0, nameof(bytesMax));
        return ReceiveAsync(bytesMax ?? Options.FrameBytesMax, static (message, _) => message.ToArray(), null, isAsync, cancellationToken);
    }

    private async ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        await EnterAsync(_receiving, isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            long length = await BeginAsync(Options.FrameBytesMax, isAsync, cancellationToken).ConfigureAwait(false);
            if (length > buffer.Length)
            {
                throw new PickleBufferTooShortException(length, buffer.Length);
            }

            await _source.ReadWholeAsync(buffer[..(int)length], isAsync, cancellationToken).ConfigureAwait(false);
            _source.End();
            return (int)length;
        }
        catch (Exception error) when (IsClosedHere(error))
        {
            throw ClosedHere(error);
        }
        finally
        {
            _receiving.Release();
        }
    }

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

    private ValueTask<T> ReceiveValueAsync<T>(bool isAsync, CancellationToken cancellationToken) =>
        ReceiveAsync(Options.FrameBytesMax, static (message, options) => Load<T>(message.Span, options), static (stream, options) => Load<T>(stream, options), isAsync, cancellationToken);

    private async ValueTask<T> ReceiveAsync<T>(
        long lengthMax,
        Func<ReadOnlyMemory<byte>, PickleOptions, T> take,
        Func<Stream, PickleOptions, T>? takeLarge,
        bool isAsync,
        CancellationToken cancellationToken)
    {
        await EnterAsync(_receiving, isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            long length = await BeginAsync(lengthMax, isAsync, cancellationToken).ConfigureAwait(false);
            if (takeLarge is null || (_source.CanGather && (isAsync || IsCopied(typeof(T)) || !_source.IsMostlyPayload())))
            {
                if (length > Array.MaxLength)
                {
                    throw new PickleConnectionException($"The message has {length} bytes, more than an array holds. ReceiveStreamAsync takes it.");
                }

                ReadOnlyMemory<byte> message = await _source.GatherAsync(isAsync, cancellationToken).ConfigureAwait(false);
                try
                {
                    ThrowIfChallenge(message.Span, isObject: takeLarge is not null);
                    return take(message, Options.Pickle);
                }
                finally
                {
                    _source.End();
                }
            }

            return await ReceiveLargeAsync(length, takeLarge, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsClosedHere(error))
        {
            throw ClosedHere(error);
        }
        finally
        {
            _receiving.Release();
        }
    }

    // Whether a payload is read into something else, in which it does not stay: then all of it is better there before.
    private static bool IsCopied(Type type) => type.IsArray && type != typeof(byte[]);

    // A message that is loaded as it arrives. The loader blocks: asynchronously it needs a thread of its own meanwhile, and
    // nothing but the end of the connection wakes it.
    private async ValueTask<T> ReceiveLargeAsync<T>(long length, Func<Stream, PickleOptions, T> take, bool isAsync, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration onCancel = cancellationToken.Register(Abandon);
        var stream = new FrameStream(_source, length, static () => { });
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return isAsync
                    ? await Task.Run(() => take(stream, Options.Pickle), CancellationToken.None).ConfigureAwait(false)
                    : take(stream, Options.Pickle);
            }
            catch (Exception error) when (cancellationToken.IsCancellationRequested && error is IOException or ObjectDisposedException)
            {
                throw new OperationCanceledException(AbandonedReason, error, cancellationToken);
            }
        }
    }

    private void Abandon()
    {
        _source.Abandon(AbandonedReason);
        _isSendBroken = true;
        _channel.Dispose();
    }

    // No pickle begins so: a peer that wants a key speaks first.
    private void ThrowIfChallenge(ReadOnlySpan<byte> message, bool isObject)
    {
        if (isObject && Options.AuthenticationKey is null && message.StartsWith(Handshake.Challenge))
        {
            throw new PickleAuthenticationException("The peer asks for a key, and this end has none: set AuthenticationKey to the peer's.");
        }
    }

    private static T Load<T>(ReadOnlySpan<byte> message, PickleOptions options) =>
        typeof(T) == typeof(object) ? (T)Pickle.Loads(message, options)! : Pickle.Loads<T>(message, options);

    private static T Load<T>(Stream message, PickleOptions options) =>
        typeof(T) == typeof(object) ? (T)Pickle.Load(message, options)! : Pickle.Load<T>(message, options);

    private ValueTask<long> BeginAsync(long lengthMax, bool isAsync, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _source.BeginAsync(lengthMax, isAsync, cancellationToken);
    }

    private async ValueTask<bool> PollAsync(TimeSpan timeout, bool isAsync, CancellationToken cancellationToken)
    {
        // As Python takes them: less than none is none, and more than a timer counts is for ever.
        timeout = timeout == Timeout.InfiniteTimeSpan || timeout > PollMax ? Timeout.InfiniteTimeSpan : timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout;
        await EnterAsync(_receiving, isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfDisposed();
            return await _source.PollAsync(timeout, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsClosedHere(error))
        {
            throw ClosedHere(error);
        }
        finally
        {
            _receiving.Release();
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
