using System.Collections.ObjectModel;
using RabbitMQ.Client;

namespace Pickling.Celery.RabbitMq;

/// <summary>How a <see cref="RabbitMqBroker"/> connects and declares queues; immutable.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>The options used when none are given.</summary>
    public static RabbitMqOptions Default { get; } = new();

    /// <summary>
    /// <c>x-max-priority</c> of the queues declared here, as <c>task_queue_max_priority</c> says in Python; null for queues
    /// without priorities. A queue that exists is used as it is; Python refuses one that was declared otherwise than it would.
    /// </summary>
    public int? QueuePriorityMax { get; init; }

    /// <summary>
    /// Whether the queues declared here are quorum queues, as <c>task_default_queue_type = "quorum"</c> says in Python. Queues that
    /// exist are consumed whatever they are. Default false.
    /// </summary>
    public bool DeclaresQuorumQueues { get; init; }

    /// <summary>
    /// The type of the queues' exchanges, as <c>task_default_exchange_type</c> in Python: <c>direct</c> (the default) or
    /// <c>topic</c>. With quorum queues and <c>topic</c>, tasks with a time wait in RabbitMQ itself, as those of Celery 5.5 and later
    /// do; else a worker keeps them until then.
    /// </summary>
    public string QueueExchangeType { get; init; } = ExchangeType.Direct;

    /// <summary>More arguments of the queues declared here, as <c>queue_arguments</c> of Python's <c>task_queues</c>.</summary>
    public IReadOnlyDictionary<string, object?> QueueArguments { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The connection's name in RabbitMQ's views.</summary>
    public string ConnectionName { get; init; } = "pickling-celery";

    /// <summary>How long it may take to connect. Default 10 seconds.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long RabbitMQ may take to confirm a message. Default one minute.</summary>
    public TimeSpan ConfirmTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Changes what the address does not say, such as certificates; null for nothing.</summary>
    public Action<ConnectionFactory>? Configure { get; init; }

    internal bool IsQuorum => DeclaresQuorumQueues || (QueueArguments.TryGetValue("x-queue-type", out object? type) && type is "quorum");

    // As in Celery: where quorum queues are, and exchanges that can follow the keys of it.
    internal bool DelaysInBroker => IsQuorum && QueueExchangeType != ExchangeType.Direct;
}
