namespace Pickling.Workers;

/// <summary>A call while it runs: who may interrupt it, and why that was done first.</summary>
/// <typeparam name="TReason">The reasons that a queue knows; the enum's default says that there was none.</typeparam>
internal abstract class RunningCall<TReason> : IDisposable
    where TReason : struct, Enum
{
    // As far as Task.Delay counts. What may run longer is not timed.
    private static readonly TimeSpan TimedMax = TimeSpan.FromDays(49);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TReason _interruption;

    public CancellationToken Token => _cancellation.Token;

    public TReason Interruption => Interlocked.CompareExchange(ref _interruption, default, default);

    public void Interrupt(TReason why)
    {
        TReason before = Interlocked.CompareExchange(ref _interruption, why, default);
        if (!EqualityComparer<TReason>.Default.Equals(before, default))
        {
            return;
        }

        // The function's own callbacks run here, and may throw or take their time: nobody waits for them.
        _ = Task.Run(async () =>
        {
            try
            {
                await _cancellation.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is ObjectDisposedException or AggregateException)
            {
                // It has ended meanwhile, or does not want to be told.
            }
        });
        _interrupted.TrySetResult();
    }

    /// <summary>Waits for the function's end. When it is interrupted, by its time too, it has <paramref name="patience"/> to notice.</summary>
    /// <returns>False when it has not ended even so.</returns>
    public async Task<bool> WatchAsync(Task work, TimeSpan runTime, TReason timeUp, TimeSpan patience)
    {
        using var ended = new CancellationTokenSource();
        Task over = Task.Delay(runTime <= TimedMax ? runTime : Timeout.InfiniteTimeSpan, ended.Token);
        await Task.WhenAny(work, _interrupted.Task, over).ConfigureAwait(false);
        if (!work.IsCompleted)
        {
            Interrupt(timeUp);
            await Task.WhenAny(work, Task.Delay(patience, ended.Token)).ConfigureAwait(false);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        return work.IsCompleted;
    }

    public void Dispose() => _cancellation.Dispose();
}
