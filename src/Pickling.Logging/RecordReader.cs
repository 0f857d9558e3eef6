using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Pickling.Multiprocessing;

namespace Pickling.Logging;

/// <summary>Takes one record at a time from a connection: <c>struct.pack(">L", len(s)) + s</c>, as <c>SocketHandler.makePickle</c> writes it.</summary>
/// <remarks>
/// A record that is too long is read over as its bytes arrive, and costs no memory. To end its connection would lose those
/// behind it: Python's handler notices the end only after it has sent some more, and sends none of them again.
/// </remarks>
internal sealed class RecordReader(PipeReader source, PickleLogReceiverOptions options)
{
    // What is longer is no length: the first four bytes of HTTP, SSH and TLS are all more.
    private const long SkippedBytesMax = 256 * 1024 * 1024;

    private readonly long _recordBytesMax = Math.Min(options.RecordBytesMax, int.MaxValue);

    /// <summary>Loads the next record.</summary>
    /// <exception cref="EndOfStreamException">The program closed its connection.</exception>
    /// <exception cref="PickleException">The record is too long, or no pickle. The next one can be loaded.</exception>
    /// <exception cref="PickleConnectionException">The connection ended within a record, or whoever sends speaks another protocol.</exception>
    public async ValueTask<object?> LoadAsync(CancellationToken cancellationToken)
    {
        long length = await ReadLengthAsync(cancellationToken).ConfigureAwait(false);
        if (length > _recordBytesMax)
        {
            if (length > SkippedBytesMax)
            {
                throw new PickleConnectionException($"a record of {length} bytes was announced. Whoever sends is no SocketHandler, or has lost its place.");
            }

            await SkipAsync(length, cancellationToken).ConfigureAwait(false);
            throw new PickleLimitException($"it has {length} bytes; RecordBytesMax lets {_recordBytesMax} through.");
        }

        ReadResult read = length > 0 ? await source.ReadAtLeastAsync((int)length, cancellationToken).ConfigureAwait(false) : default;
        if (read.Buffer.Length < length)
        {
            throw Ended(length - read.Buffer.Length);
        }

        ReadOnlySequence<byte> record = read.Buffer.Slice(0, length);
        try
        {
            return Pickle.Loads(record, options.Pickle);
        }
        finally
        {
            if (length > 0)
            {
                source.AdvanceTo(record.End);
            }
        }
    }

    private async ValueTask<long> ReadLengthAsync(CancellationToken cancellationToken)
    {
        ReadResult read = await source.ReadAtLeastAsync(sizeof(uint), cancellationToken).ConfigureAwait(false);
        if (read.Buffer.Length < sizeof(uint))
        {
            throw read.Buffer.IsEmpty
                ? new EndOfStreamException("The program closed its connection.")
                : new PickleConnectionException("the connection ended in the middle of a record's length.");
        }

        long length = Length(read.Buffer);
        source.AdvanceTo(read.Buffer.GetPosition(sizeof(uint)));
        return length;
    }

    private static uint Length(ReadOnlySequence<byte> head)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        head.Slice(0, sizeof(uint)).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private async ValueTask SkipAsync(long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            ReadResult read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            long skipped = Math.Min(read.Buffer.Length, length);
            length -= skipped;
            source.AdvanceTo(read.Buffer.GetPosition(skipped));
            if (length > 0 && read.IsCompleted)
            {
                throw Ended(length);
            }
        }
    }

    private static PickleConnectionException Ended(long missing) => new($"the connection ended in the middle of a record: {missing} bytes of it are missing.");
}
