namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What a condition can stand on: a Lock or an RLock.</summary>
internal interface ISharedLock
{
    /// <summary>Takes it, in time or not, as often as it was taken before.</summary>
    ValueTask<bool> AcquireAsync(object caller, TimeSpan timeout, CancellationToken cancellationToken, int depth = 1);

    /// <summary>Gives it up once.</summary>
    void Release(object caller);

    /// <summary>Gives it up however often it was taken; returns how often that was.</summary>
    int ReleaseAll(object caller);

    /// <summary>Throws Python's RuntimeError where the caller has not taken it, as far as the lock knows.</summary>
    void CheckOwner(object caller, string message);
}
