namespace Pickling.Workers;

/// <summary>What a function may know about the call that it serves; take it as a parameter.</summary>
public abstract class WorkerCall
{
    internal WorkerCall(string id, string function, string queue, IServiceProvider? services, CancellationToken cancellationToken)
    {
        Id = id;
        Function = function;
        Queue = queue;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>The identity of the job or task.</summary>
    public string Id { get; }

    /// <summary>The name under which it was called.</summary>
    public string Function { get; }

    /// <summary>The queue that it came from.</summary>
    public string Queue { get; }

    /// <summary>The services of this call, a scope of their own; null where the worker has none.</summary>
    public IServiceProvider? Services { get; }

    /// <summary>Cancelled when the time is up, when the call is revoked, and when the worker has to stop.</summary>
    public CancellationToken CancellationToken { get; }

    // The given value of a parameter that Python does not see.
    internal object? GiveFor(Type type) => type == typeof(CancellationToken) ? CancellationToken
        : type == typeof(IServiceProvider) ? Services
        : type.IsInstanceOfType(this) ? this
        : throw new WorkerCallException($"The function {Function} takes a {type.Name}, but the worker has a {GetType().Name}.");
}
