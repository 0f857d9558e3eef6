namespace Pickling.Celery.RabbitMq;

/// <summary>A worker's side of <c>rpc://</c>: a result goes to the queue that its message names; celery/backends/rpc.py.</summary>
internal sealed class RpcAnswers(RabbitMqBroker broker) : ICeleryResultStore
{
    public async Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime)
    {
        CeleryMessage message = outcome.Request.Message;
        if (message.ReplyTo.Length == 0)
        {
            return;
        }

        // A client that has gone took its queue along: then nobody wants the result.
        RabbitMqLink link = await broker.ConnectAsync().ConfigureAwait(false);
        await link.PublishAsync(
            new CeleryMessage
            {
                Headers = [],
                Body = outcome.Meta,
                CorrelationId = message.CorrelationId ?? outcome.Request.Id,
                RoutingKey = message.ReplyTo,
            },
            isMandatory: false).ConfigureAwait(false);
    }
}
