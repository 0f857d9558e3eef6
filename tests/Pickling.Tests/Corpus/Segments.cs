using System.Buffers;

namespace Pickling.Tests.Corpus;

/// <summary>Bytes as a sequence of many segments, empty ones among them.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    /// <summary>Cuts the bytes into segments of the lengths that come.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, Func<int> nextLength)
    {
        var first = new Segments();
        Segments last = first;
        for (int offset = 0; offset < bytes.Length;)
        {
            int count = Math.Min(nextLength(), bytes.Length - offset);
            var next = new Segments { Memory = bytes.AsMemory(offset, count), RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
            offset += count;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
