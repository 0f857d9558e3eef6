using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A message as a broker delivered it to a worker, which ends it: acknowledged, dropped or put back.</summary>
internal abstract class CeleryDelivery(string queue)
{
    public string Queue { get; } = queue;

    /// <summary>Reads the message; its body stays as it is.</summary>
    /// <exception cref="WorkerCallException">It is none of Celery's.</exception>
    public abstract CeleryMessage Read();
}
