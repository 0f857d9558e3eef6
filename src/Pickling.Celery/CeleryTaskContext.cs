using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>What a function may know about the task that it serves; take it as a parameter.</summary>
public sealed class CeleryTaskContext : WorkerCall
{
    internal CeleryTaskContext(CeleryRequest request, IServiceProvider? services)
        : base(request.Id, request.Task, request.Queue, services, request.Token)
    {
        Retries = request.Message.HeaderNumber("retries");
        RootId = request.Message.Header("root_id");
        ParentId = request.Message.Header("parent_id");
        IsRedelivered = request.Message.IsRedelivered;
        int counted = request.Message.HeaderNumber(CeleryMessage.DeliveryCount);
        Redeliveries = counted > 0 ? counted : IsRedelivered ? 1 : 0;
    }

    /// <summary>How often it was tried before.</summary>
    public int Retries { get; }

    /// <summary>The first task of those to which it belongs.</summary>
    public string? RootId { get; }

    /// <summary>The task that sent it.</summary>
    public string? ParentId { get; }

    /// <summary>Whether a worker had it before and came to no end.</summary>
    public bool IsRedelivered { get; }

    /// <summary>How often a worker had it before and came to no end. Only quorum queues count; for others it is 1 at most.</summary>
    public int Redeliveries { get; }

    /// <summary>What to throw to be tried again, as <c>raise self.retry()</c> in Python.</summary>
    /// <param name="delay">How long to wait; null for three minutes, as in Celery.</param>
    /// <param name="retriesMax">How often at most. Default 3, as in Celery.</param>
    /// <param name="cause">What went wrong, which is thrown when no try is left.</param>
    /// <returns><see cref="CeleryRetryException"/>, or the cause when no try is left.</returns>
    public Exception Retry(TimeSpan? delay = null, int retriesMax = 3, Exception? cause = null) => Retries < retriesMax
        ? new CeleryRetryException(delay ?? TimeSpan.FromMinutes(3), cause)
        : cause ?? new WorkerCallException($"Can't retry {Function}[{Id}]: it was tried {Retries + 1} times.") { Trouble = WorkerCallTrouble.NoTriesLeft };
}
