using System.Runtime.CompilerServices;
using Pickling.Multiprocessing.Authentication;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

// What comes in: messages whole, into memory of the caller's or as a stream, and the wait for the next.
public sealed partial class PickleConnection
{
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

    /// <summary>Whether there is something to receive, the end of the connection included, as <c>poll</c> does.</summary>
    /// <param name="timeout">How long to wait for it; default not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public bool Poll(TimeSpan timeout = default) => PollAsync(timeout, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Whether there is something to receive, the end of the connection included, as <c>poll</c> does.</summary>
    /// <param name="timeout">How long to wait for it; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => PollAsync(timeout, isAsync: true, cancellationToken);

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
}
