using System.Diagnostics;

namespace Pickling.Rq;

/// <summary>A job while it runs: who may interrupt it, and why that was done first.</summary>
internal sealed class RqRunningJob : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _interruption;

    public RqRunningJob(string id, string queue)
    {
        Id = id;
        Queue = queue;
    }

    public string Id { get; }

    public string Queue { get; }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Ends when it is interrupted.</summary>
    public Task Interrupted => _interrupted.Task;

    public RqInterruption Interruption => (RqInterruption)Volatile.Read(ref _interruption);

    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public void Interrupt(RqInterruption why)
    {
        if (Interlocked.CompareExchange(ref _interruption, (int)why, (int)RqInterruption.None) != (int)RqInterruption.None)
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

    public void Dispose() => _cancellation.Dispose();
}
