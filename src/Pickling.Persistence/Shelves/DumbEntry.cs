namespace Pickling.Persistence.Shelves;

/// <summary>Where a value of dbm.dumb lies in the <c>.dat</c> file, in bytes.</summary>
internal readonly record struct DumbEntry(long Position, int Size)
{
    /// <summary>Values begin at multiples of it.</summary>
    public const int BlockBytes = 512;

    /// <summary>How many blocks the value takes.</summary>
    public int Blocks => (Size + BlockBytes - 1) / BlockBytes;

    /// <summary>The end of its last block.</summary>
    public long End => Position + ((long)Blocks * BlockBytes);
}
