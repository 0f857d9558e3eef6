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
    private volatile bool _isShutDown;

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

    /// <summary>Whether it was shut down.</summary>
    public bool IsShutDown => _isShutDown;

    /// <summary>Puts an item, waiting for a place.</summary>
    /// <exception cref="InvalidOperationException">The queue is shut down, or was while this waited.</exception>
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

    /// <summary>Puts an item where there is a place, and the queue is not shut down.</summary>
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
    /// <exception cref="InvalidOperationException">The queue is shut down and empty, or was while this waited.</exception>
    public ValueTask<object?> GetAsync(CancellationToken cancellationToken = default) => _items.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes the next item where there is one.</summary>
    public bool TryGet(out object? item) => _items.Reader.TryRead(out item);

    /// <summary>Says that an item that was taken is dealt with: Python's <c>task_done</c>.</summary>
    /// <exception cref="InvalidOperationException">It was called more often than items were put.</exception>
    public void TaskDone()
    {
        if (!TryTaskDone())
        {
            throw new InvalidOperationException("TaskDone was called more often than items were put.");
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

    /// <summary>Ends putting: whoever waits for a place or for an item gets an error. Python's <c>shutdown</c>, from 3.13 on.</summary>
    /// <remarks>Clients see <c>queue.ShutDown</c>, which older Pythons do not have: there it is an AttributeError that names it.</remarks>
    /// <param name="isImmediate">Whether items that wait are dropped and count as done, so that nobody waits in <c>join</c> for them; else they can still be taken.</param>
    public void Shutdown(bool isImmediate = false)
    {
        _isShutDown = true;
        _items.Writer.TryComplete();
        while (isImmediate && _items.Reader.TryRead(out _))
        {
            // Its taker may have reported it already, without having taken it.
            TryTaskDone();
        }
    }

    private bool TryTaskDone()
    {
        lock (_lock)
        {
            if (_unfinishedCount == 0)
            {
                return false;
            }

            if (--_unfinishedCount == 0)
            {
                _allDone?.SetResult();
                _allDone = null;
            }

            return true;
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
