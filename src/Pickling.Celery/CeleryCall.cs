using System.Collections.ObjectModel;

namespace Pickling.Celery;

/// <summary>A task to send: its name, its arguments, and what Celery lets one say about it.</summary>
/// <param name="Task">The task's name, such as <c>shop.tasks.price</c>.</param>
/// <param name="Arguments">Positional arguments: numbers, strings, collections, values of <c>Pickling.Model</c>, types that the mapping knows.</param>
public sealed record CeleryCall(string Task, params IReadOnlyList<object?> Arguments)
{
    /// <summary>Keyword arguments by their names in Python.</summary>
    public IReadOnlyDictionary<string, object?> Keywords { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The task's id; null for a new UUID.</summary>
    public string? Id { get; init; }

    /// <summary>The queue; null for the one that <see cref="CeleryOptions"/> say: <c>celery</c>, if nothing else.</summary>
    public string? Queue { get; init; }

    /// <summary>Not before this time (<c>eta</c>, <c>countdown</c>): a worker keeps it until then.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Not after this time: then it is revoked.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>After how long it is ended (<c>time_limit</c>); null for the worker's own rule.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>After how long it is told to end (<c>soft_time_limit</c>); null for the worker's own rule.</summary>
    public TimeSpan? SoftTimeLimit { get; init; }

    /// <summary>
    /// 0 (the default) to 9. On Redis kombu takes low numbers first; RabbitMQ takes high ones first, from queues that have
    /// <see cref="RabbitMq.RabbitMqOptions.QueuePriorityMax"/>.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>Whether nobody wants its result.</summary>
    public bool IgnoresResult { get; init; }

    /// <summary>
    /// Whether it takes no result of what ran before it in a chain or chord (<c>.si()</c> in Python); else that is its first argument.
    /// </summary>
    public bool IsImmutable { get; init; }

    /// <summary>What is sent when it has succeeded (<c>link</c>), each with its result as first argument.</summary>
    public IReadOnlyList<CeleryFlow> Callbacks { get; init; } = [];

    /// <summary>What is sent when it has failed (<c>link_error</c>), each with its id as first argument.</summary>
    public IReadOnlyList<CeleryFlow> ErrorCallbacks { get; init; } = [];

    /// <summary>The task that this one belongs to; null for itself.</summary>
    public string? RootId { get; init; }

    /// <summary>The task that sent this one.</summary>
    public string? ParentId { get; init; }
}
