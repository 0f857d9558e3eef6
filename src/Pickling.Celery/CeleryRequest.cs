using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A task that a worker has: who may interrupt it, and what Celery's views show of it.</summary>
internal sealed class CeleryRequest : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _interruption;

    public CeleryRequest(CeleryMessage message, string queue, string deliveryTag)
    {
        Message = message;
        Queue = queue;
        DeliveryTag = deliveryTag;
        Id = message.Header("id") ?? throw new WorkerCallException("The message has no task id: it is none of Celery's protocol 2.");
        Task = message.Header("task") ?? throw new WorkerCallException("The message names no task: it is none of Celery's protocol 2.");
    }

    public CeleryMessage Message { get; }

    public string Queue { get; }

    public string DeliveryTag { get; }

    public string Id { get; }

    public string Task { get; }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Ends when it is interrupted.</summary>
    public Task Interrupted => _interrupted.Task;

    public CeleryInterruption Interruption => (CeleryInterruption)Volatile.Read(ref _interruption);

    /// <summary>Whether it runs, and does not wait for its time.</summary>
    public bool IsActive => StartedAt is not null;

    public double? StartedAt { get; private set; }

    public void Start() => StartedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    public void Interrupt(CeleryInterruption why)
    {
        if (Interlocked.CompareExchange(ref _interruption, (int)why, (int)CeleryInterruption.None) != (int)CeleryInterruption.None)
        {
            return;
        }

        // The function's own callbacks run here, and may throw or take their time: nobody waits for them.
        _ = System.Threading.Tasks.Task.Run(async () =>
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

    /// <summary>What views show: Request.info of celery/worker/request.py.</summary>
    public PyDict Describe(string worker) => new()
    {
        ["id"] = Id,
        ["name"] = Task,
        ["args"] = Message.Header("argsrepr") ?? "",
        ["kwargs"] = Message.Header("kwargsrepr") ?? "",
        ["type"] = Task,
        ["hostname"] = worker,
        ["time_start"] = StartedAt,
        ["acknowledged"] = false,
        ["delivery_info"] = new PyDict
        {
            ["exchange"] = Message.Exchange,
            ["routing_key"] = Message.RoutingKey,
            ["priority"] = (long)Message.Priority,
            ["redelivered"] = Message.HeaderFlag("redelivered"),
        },
        ["worker_pid"] = (long)Environment.ProcessId,
    };

    public void Dispose() => _cancellation.Dispose();
}
