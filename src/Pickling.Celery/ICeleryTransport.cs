namespace Pickling.Celery;

/// <summary>What carries messages: Redis or RabbitMQ, each as kombu uses it.</summary>
internal interface ICeleryTransport
{
    /// <summary>Sends a task to a queue, which has it when this ends.</summary>
    Task SendAsync(string queue, CeleryMessage message);

    /// <summary>Sends a command to all workers.</summary>
    Task BroadcastAsync(CeleryMessage command);

    /// <summary>Publishes an event to whoever listens; it may get lost.</summary>
    Task PublishEventAsync(CeleryMessage message);

    /// <summary>A worker's side of it.</summary>
    ICeleryIntake OpenIntake(string worker, CeleryWorkerOptions options, ICeleryResultStore backend, CeleryWorkerLog log);
}
