using System.Buffers;
using System.Net.Sockets;

namespace Pickling.Multiprocessing.Channels;

/// <summary>Messages coming in: reads ahead into one buffer, and a message that is larger into one of its own.</summary>
/// <remarks>
/// A length is believed one step at a time, as bytes arrive. A read that is cancelled loses nothing: the next one goes on
/// where it stood.
/// </remarks>
internal sealed class FrameSource : IDisposable
{
    private const int InputBytes = 16 * 1024;

    // A message up to here is gathered before it is loaded, a longer one is loaded as it arrives.
    private const long GatheredBytesMax = 64 * 1024 * 1024;

    // A megabyte with what is around it fits without being copied on.
    private const int FirstStepBytes = 2 * 1024 * 1024;

    private readonly ByteChannel _channel;
    private readonly FrameFormat _format;
    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputBytes);
    private int _start;
    private int _end;

    // The message being read: bytes of it that did not come yet, or -1 between messages; before them those that did, as far
    // as they were gathered, or kept of a receive that was cancelled.
    private long _remaining = -1;
    private byte[]? _gathered;
    private int _gatheredBytes;
    private int _gatheredTaken;
    private Task<int>? _pendingRead;
    private Exception? _fault;

    public FrameSource(ByteChannel channel, FrameFormat format)
    {
        _channel = channel;
        _format = format;
    }

    /// <summary>Bytes of the current message that were not taken yet.</summary>
    public long Remaining => Math.Max(_remaining, 0) + _gatheredBytes - _gatheredTaken;

    /// <summary>Starts the next message, or goes on with one whose reading was cancelled; returns its length.</summary>
    public async ValueTask<long> BeginAsync(long lengthMax, bool isAsync, CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            throw new PickleConnectionException("An earlier message broke this connection: " + _fault.Message, _fault);
        }

        if (_remaining >= 0)
        {
            return Allowed(_remaining + _gatheredBytes, lengthMax);
        }

        long length;
        int headerBytes;
        while (!TryReadHeader(out length, out headerBytes))
        {
            if (!await FillAsync(isAsync, cancellationToken).ConfigureAwait(false))
            {
                throw _start == _end
                    ? new EndOfStreamException("The peer closed the connection.")
                    : Break(new PickleConnectionException("The connection ended in the middle of a message's length."));
            }
        }

        _remaining = Allowed(length, lengthMax);
        _start += headerBytes;
        return length;
    }

    /// <summary>Whether the current message is short enough to be gathered.</summary>
    public bool CanGather => Remaining <= GatheredBytesMax;

    /// <summary>Whether the current message is better loaded as it arrives: reads its first bytes, and blocks for them.</summary>
    public bool IsMostlyPayload()
    {
        if (_remaining < PayloadProbe.MessageBytesMin || _gathered is not null)
        {
            return false;
        }

        while (_end - _start < PayloadProbe.HeadBytes)
        {
            if (!FillAsync(isAsync: false, CancellationToken.None).Wait())
            {
                throw EndedEarly();
            }
        }

        return PayloadProbe.IsMostlyPayload(_input.AsSpan(_start, PayloadProbe.HeadBytes), _remaining);
    }

    /// <summary>The whole of the current message; valid until <see cref="End"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> GatherAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_gathered is null && _remaining <= _input.Length)
        {
            while (_end - _start < _remaining)
            {
                if (!await FillAsync(isAsync, cancellationToken).ConfigureAwait(false))
                {
                    throw EndedEarly();
                }
            }

            ReadOnlyMemory<byte> message = _input.AsMemory(_start, (int)_remaining);
            _start += (int)_remaining;
            _remaining = 0;
            return message;
        }

        int length = checked((int)(_remaining + _gatheredBytes));
        _gathered ??= ArrayPool<byte>.Shared.Rent(Math.Min(length, FirstStepBytes));
        while (_remaining > 0)
        {
            if (_gatheredBytes == _gathered.Length)
            {
                Grow(length);
            }

            int space = Math.Min(_gathered.Length, length) - _gatheredBytes;
            _gatheredBytes += await ReadOnAsync(_gathered.AsMemory(_gatheredBytes, space), isAsync, cancellationToken).ConfigureAwait(false);
        }

        return _gathered.AsMemory(0, length);
    }

    /// <summary>Takes the whole of the current message into memory of the caller's, which has its length.</summary>
    public async ValueTask ReadWholeAsync(Memory<byte> target, bool isAsync, CancellationToken cancellationToken)
    {
        _gathered.AsSpan(0, _gatheredBytes).CopyTo(target.Span);
        int taken = _gatheredBytes;
        try
        {
            while (_remaining > 0)
            {
                taken += await ReadOnAsync(target[taken..], isAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            Keep(target.Span[..taken]);
            throw;
        }
    }

    /// <summary>Takes the next bytes of the current message, first those that a cancelled receive left; 0 at its end.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        int kept = Math.Min(_gatheredBytes - _gatheredTaken, buffer.Length);
        if (kept == 0)
        {
            return ReadOnAsync(buffer, isAsync, cancellationToken);
        }

        _gathered.AsMemory(_gatheredTaken, kept).CopyTo(buffer);
        _gatheredTaken += kept;
        return ValueTask.FromResult(kept);
    }

    /// <summary>Says why nothing more can be received.</summary>
    public void Abandon(string reason) => Break(new PickleConnectionException(reason));

    /// <summary>Ends the current message, reading over what was not taken of it.</summary>
    public async ValueTask SkipAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (Remaining > 0 && _fault is null)
        {
            byte[] waste = ArrayPool<byte>.Shared.Rent(InputBytes);
            try
            {
                while (await ReadAsync(waste, isAsync, cancellationToken).ConfigureAwait(false) > 0)
                {
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(waste);
            }
        }

        End();
    }

    /// <summary>Ends the current message, all of which was taken.</summary>
    public void End()
    {
        _remaining = -1;
        (_gatheredBytes, _gatheredTaken) = (0, 0);
        if (_gathered is not null)
        {
            ArrayPool<byte>.Shared.Return(_gathered);
            _gathered = null;
        }
    }

    /// <summary>Waits until there is something to read, the end included.</summary>
    public async ValueTask<bool> PollAsync(TimeSpan timeout, bool isAsync, CancellationToken cancellationToken)
    {
        if (_end > _start || _remaining >= 0)
        {
            return true;
        }

        if (_pendingRead is null && !isAsync && _channel.Poll(timeout) is bool isReady)
        {
            return isReady;
        }

        // A stream tells only by reading; the read goes on after the timeout, and the next one waits for it.
        (_start, _end) = (0, 0);
        _pendingRead ??= _channel.ReadAsync(_input, isAsync: true, CancellationToken.None).AsTask();
        if (timeout == TimeSpan.Zero)
        {
            // As below, without the cost of an exception that says no.
            return _pendingRead.IsCompleted;
        }

        Task waiting = _pendingRead.WaitAsync(timeout, cancellationToken);
        try
        {
            if (isAsync)
            {
                await waiting.ConfigureAwait(false);
            }
            else
            {
                waiting.GetAwaiter().GetResult();
            }

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The read that follows says what is wrong.
            return true;
        }
    }

    public void Dispose()
    {
        End();

        // Nobody will ask how a read ended that a poll began; unasked, it would be reported as an error that nobody saw.
        _pendingRead?.ContinueWith(
            static read => read.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        // A read that is still under way owns the buffer: the collector takes both.
        if (_pendingRead is null or { IsCompleted: true })
        {
            ArrayPool<byte>.Shared.Return(_input);
        }

        _input = [];
        _fault ??= new ObjectDisposedException(nameof(PickleConnection));
    }

    private long Allowed(long length, long lengthMax) => length <= lengthMax
        ? length
        : throw Break(new PickleConnectionException($"The peer announced a message of {length} bytes; at most {lengthMax} are let through."));

    private bool TryReadHeader(out long length, out int headerBytes)
    {
        try
        {
            return _format.TryRead(_input.AsSpan(_start, _end - _start), out length, out headerBytes);
        }
        catch (PickleConnectionException error)
        {
            throw Break(error);
        }
    }

    // Reads on in the current message, behind what was gathered of it.
    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        if (buffer.Length > _remaining)
        {
            buffer = buffer[..(int)Math.Max(_remaining, 0)];
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        int read = Math.Min(_end - _start, buffer.Length);
        if (read > 0)
        {
            _input.AsMemory(_start, read).CopyTo(buffer);
            _start += read;
        }
        else if (buffer.Length < _input.Length || _pendingRead is not null)
        {
            return await FillAsync(isAsync, cancellationToken).ConfigureAwait(false)
                ? await ReadOnAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false)
                : throw EndedEarly();
        }
        else
        {
            read = await ReadChannelAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw EndedEarly();
            }
        }

        _remaining -= read;
        return read;
    }

    private async ValueTask<bool> FillAsync(bool isAsync, CancellationToken cancellationToken)
    {
        int read;
        if (_pendingRead is not null)
        {
            Task<int> pending = _pendingRead;
            try
            {
                read = isAsync ? await pending.WaitAsync(cancellationToken).ConfigureAwait(false) : pending.GetAwaiter().GetResult();
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                throw Break(new PickleConnectionException("The connection broke: " + error.Message, error));
            }

            _pendingRead = null;
        }
        else
        {
            if (_start > 0)
            {
                _input.AsSpan(_start, _end - _start).CopyTo(_input);
                (_start, _end) = (0, _end - _start);
            }

            read = await ReadChannelAsync(_input.AsMemory(_end), isAsync, cancellationToken).ConfigureAwait(false);
        }

        _end += read;
        return read > 0;
    }

    private async ValueTask<int> ReadChannelAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await _channel.ReadAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw Break(new PickleConnectionException("The connection broke: " + error.Message, error));
        }
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, _gatheredBytes * 2L));
        _gathered.AsSpan(0, _gatheredBytes).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_gathered!);
        _gathered = larger;
    }

    // What was taken of a message before the taking was cancelled.
    private void Keep(ReadOnlySpan<byte> taken)
    {
        byte[] kept = ArrayPool<byte>.Shared.Rent(taken.Length);
        taken.CopyTo(kept);
        if (_gathered is not null)
        {
            ArrayPool<byte>.Shared.Return(_gathered);
        }

        (_gathered, _gatheredBytes) = (kept, taken.Length);
    }

    private PickleConnectionException EndedEarly() =>
        Break(new PickleConnectionException($"The connection ended in the middle of a message: {_remaining - (_end - _start)} bytes of it are missing."));

    private PickleConnectionException Break(PickleConnectionException error)
    {
        _fault ??= error;
        return error;
    }
}
