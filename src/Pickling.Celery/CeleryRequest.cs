using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A task that a worker has, and what Celery's views show of it.</summary>
internal sealed class CeleryRequest : RunningCall<CeleryInterruption>
{
    public CeleryRequest(CeleryDelivery delivery, TimeZoneInfo zone)
    {
        CeleryMessage message = delivery.Read();
        Message = message;
        Delivery = delivery;
        Id = message.Header("id") ?? throw new WorkerCallException("The message has no task id: it is none of Celery's protocol 2.");
        Task = message.Header("task") ?? throw new WorkerCallException("The message names no task: it is none of Celery's protocol 2.");
        Eta = message.HeaderTime("eta", zone);
        Expires = message.HeaderTime("expires", zone);
    }

    public CeleryMessage Message { get; }

    public CeleryDelivery Delivery { get; }

    public string Queue => Delivery.Queue;

    public string Id { get; }

    public string Task { get; }

    public DateTimeOffset? Eta { get; }

    public DateTimeOffset? Expires { get; }

    /// <summary>Whether it runs, and does not wait for its time.</summary>
    public bool IsActive => StartedAt is not null;

    public double? StartedAt { get; private set; }

    /// <summary>How long it has run, in seconds.</summary>
    public double RunTime => StartedAt is { } start ? (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0) - start : 0;

    /// <summary>Arguments and keywords as Python's values, where results are to hold them.</summary>
    public (object? Arguments, object? Keywords)? Call { get; set; }

    public void Start() => StartedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

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
            ["redelivered"] = Message.IsRedelivered,
        },
        ["worker_pid"] = (long)Environment.ProcessId,
    };
}
