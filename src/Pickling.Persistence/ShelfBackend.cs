namespace Pickling.Persistence;

/// <summary>Which of Python's <c>dbm</c> formats a shelf has.</summary>
public enum ShelfBackend
{
    /// <summary>What the files that are there say (as Python's <c>dbm.whichdb</c>); for a new shelf <see cref="Sqlite"/>.</summary>
    Detect,

    /// <summary><c>dbm.sqlite3</c>, Python's default from 3.13: one SQLite file, which several processes may have open.</summary>
    Sqlite,

    /// <summary><c>dbm.dumb</c>, which every Python has: <c>name.dir</c> and <c>name.dat</c>, for one process at a time.</summary>
    Dumb,

    /// <summary><c>dbm.gnu</c>: one gdbm file, which is read and not written.</summary>
    Gdbm,
}
