using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>threading.Barrier</c>: so many callers wait until all of them do.</summary>
internal sealed class SharedBarrier(int parties, TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<bool> _round = NewRound();
    private int _waitingCount;
    private bool _isBroken;

    public int Parties => parties;

    public int WaitingCount
    {
        get
        {
            lock (_lock)
            {
                return _waitingCount;
            }
        }
    }

    public bool IsBroken
    {
        get
        {
            lock (_lock)
            {
                return _isBroken;
            }
        }
    }

    /// <summary>The place among those who waited, 0 for the first.</summary>
    public async ValueTask<int> WaitAsync(TimeSpan? ownTimeout, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> round;
        int place;
        lock (_lock)
        {
            if (_isBroken)
            {
                throw Broken();
            }

            round = _round;
            place = _waitingCount++;
            if (_waitingCount == parties)
            {
                EndRound(isWhole: true);
                return place;
            }
        }

        try
        {
            return await round.Task.WaitAsync(ownTimeout ?? timeout, cancellationToken).ConfigureAwait(false) ? place : throw Broken();
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // One that gives up breaks the barrier for all, unless the round ended meanwhile.
            lock (_lock)
            {
                if (round == _round)
                {
                    _isBroken = true;
                    EndRound(isWhole: false);
                }
            }

            return round.Task.IsCompletedSuccessfully && round.Task.Result ? place : throw Broken();
        }
    }

    public void Abort()
    {
        lock (_lock)
        {
            _isBroken = true;
            EndRound(isWhole: false);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _isBroken = false;
            EndRound(isWhole: false);
        }
    }

    private void EndRound(bool isWhole)
    {
        _round.TrySetResult(isWhole);
        _round = NewRound();
        _waitingCount = 0;
    }

    private static TaskCompletionSource<bool> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static PickleManagerException Broken() => new(PythonLibrary.Exception(new PyGlobal("threading", "BrokenBarrierError"), PyTuple.Empty));
}
