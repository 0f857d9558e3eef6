using System.Buffers;
using System.Runtime.InteropServices;

namespace Pickling.Multiprocessing.Channels;

/// <summary>A channel on a stream that keeps messages apart by itself, as Windows' pipes do: lengths are put before them here.</summary>
/// <remarks>Python's <c>PipeConnection</c>: one write is one message, and a message is read until it is complete.</remarks>
internal sealed class MessageChannel(Stream stream, Func<bool> isMessageComplete, Func<bool> isConnected, long messageBytesMax) : ByteChannel
{
    private const int ReadBytes = 16 * 1024;

    // A message that came, behind its length; and one that goes, as far as it was given.
    private readonly ArrayBufferWriter<byte> _incoming = new();
    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private int _taken;

    // Whether a message has come in part; a read that was cancelled goes on with it.
    private bool _isReading;

    // .NET's pipe streams write nothing when asked to write nothing.
    public override bool CarriesEmptyMessages => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, bool isAsync, CancellationToken cancellationToken)
    {
        if ((_isReading || _taken == _incoming.WrittenCount) && !await ReadMessageAsync(isAsync, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _incoming.WrittenCount - _taken);
        _incoming.WrittenMemory.Slice(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        _outgoing.Write(bytes.Span);
        if (!ConnectionFormat.Instance.TryRead(_outgoing.WrittenSpan, out long length, out int headerBytes) || _outgoing.WrittenCount < headerBytes + length)
        {
            return;
        }

        ReadOnlyMemory<byte> message = _outgoing.WrittenMemory[headerBytes..];
        try
        {
            if (isAsync)
            {
                await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                stream.Write(message.Span);
            }
        }
        finally
        {
            _outgoing.ResetWrittenCount();
        }
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Dispose() => stream.Dispose();

    private async ValueTask<bool> ReadMessageAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (!_isReading)
        {
            _incoming.ResetWrittenCount();
            _incoming.Write(stackalloc byte[FrameFormat.HeaderBytesMax]);
            _isReading = true;
        }

        do
        {
            Memory<byte> space = _incoming.GetMemory(ReadBytes);
            int read = isAsync ? await stream.ReadAsync(space, cancellationToken).ConfigureAwait(false) : stream.Read(space.Span);

            // A pipe that is still connected has sent a message of no bytes.
            if (read == 0 && _incoming.WrittenCount == FrameFormat.HeaderBytesMax && !isConnected())
            {
                _taken = _incoming.WrittenCount;
                _isReading = false;
                return false;
            }

            _incoming.Advance(read);
            if (_incoming.WrittenCount - FrameFormat.HeaderBytesMax > messageBytesMax)
            {
                throw new PickleConnectionException($"The peer sent a message of more than {messageBytesMax} bytes, the most that is let through.");
            }
        }
        while (!isMessageComplete());

        _isReading = false;
        WriteLength();
        return true;
    }

    private void WriteLength()
    {
        Span<byte> header = MemoryMarshal.AsMemory(_incoming.WrittenMemory).Span[..FrameFormat.HeaderBytesMax];
        _taken = FrameFormat.HeaderBytesMax - ConnectionFormat.Instance.WriteBefore(header, _incoming.WrittenCount - FrameFormat.HeaderBytesMax);
    }
}
