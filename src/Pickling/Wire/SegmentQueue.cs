using System.Buffers;

namespace Pickling.Wire;

/// <summary>Keeps the chunks of a pickle until they are taken: all at once as an array, or one by one for writing.</summary>
/// <remarks>Large payloads are kept by reference, so they are copied once, to where they end up.</remarks>
internal sealed class SegmentQueue : PickleTarget
{
    private readonly struct Segment(ReadOnlyMemory<byte> bytes, byte[]? pooled)
    {
        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public byte[]? Pooled { get; } = pooled;
    }

    // Small pickles have none.
    private Queue<Segment>? _segments;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    public override byte[] Accept(byte[] buffer, int length)
    {
        if (length == 0)
        {
            return buffer;
        }

        _segments ??= new Queue<Segment>();
        _segments.Enqueue(new Segment(buffer.AsMemory(0, length), buffer));
        Bytes += length;
        return ArrayPool<byte>.Shared.Rent(buffer.Length);
    }

    public override void AcceptPayload(ReadOnlyMemory<byte> payload)
    {
        _segments ??= new Queue<Segment>();
        _segments.Enqueue(new Segment(payload, null));
        Bytes += payload.Length;
    }

    /// <summary>Everything that waits, and the tail after it, in one array.</summary>
    public byte[] ToArray(ReadOnlySpan<byte> tail)
    {
        long total = Bytes + tail.Length;
        if (total > Array.MaxLength)
        {
            throw new PicklingException(
                $"the pickle has {total} bytes, more than an array can hold; dump it to a stream");
        }

        byte[] all = GC.AllocateUninitializedArray<byte>((int)total);
        Span<byte> rest = all;
        while (TryPeek(out ReadOnlyMemory<byte> segment))
        {
            segment.Span.CopyTo(rest);
            rest = rest[segment.Length..];
            Remove();
        }

        tail.CopyTo(rest);
        return all;
    }

    /// <summary>The first segment that waits; call <see cref="Remove"/> when it is written.</summary>
    public bool TryPeek(out ReadOnlyMemory<byte> segment)
    {
        segment = default;
        if (_segments is null || !_segments.TryPeek(out Segment first))
        {
            return false;
        }

        segment = first.Bytes;
        return true;
    }

    /// <summary>Drops the first segment.</summary>
    public void Remove()
    {
        Segment first = _segments!.Dequeue();
        Bytes -= first.Bytes.Length;
        if (first.Pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(first.Pooled);
        }
    }

    /// <summary>Drops everything that waits.</summary>
    public void Clear()
    {
        while (_segments is { Count: > 0 })
        {
            Remove();
        }
    }
}
