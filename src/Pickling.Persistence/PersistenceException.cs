namespace Pickling.Persistence;

/// <summary>State could not be stored or opened: the disk is full, the folder is read-only, another writer has it.</summary>
/// <remarks>What was stored before is as it was. Damaged content is a <see cref="PersistedDataException"/> instead.</remarks>
public sealed class PersistenceException : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What failed and what to do; the path is put in front.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PersistenceException(string message, string path, Exception? innerException = null)
        : base($"{path}: {message}", innerException) => FilePath = path;

    /// <summary>The file or folder that the error is about.</summary>
    public string FilePath { get; }
}
