using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pickling.Celery.RabbitMq;

/// <summary>Consumes a queue; tells a cancellation by the server, whose queue was deleted, from one of our own.</summary>
internal sealed class RabbitMqConsumer(IChannel channel, Func<BasicDeliverEventArgs, Task> receive, Action onCancelled) : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default) =>
        receive(new BasicDeliverEventArgs(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body, cancellationToken));

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        onCancelled();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}
