using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pickling.Celery.RabbitMq;

/// <summary>Channels that belong together on one connection: when one is lost, all are.</summary>
internal sealed class RabbitMqVisit(RabbitMqLink link) : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IChannel> _channels = [];

    /// <summary>Ends with the reason when a channel or a consumer is lost.</summary>
    public Task<string> Lost => _lost.Task;

    public async Task<IChannel> OpenChannelAsync()
    {
        IChannel channel = await link.OpenChannelAsync().ConfigureAwait(false);
        _channels.Add(channel);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _lost.TrySetResult($"A channel to RabbitMQ was closed: {reason.ReplyText}");
            return Task.CompletedTask;
        };
        return channel;
    }

    /// <summary>Consumes a queue.</summary>
    /// <returns>The consumer's tag.</returns>
    public Task<string> ConsumeAsync(IChannel channel, string queue, bool isAcknowledged, Func<BasicDeliverEventArgs, Task> receive) =>
        channel.BasicConsumeAsync(queue, isAcknowledged, new RabbitMqConsumer(channel, receive, () => _lost.TrySetResult($"RabbitMQ cancelled the consumer of {queue}")));

    public async ValueTask DisposeAsync()
    {
        foreach (IChannel channel in _channels)
        {
            try
            {
                await channel.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (RabbitMqTrouble.Is(error))
            {
                // It was lost already.
            }
        }
    }
}
