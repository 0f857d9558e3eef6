using System.Buffers;
using System.IO.Pipelines;

namespace Pickling.Multiprocessing.Tests;

/// <summary>
/// A pipe that takes its segments back in the very moment that <see cref="AdvanceTo(SequencePosition, SequencePosition)"/>
/// allows it, as a pipe whose writer is busy on another thread does now and then.
/// </summary>
internal sealed class RecyclingPipeReader(byte[] bytes, int segmentBytes) : PipeReader
{
    private int _position;
    private List<Segment> _segments = [];

    public override bool TryRead(out ReadResult result)
    {
        _segments = [];
        for (int start = _position; start < bytes.Length; start += segmentBytes)
        {
            var segment = new Segment(bytes.AsMemory(start, Math.Min(segmentBytes, bytes.Length - start)), start - _position);
            _segments.LastOrDefault()?.Append(segment);
            _segments.Add(segment);
        }

        ReadOnlySequence<byte> buffer = _segments.Count == 0
            ? default
            : new ReadOnlySequence<byte>(_segments[0], 0, _segments[^1], _segments[^1].Memory.Length);
        result = new ReadResult(buffer, isCanceled: false, isCompleted: true);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        TryRead(out ReadResult result);
        return ValueTask.FromResult(result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (consumed.GetObject() is Segment segment)
        {
            _position += (int)segment.RunningIndex + consumed.GetInteger();
        }

        _segments.ForEach(used => used.TakeBack());
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        public void Append(Segment next) => Next = next;

        public void TakeBack() => (Memory, RunningIndex, Next) = (default, 0, null);
    }
}
