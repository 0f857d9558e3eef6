using Pickling.Persistence.Files;

namespace Pickling.Persistence;

/// <summary>Saves one value as a pickle file and loads it again; a save happens whole or not at all.</summary>
/// <remarks>
/// A save writes a temporary file beside the target, flushes it to disk, renames it over the target and flushes the
/// folder. Whoever reads the path finds the old value or the new one, never a torn file, whenever the process dies or the
/// power fails. A dead process may leave one temporary file (<c>.name.0.tmp</c>), which a later save takes away. A link is
/// followed, and an existing file keeps its Unix permissions. A compressed file may unpack to many times its size; the
/// <c>BytesMax</c> of the limits in <see cref="PickleFileOptions.Pickle"/> bounds that.
/// </remarks>
public static class PickleFile
{
    /// <summary>Saves a value, replacing what the file held.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="value">What <see cref="Pickle"/> can dump.</param>
    /// <param name="options">Compression, flush and pickle options; null for <see cref="PickleFileOptions.Default"/>.</param>
    /// <exception cref="PersistenceException">It cannot be written; the file is as it was.</exception>
    /// <exception cref="PicklingException">The value cannot be dumped; the file is as it was.</exception>
    public static void Save<T>(string path, T value, PickleFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= PickleFileOptions.Default;
        AtomicFile.Write(path, options.FlushToDisk, target => SaveTo(target, path, value, options));
    }

    /// <summary>Saves a value on a thread of the pool, replacing what the file held.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="value">What <see cref="Pickle"/> can dump; not to be changed until the task ends.</param>
    /// <param name="options">Compression, flush and pickle options; null for <see cref="PickleFileOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the save before the rename; the file is as it was then.</param>
    /// <exception cref="PersistenceException">It cannot be written; the file is as it was.</exception>
    /// <exception cref="PicklingException">The value cannot be dumped; the file is as it was.</exception>
    public static Task SaveAsync<T>(string path, T value, PickleFileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= PickleFileOptions.Default;

        // A disk has no asynchronous flush: what would be awaited is a thread anyway, so the whole save is given one.
        return Task.Run(
            () => AtomicFile.Write(path, options.FlushToDisk, target =>
            {
                using CancellableStream cancellable = new(target, cancellationToken);
                SaveTo(cancellable, path, value, options);
                cancellationToken.ThrowIfCancellationRequested();
            }),
            cancellationToken);
    }

    /// <summary>Loads the value of a file as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>; object for the natural graph.</typeparam>
    /// <param name="path">The file: a pickle, plain or compressed with gzip or Zstandard.</param>
    /// <param name="options">Pickle options; null for <see cref="PickleFileOptions.Default"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PersistedDataException">The file is damaged, or holds something else.</exception>
    public static T Load<T>(string path, PickleFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = Open(path);
        return LoadFrom<T>(file, path, options ?? PickleFileOptions.Default);
    }

    /// <summary>Loads the value of a file as the natural graph.</summary>
    /// <param name="path">The file: a pickle, plain or compressed with gzip or Zstandard.</param>
    /// <param name="options">Pickle options; null for <see cref="PickleFileOptions.Default"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PersistedDataException">The file is damaged.</exception>
    public static object? Load(string path, PickleFileOptions? options = null) => Load<object?>(path, options);

    /// <summary>Loads the value of a file as a <typeparamref name="T"/>, on a thread of the pool.</summary>
    /// <typeparam name="T">As for <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>; object for the natural graph.</typeparam>
    /// <param name="path">The file: a pickle, plain or compressed with gzip or Zstandard.</param>
    /// <param name="options">Pickle options; null for <see cref="PickleFileOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PersistedDataException">The file is damaged, or holds something else.</exception>
    public static Task<T> LoadAsync<T>(string path, PickleFileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(
            () =>
            {
                using FileStream file = Open(path);
                using CancellableStream cancellable = new(file, cancellationToken);
                return LoadFrom<T>(cancellable, path, options ?? PickleFileOptions.Default);
            },
            cancellationToken);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static void SaveTo<T>(Stream target, string path, T value, PickleFileOptions options)
    {
        using Stream compressed = Compression.Compress(target, Compression.Resolve(options.Compression, path));
        using WriteBehind writing = new(compressed);
        options.Codec.Dump(value, writing);
        writing.Complete();
    }

    private static T LoadFrom<T>(Stream file, string path, PickleFileOptions options) =>
        Compression.Reading(path, () =>
        {
            using Stream source = Compression.Decompress(file);
            T value = options.Codec.Load<T>(source);
            if (!source.CanSeek)
            {
                // The end of compressed data carries its checksum, which is looked at only when it is reached.
                source.ReadByte();
            }

            return value;
        });
}
