namespace Pickling.Multiprocessing.Channels;

/// <summary>How the length of a message stands in front of it.</summary>
internal abstract class FrameFormat
{
    /// <summary>The longest header of any format.</summary>
    public const int HeaderBytesMax = 12;

    /// <summary>The longest message behind a header of 31 bits.</summary>
    public const long ShortLengthMax = int.MaxValue;

    /// <summary>Writes the header so that it ends where the target ends; returns its length.</summary>
    public abstract int WriteBefore(Span<byte> target, long length);

    /// <summary>Reads a header; false when there are not enough bytes for it.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> source, out long length, out int headerBytes);
}
