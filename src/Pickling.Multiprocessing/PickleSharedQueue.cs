using System.Threading.Channels;

namespace Pickling.Multiprocessing;

/// <summary>A queue that .NET and Python share: Python's <c>queue.Queue</c>, whose waits keep no thread.</summary>
/// <remarks>Safe for any number of readers and writers. A <see cref="PickleManagerServer"/> offers it by <see cref="PickleManagerShares.Queue"/>.</remarks>
public sealed class PickleSharedQueue
{
    private readonly Channel<object?> _items;
    private readonly Lock _lock = new();

    // Items that were put and not yet reported done; whoever joins waits for zero.
    private long _unfinishedCount;
    private TaskCompletionSource? _allDone;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="capacity">Items at most, after which putting waits; 0 and less for any number.</param>
    public PickleSharedQueue(int capacity = 0)
    {
        Capacity = Math.Max(capacity, 0);
        _items = Capacity == 0 ? Channel.CreateUnbounded<object?>() : Channel.CreateBounded<object?>(Capacity);
    }

    /// <summary>Items at most; 0 for any number.</summary>
    public int Capacity { get; }

    /// <summary>How many items are waiting: Python's <c>qsize</c>.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>Puts an item, waiting for a place.</summary>
    public async ValueTask PutAsync(object? item, CancellationToken cancellationToken = default)
    {
        Begin();
        try
        {
            await _items.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            TaskDone();
            throw;
        }
    }

    /// <summary>Puts an item where there is a place.</summary>
    public bool TryPut(object? item)
    {
        Begin();
        bool isPut = _items.Writer.TryWrite(item);
        if (!isPut)
        {
            TaskDone();
        }

        return isPut;
    }

    /// <summary>Takes the next item, waiting for one.</summary>
    public ValueTask<object?> GetAsync(CancellationToken cancellationToken = default) => _items.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes the next item where there is one.</summary>
    public bool TryGet(out object? item) => _items.Reader.TryRead(out item);

    /// <summary>Says that an item that was taken is dealt with: Python's <c>task_done</c>.</summary>
    /// <exception cref="InvalidOperationException">It was called more often than items were put.</exception>
    public void TaskDone()
    {
        lock (_lock)
        {
            if (_unfinishedCount == 0)
            {
                throw new InvalidOperationException("TaskDone was called more often than items were put.");
            }

            if (--_unfinishedCount == 0)
            {
                _allDone?.SetResult();
                _allDone = null;
            }
        }
    }

    /// <summary>Waits until every item that was put is reported done: Python's <c>join</c>.</summary>
    public Task JoinAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_unfinishedCount == 0)
            {
                return Task.CompletedTask;
            }

            _allDone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _allDone.Task.WaitAsync(cancellationToken);
        }
    }

    // Before the item can be seen, so that none is done before it has begun.
    private void Begin()
    {
        lock (_lock)
        {
            _unfinishedCount++;
        }
    }
}
