using Microsoft.Win32.SafeHandles;
using Pickling.Persistence.Files;

namespace Pickling.Persistence.Checkpoints;

/// <summary>The folder of a store: lists, numbers, writes and deletes checkpoints, under a lock against other stores.</summary>
internal sealed class CheckpointFolder(string path, CheckpointOptions options) : IDisposable, IAsyncDisposable
{
    private const string LockName = ".lock";

    // Checkpoints known to be whole (saved here, or compared with their checksum) and known not to be.
    private readonly HashSet<long> _whole = [];
    private readonly HashSet<long> _damaged = [];
    private FileStream? _lock;
    private long _lastNumber;

    // The disk's blocks of deleted checkpoints are freed while the program goes on.
    private Task _freeing = Task.CompletedTask;

    public string Path { get; } = path;

    public IEnumerable<CheckpointEntry> List()
    {
        try
        {
            return Directory.GetFiles(Path, "checkpoint-*").Select(CheckpointEntry.Parse).OfType<CheckpointEntry>();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The newest checkpoint below a number, or null.</summary>
    public CheckpointEntry? FindBelow(long number) => List().Where(entry => entry.Number < number).MaxBy(entry => entry.Number);

    /// <summary>Writes the next checkpoint; callers see to it that saves follow each other.</summary>
    public Checkpoint Save(Action<Stream> write)
    {
        Lock();

        // The disk may have no room for one more.
        _freeing.Wait();
        long number = Math.Max(_lastNumber, FindBelow(long.MaxValue)?.Number ?? 0) + 1;
        if (number > CheckpointEntry.NumberMax)
        {
            throw new PersistenceException($"there is a checkpoint {number - 1}, which is the last number there is: move it elsewhere", Path);
        }

        CheckpointEntry entry = CheckpointEntry.Create(Path, number, options.Compression);
        AtomicFile.Write(entry.Path, options.FlushToDisk, target => CheckpointFile.Write(target, options.Compression, write));
        _lastNumber = number;
        _whole.Add(number);
        Prune();
        return new Checkpoint(number, entry.Path);
    }

    public void Dispose()
    {
        _freeing.Wait();
        _lock?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _freeing.ConfigureAwait(false);
        _lock?.Dispose();
    }

    private void Lock()
    {
        if (_lock is not null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path);
            _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (LockConflict.Is(error))
        {
            throw new PersistenceException("another store saves here: dispose it first", Path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PersistenceException($"cannot be written: {error.Message}", Path, error);
        }

        // The lock is ours, so whatever is temporary is left over from a process that died.
        foreach (string temporary in Directory.GetFiles(Path, ".checkpoint-*.tmp"))
        {
            TryDelete(temporary);
        }
    }

    // Only whole checkpoints count, so damaged ones never push out the last good one. They stay, for whoever wants to look.
    private void Prune()
    {
        int kept = 0;
        foreach (CheckpointEntry entry in List().OrderByDescending(entry => entry.Number).ToArray())
        {
            if (kept == options.Keep)
            {
                if (!_damaged.Contains(entry.Number))
                {
                    Delete(entry.Path);
                    _whole.Remove(entry.Number);
                }
            }
            else if (IsWhole(entry))
            {
                kept++;
            }
        }
    }

    private bool IsWhole(CheckpointEntry entry)
    {
        if (_whole.Contains(entry.Number))
        {
            return true;
        }

        if (_damaged.Contains(entry.Number))
        {
            return false;
        }

        bool isWhole;
        try
        {
            using FileStream file = CheckpointFile.Open(entry.Path);
            isWhole = CheckpointFile.FindDamage(file) is null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be read cannot be counted on.
            isWhole = false;
        }

        (isWhole ? _whole : _damaged).Add(entry.Number);
        return isWhole;
    }

    // On Unix a name is gone at once, and its blocks are freed when the last handle is closed: to free 100 MB takes as long
    // as to write a third of them.
    private void Delete(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = OperatingSystem.IsWindows() ? null : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then it is deleted as it is.
        }

        TryDelete(path);
        if (handle is not null)
        {
            _freeing = _freeing.ContinueWith(static (_, handle) => ((SafeFileHandle)handle!).Dispose(), handle, TaskScheduler.Default);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in the way of nothing; the next save tries again.
        }
    }
}
