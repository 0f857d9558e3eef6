using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pickling.Celery.RabbitMq;

/// <summary>
/// A message that RabbitMQ delivered and keeps until it is acknowledged over the same channel. When that channel is lost first,
/// it delivers the message again, and nothing that is done here is of any effect.
/// </summary>
internal sealed class RabbitMqDelivery : CeleryDelivery
{
    private readonly IChannel _channel;
    private readonly ulong _tag;
    private readonly IReadOnlyBasicProperties _properties;
    private readonly byte[]? _body;
    private readonly long _bytesMax;
    private readonly string _exchange;
    private readonly string _routingKey;
    private readonly bool _isRedelivered;
    private int _ended;

    /// <param name="queue">The queue that it came from.</param>
    /// <param name="channel">The channel that it came over.</param>
    /// <param name="delivered">What came; its body is copied within the limit, as the client takes its memory back.</param>
    /// <param name="bytesMax">The limit.</param>
    public RabbitMqDelivery(string queue, IChannel channel, BasicDeliverEventArgs delivered, long bytesMax)
        : base(queue)
    {
        _channel = channel;
        _tag = delivered.DeliveryTag;
        _properties = delivered.BasicProperties;
        _body = delivered.Body.Length > bytesMax ? null : delivered.Body.ToArray();
        _bytesMax = bytesMax;
        _exchange = delivered.Exchange;
        _routingKey = delivered.RoutingKey;
        _isRedelivered = delivered.Redelivered;
    }

    /// <summary>Whether its channel was lost before it was ended: then it will be delivered again.</summary>
    public bool IsLost => Volatile.Read(ref _ended) == 0 && !_channel.IsOpen;

    public override CeleryMessage Read() => RabbitMqMessages.Read(_properties, _body, _bytesMax, _exchange, _routingKey, _isRedelivered);

    public Task AcknowledgeAsync() => EndAsync(() => _channel.BasicAckAsync(_tag, multiple: false));

    public Task RejectAsync(bool requeues) => EndAsync(() => _channel.BasicRejectAsync(_tag, requeues));

    // A second acknowledgement would be an error that takes the channel along.
    private async Task EndAsync(Func<ValueTask> end)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        try
        {
            await end().ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitMqTrouble.Is(error))
        {
            // The channel is lost: the message will be delivered again.
        }
    }
}
