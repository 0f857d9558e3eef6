namespace Pickling.Persistence;

/// <summary>What is stored cannot be read: damaged, cut off, of a foreign format, or no <c>T</c>; says which file and key.</summary>
/// <remarks>Nothing is changed when this is thrown, and other entries and checkpoints stay readable.</remarks>
public sealed class PersistedDataException : PickleException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong and what to do; path and key are put in front.</param>
    /// <param name="path">The file.</param>
    /// <param name="key">The key of the entry, or null when the file has no keys.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PersistedDataException(string message, string path, string? key = null, Exception? innerException = null)
        : base(key is null ? $"{path}: {message}" : $"{path}, key '{key}': {message}", innerException)
    {
        FilePath = path;
        Key = key;
    }

    /// <summary>The file that the error is about.</summary>
    public string FilePath { get; }

    /// <summary>The key of the entry that the error is about; null when it is about the whole file.</summary>
    public string? Key { get; }
}
