using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pickling.Celery.RabbitMq;

/// <summary>A connection for as long as it lasts: declares what kombu declares, and publishes.</summary>
internal sealed class RabbitMqLink(IConnection connection, RabbitMqOptions options) : IAsyncDisposable
{
    // As many messages may wait for their confirmation at once.
    private const int UnconfirmedMax = 1024;

    private readonly ConcurrentDictionary<string, byte> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _quorumQueues = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);
    private IChannel? _declaring;
    private IChannel? _publishing;
    private IChannel? _announcing;

    public bool IsOpen => connection.IsOpen;

    public Task<IChannel> OpenChannelAsync() => connection.CreateChannelAsync();

    /// <summary>Publishes a message, and waits until RabbitMQ has it on its disk, if it is a persistent one for a durable queue.</summary>
    /// <exception cref="PublishException">RabbitMQ refused it, or it is mandatory and no queue wants it.</exception>
    public async Task PublishAsync(CeleryMessage message, bool isMandatory)
    {
        var confirming = new CreateChannelOptions(true, true, new ThrottlingRateLimiter(UnconfirmedMax));
        IChannel channel = _publishing is { IsOpen: true } open ? open : await ReopenAsync(() => _publishing, made => _publishing = made, confirming).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(options.ConfirmTime);
        try
        {
            BasicProperties properties = RabbitMqMessages.PropertiesOf(message, isPersistent: true);
            await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, isMandatory, properties, message.Body, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"RabbitMQ did not confirm a message within {options.ConfirmTime}; it may be short of memory or disk.", error);
        }
    }

    /// <summary>Publishes what may get lost: answers to commands, events.</summary>
    public async Task AnnounceAsync(CeleryMessage message)
    {
        IChannel channel = _announcing is { IsOpen: true } open ? open : await ReopenAsync(() => _announcing, made => _announcing = made, null).ConfigureAwait(false);
        BasicProperties properties = RabbitMqMessages.PropertiesOf(message, isPersistent: false);
        await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, mandatory: false, properties, message.Body).ConfigureAwait(false);
    }

    /// <summary>Whether messages with a time are delayed by RabbitMQ.</summary>
    public bool DelaysInBroker => options.DelaysInBroker;

    /// <summary>Whether a queue that was declared is known to be a quorum queue.</summary>
    public bool IsQuorum(string queue) => _quorumQueues.ContainsKey(queue);

    /// <summary>Declares a queue of tasks as Celery does: a durable queue, bound to a durable exchange of its name.</summary>
    public Task DeclareQueueAsync(string queue) => DeclareOnceAsync("queue " + queue, async () =>
    {
        Dictionary<string, object?> arguments = new(options.QueueArguments);
        if (options.QueuePriorityMax is { } priority)
        {
            arguments["x-max-priority"] = priority;
        }

        if (options.IsQuorum)
        {
            arguments["x-queue-type"] = "quorum";
        }

        await TryAsync(channel => channel.ExchangeDeclareAsync(queue, options.QueueExchangeType, durable: true, autoDelete: false)).ConfigureAwait(false);
        string? refusal = await TryAsync(channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments)).ConfigureAwait(false);
        if (refusal is null ? options.IsQuorum : refusal.Contains("current is the value 'quorum'", StringComparison.Ordinal) || refusal.Contains("current is 'quorum'", StringComparison.Ordinal))
        {
            _quorumQueues[queue] = 0;
        }

        await TryAsync(channel => channel.QueueBindAsync(queue, queue, queue)).ConfigureAwait(false);
        if (DelaysInBroker)
        {
            await DeclareOnceAsync("delays", () => RabbitMqDelays.DeclareAsync(TryAsync)).ConfigureAwait(false);
            await RabbitMqDelays.BindAsync(queue, TryAsync).ConfigureAwait(false);
        }
    });

    /// <summary>Declares an exchange of those that come and go with the server.</summary>
    public Task DeclareExchangeAsync(string exchange, string type, bool isDurable = false) => DeclareOnceAsync(
        "exchange " + exchange,
        () => TryAsync(channel => channel.ExchangeDeclareAsync(exchange, type, isDurable, autoDelete: false)));

    /// <summary>A queue may have been deleted: it is declared again next time.</summary>
    public void ForgetQueue(string queue) => _declared.TryRemove("queue " + queue, out _);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitMqTrouble.Is(error))
        {
            // It was lost already.
        }
    }

    private async Task DeclareOnceAsync(string what, Func<Task> declare)
    {
        if (!_declared.ContainsKey(what))
        {
            await declare().ConfigureAwait(false);
            _declared[what] = 0;
        }
    }

    // What is refused because it is there in another form, or because we may not declare, is used as it is. Gives the refusal's text.
    private async Task<string?> TryAsync(Func<IChannel, Task> declare)
    {
        IChannel channel = _declaring is { IsOpen: true } open ? open : await ReopenAsync(() => _declaring, made => _declaring = made, null).ConfigureAwait(false);
        try
        {
            await declare(channel).ConfigureAwait(false);
            return null;
        }
        catch (OperationInterruptedException error) when (RabbitMqTrouble.IsRefusedDeclaration(error) && connection.IsOpen)
        {
            // RabbitMQ closes a channel with each error.
            return error.ShutdownReason?.ReplyText ?? "";
        }
    }

    private async Task<IChannel> ReopenAsync(Func<IChannel?> get, Action<IChannel> set, CreateChannelOptions? channelOptions)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (get() is { IsOpen: true } open)
            {
                return open;
            }

            IChannel made = await connection.CreateChannelAsync(channelOptions).ConfigureAwait(false);
            set(made);
            return made;
        }
        finally
        {
            _gate.Release();
        }
    }
}
