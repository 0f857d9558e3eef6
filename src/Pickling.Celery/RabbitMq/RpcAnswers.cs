namespace Pickling.Celery.RabbitMq;

/// <summary>A worker's side of <c>rpc://</c>: a result goes to the queue that its message names; celery/backends/rpc.py.</summary>
internal sealed class RpcAnswers(RabbitMqBroker broker) : ICeleryResultStore
{
    public bool CountsChords => false;

    public async Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime)
    {
        if (outcome.ReplyTo.Length == 0)
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
                CorrelationId = outcome.Id,
                RoutingKey = outcome.ReplyTo,
            },
            isMandatory: false).ConfigureAwait(false);
    }

    public Task BeginChordAsync(CeleryChordStart chord, TimeSpan lifetime) => throw NoChords();

    public Task<CeleryChordState?> TellChordAsync(string group, long? index, byte[] part, TimeSpan lifetime) => throw NoChords();

    public Task EndChordAsync(string group) => throw NoChords();

    private static NotSupportedException NoChords() => new("Chords are not counted without a database.");
}
