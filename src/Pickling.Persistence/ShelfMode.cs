namespace Pickling.Persistence;

/// <summary>How to open a shelf: the flags of Python's <c>shelve.open</c>.</summary>
public enum ShelfMode
{
    /// <summary>Python's <c>'c'</c>: read and write; made when it is not there.</summary>
    OpenOrCreate,

    /// <summary>Python's <c>'r'</c>: only read; it must be there.</summary>
    ReadOnly,

    /// <summary>Python's <c>'w'</c>: read and write; it must be there.</summary>
    Open,

    /// <summary>
    /// Python's <c>'n'</c>: read and write, starting empty; what was there is deleted. The format stays (gdbm's, which is not
    /// written, becomes SQLite), unless <see cref="ShelfOptions.Backend"/> names another.
    /// </summary>
    CreateNew,
}
