namespace Pickling.Stores.Disk;

/// <summary>The column <c>mode</c> of diskcache: in which form a value is stored.</summary>
internal static class DiskMode
{
    /// <summary>A value that SQLite has itself: text, 64-bit int, float, bytes.</summary>
    public const long Raw = 1;

    /// <summary>Bytes in a file.</summary>
    public const long Binary = 2;

    /// <summary>UTF-8 text in a file.</summary>
    public const long Text = 3;

    /// <summary>A pickle, in the column or in a file.</summary>
    public const long Pickle = 4;
}
