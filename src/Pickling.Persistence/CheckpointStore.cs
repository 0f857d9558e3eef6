using Pickling.Persistence.Checkpoints;
using Pickling.Persistence.Files;

namespace Pickling.Persistence;

/// <summary>Numbered checkpoints of one state in a folder: save often, and go on from the latest whole one after any crash.</summary>
/// <remarks>
/// <para>
/// A checkpoint is a pickle file with a checksum behind the pickle, written as <see cref="PickleFile"/> writes. A save
/// that has returned is on disk; one that has not leaves nothing that could be taken for a checkpoint.
/// </para>
/// <para>
/// One store at a time saves into a folder: the first save takes a lock, which <see cref="Dispose"/> or the end of the
/// process gives back. Any number of stores may load meanwhile. All members may be called from several threads.
/// </para>
/// </remarks>
/// <typeparam name="T">The type of the state: what <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/> can give; object for the natural graph.</typeparam>
public sealed class CheckpointStore<T> : IDisposable, IAsyncDisposable
{
    private readonly CheckpointOptions _options;
    private readonly CheckpointFolder _folder;
    private readonly Lock _queueGate = new();
    private Task _lastSave = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Opens a folder of checkpoints; the first save makes it when it is not there.</summary>
    /// <param name="folder">The folder. It should hold nothing but checkpoints of this state.</param>
    /// <param name="options">How many to keep, compression and more; null for <see cref="CheckpointOptions.Default"/>.</param>
    public CheckpointStore(string folder, CheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _options = options ?? CheckpointOptions.Default;
        _folder = new CheckpointFolder(System.IO.Path.GetFullPath(folder), _options);
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder => _folder.Path;

    /// <summary>The numbers of the checkpoints that are there, lowest first; whether they are whole only loading tells.</summary>
    public IReadOnlyList<long> Numbers => [.. _folder.List().Select(entry => entry.Number).Order()];

    /// <summary>Saves a state as the next checkpoint and deletes those beyond <see cref="CheckpointOptions.Keep"/>.</summary>
    /// <param name="state">The state, not to be changed meanwhile.</param>
    /// <returns>The checkpoint, which is on disk.</returns>
    /// <exception cref="PersistenceException">It cannot be written, or another store saves into the folder.</exception>
    /// <exception cref="PicklingException">The state cannot be dumped.</exception>
    public Checkpoint Save(T state) => Enqueue(target => _options.Codec.Dump(state, target), runNow: true).GetAwaiter().GetResult();

    /// <summary>
    /// Copies a state and saves the copy in the background: returns as soon as the copy is made, and the state may be changed.
    /// </summary>
    /// <remarks>
    /// The copy is the pickle, in memory. Saves are written in the order of the calls; awaiting the task before the next call
    /// keeps it at one copy.
    /// </remarks>
    /// <param name="state">The state, not to be changed until this method returns.</param>
    /// <returns>Ends when the checkpoint is on disk, or with the error of <see cref="Save"/>.</returns>
    /// <exception cref="PicklingException">The state cannot be dumped.</exception>
    public Task<Checkpoint> SaveInBackground(T state)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ChunkedBuffer copy = new();
        _options.Codec.Dump(state, copy);
        return Enqueue(copy.WriteTo, runNow: false);
    }

    /// <summary>Loads the latest checkpoint that is whole.</summary>
    /// <returns>The checkpoint, with what is wrong with newer ones; null when there are no checkpoints.</returns>
    /// <exception cref="PersistedDataException">
    /// Checkpoints are there and none is whole; or the latest whole one holds no <typeparamref name="T"/>.
    /// </exception>
    public LoadedCheckpoint<T>? LoadLatest()
    {
        List<PersistedDataException> damaged = [];
        long below = long.MaxValue;
        long missing = 0;
        while (_folder.FindBelow(below) is { } entry)
        {
            FileStream file;
            try
            {
                file = CheckpointFile.Open(entry.Path);
            }
            catch (FileNotFoundException) when (missing != entry.Number)
            {
                // A store that saves has just deleted it, which it does only when newer ones are whole: look again.
                missing = entry.Number;
                damaged.Clear();
                below = long.MaxValue;
                continue;
            }
            catch (FileNotFoundException error)
            {
                // Its name has stayed: a link that leads nowhere.
                damaged.Add(new PersistedDataException("the checkpoint's name is there, and its file is not", entry.Path, key: null, error));
                below = entry.Number;
                continue;
            }

            using (file)
            {
                if (CheckpointFile.FindDamage(file) is not { } damage)
                {
                    return Read(file, entry, damaged);
                }

                damaged.Add(new PersistedDataException(damage, entry.Path));
                below = entry.Number;
            }
        }

        return damaged.Count == 0
            ? null
            : throw new PersistedDataException($"none of {damaged.Count} checkpoints is whole; the newest: {damaged[0].Message}", Folder, key: null, damaged[0]);
    }

    /// <summary>Loads one checkpoint.</summary>
    /// <param name="number">One of <see cref="Numbers"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="PersistedDataException">It is damaged, or holds no <typeparamref name="T"/>.</exception>
    public LoadedCheckpoint<T> Load(long number)
    {
        CheckpointEntry entry = _folder.List().FirstOrDefault(entry => entry.Number == number)
            ?? throw new FileNotFoundException($"{Folder}: there is no checkpoint {number}", Folder);
        using FileStream file = CheckpointFile.Open(entry.Path);
        return CheckpointFile.FindDamage(file) is { } damage
            ? throw new PersistedDataException(damage, entry.Path)
            : Read(file, entry, []);
    }

    /// <summary>Waits for the saves in the background and gives the folder's lock back.</summary>
    public void Dispose()
    {
        CloseQueue().ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _folder.Dispose();
    }

    /// <summary>Waits for the saves in the background and gives the folder's lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseQueue().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _folder.DisposeAsync().ConfigureAwait(false);
    }

    private Task CloseQueue()
    {
        lock (_queueGate)
        {
            _isDisposed = true;
            return _lastSave;
        }
    }

    // Saves follow each other in the order of the calls, whichever way they were called; a failed one stops none.
    private Task<Checkpoint> Enqueue(Action<Stream> write, bool runNow)
    {
        Task<Checkpoint> save;
        bool runHere;
        lock (_queueGate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            runHere = runNow && _lastSave.IsCompleted;
            save = runHere
                ? new Task<Checkpoint>(() => _folder.Save(write))
                : _lastSave.ContinueWith(_ => _folder.Save(write), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _lastSave = save;
        }

        if (runHere)
        {
            save.RunSynchronously(TaskScheduler.Default);
        }

        return save;
    }

    private LoadedCheckpoint<T> Read(FileStream file, CheckpointEntry entry, List<PersistedDataException> damaged)
    {
        file.Position = 0;
        return Compression.Reading(entry.Path, () =>
        {
            using Stream source = Compression.Decompress(file);
            return new LoadedCheckpoint<T>(entry.Number, entry.Path, _options.Codec.Load<T>(source), damaged);
        });
    }
}
