using System.Collections.ObjectModel;

namespace Pickling.Rq;

/// <summary>A call to enqueue: a function of Python's or of a worker here, its arguments, and what RQ lets one say about a job.</summary>
/// <param name="Function">The function by its full name, such as <c>shop.tasks.price</c>.</param>
/// <param name="Arguments">Positional arguments: numbers, strings, collections, values of <c>Pickling.Model</c>, types that the mapping knows.</param>
public sealed record RqCall(string Function, params IReadOnlyList<object?> Arguments)
{
    /// <summary>Keyword arguments by their names in Python.</summary>
    public IReadOnlyDictionary<string, object?> Keywords { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The job's id; null for a new UUID. One that exists already is overwritten, as in RQ.</summary>
    public string? Id { get; init; }

    /// <summary>How long it may run. Default 180 seconds, as in RQ; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>How long job and result are kept once it has finished; null for the worker's own rule (500 seconds), zero for not at all.</summary>
    public TimeSpan? ResultLifetime { get; init; }

    /// <summary>How long it is kept once it has failed; null for a year.</summary>
    public TimeSpan? FailureLifetime { get; init; }

    /// <summary>How long it may wait before it is dropped; null for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How often it is tried again after a failure. Default 0.</summary>
    public int Retries { get; init; }

    /// <summary>The pauses before its tries, in order; empty for none.</summary>
    public IReadOnlyList<TimeSpan> RetryIntervals { get; init; } = [];

    /// <summary>Ids of jobs that have to finish first.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Whether it also runs when jobs in <see cref="DependsOn"/> have failed.</summary>
    public bool AllowsFailedDependencies { get; init; }

    /// <summary>Whether it goes to the front of the queue.</summary>
    public bool IsAtFront { get; init; }

    /// <summary>What RQ's tools show; null for the call as Python would write it.</summary>
    public string? Description { get; init; }

    /// <summary>Data of the program's own, which goes with the job.</summary>
    public IReadOnlyDictionary<string, object?> Meta { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>A function that the worker calls with job, connection and result when the job has finished, by its full name; null for none.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>A function that the worker calls with job, connection and the exception when the job has failed, by its full name; null for none.</summary>
    public string? OnFailure { get; init; }
}
