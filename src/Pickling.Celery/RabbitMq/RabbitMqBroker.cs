using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pickling.Celery.RabbitMq;

/// <summary>RabbitMQ as Celery's broker, for clients and workers; connects when it is needed, and again when the connection is lost.</summary>
/// <remarks>Safe to use from several threads at once. One for a program is enough.</remarks>
public sealed class RabbitMqBroker : ICeleryTransport, IAsyncDisposable
{
    // kombu's policy for publishing: three more tries.
    private const int TriesMax = 4;

    private static readonly TimeSpan TryPause = TimeSpan.FromMilliseconds(200);

    private readonly RabbitMqOptions _options;
    private readonly List<ConnectionFactory> _servers;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<RpcReplies> _replies = [];
    private RabbitMqLink? _link;
    private bool _isDisposed;

    /// <summary>Makes a broker; nothing is connected yet.</summary>
    /// <param name="url">
    /// The address as in <c>broker_url</c>: <c>amqp://user:password@host:5672/virtual-host</c>, or <c>amqps://</c> for TLS.
    /// Several, parted by semicolons, are tried in turn.
    /// </param>
    /// <param name="options">How to connect and declare; null for <see cref="RabbitMqOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">It is no such address, or the options exclude each other.</exception>
    public RabbitMqBroker(string url, RabbitMqOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        _options = options ?? RabbitMqOptions.Default;
        if (_options is { IsQuorum: true, QueuePriorityMax: not null })
        {
            throw new ArgumentException("Quorum queues have no priorities: RabbitMQ would refuse to declare them with both.", nameof(options));
        }

        _servers = RabbitMqAddress.Parse(url, _options);
    }

    async Task ICeleryTransport.SendAsync(string queue, CeleryMessage message) => await SendAsync(queue, message).ConfigureAwait(false);

    async Task ICeleryTransport.BroadcastAsync(CeleryMessage command)
    {
        RabbitMqLink link = await ConnectAsync().ConfigureAwait(false);
        await link.DeclareExchangeAsync(command.Exchange, ExchangeType.Fanout).ConfigureAwait(false);
        await link.PublishAsync(command, isMandatory: false).ConfigureAwait(false);
    }

    async Task ICeleryTransport.PublishEventAsync(CeleryMessage message)
    {
        RabbitMqLink link = await ConnectAsync().ConfigureAwait(false);
        await link.DeclareExchangeAsync(message.Exchange, ExchangeType.Topic, isDurable: true).ConfigureAwait(false);
        await link.AnnounceAsync(message).ConfigureAwait(false);
    }

    ICeleryIntake ICeleryTransport.OpenIntake(string worker, CeleryWorkerOptions options, ICeleryResultStore backend, CeleryWorkerLog log) =>
        new RabbitMqIntake(this, worker, options, backend, log);

    /// <summary>Closes the connection. What workers have not acknowledged is delivered again, to others.</summary>
    public async ValueTask DisposeAsync()
    {
        RpcReplies[] replies;
        lock (_replies)
        {
            replies = [.. _replies];
            _replies.Clear();
        }

        foreach (RpcReplies one in replies)
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }

        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            if (_link is not null)
            {
                await _link.DisposeAsync().ConfigureAwait(false);
                _link = null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sends a message to a queue past all exchanges, as Celery does, or through those that delay it: confirmed, or an exception.</summary>
    internal async Task SendAsync(string queue, CeleryMessage message)
    {
        for (int attempt = 1; ; attempt++)
        {
            RabbitMqLink? link = null;
            try
            {
                link = await ConnectAsync().ConfigureAwait(false);
                await link.DeclareQueueAsync(queue).ConfigureAwait(false);
                DateTimeOffset? eta = message.HeaderTime("eta");
                message = link.DelaysInBroker && RabbitMqDelays.IsFor(eta)
                    ? message with { Exchange = RabbitMqDelays.FirstExchange, RoutingKey = RabbitMqDelays.RoutingKey(eta, queue) }
                    : message with { Exchange = "", RoutingKey = queue };
                await link.PublishAsync(message, isMandatory: true).ConfigureAwait(false);
                return;
            }
            catch (PublishException error) when (error.IsReturn)
            {
                // The queue was there and is not any more.
                link!.ForgetQueue(queue);
                if (attempt == TriesMax)
                {
                    throw new InvalidOperationException($"RabbitMQ has no queue {queue}, and does not let it be declared.", error);
                }
            }
            catch (Exception error) when (RabbitMqTrouble.IsPassing(error) && attempt < TriesMax)
            {
                await Task.Delay(TryPause * attempt).ConfigureAwait(false);
            }
        }
    }

    internal RpcReplies OpenReplies(CeleryOptions options)
    {
        var replies = new RpcReplies(this, options);
        lock (_replies)
        {
            _replies.Add(replies);
        }

        return replies;
    }

    internal async Task<RabbitMqLink> ConnectAsync()
    {
        if (_link is { IsOpen: true } open)
        {
            return open;
        }

        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_link is { IsOpen: true } opened)
            {
                return opened;
            }

            if (_link is not null)
            {
                await _link.DisposeAsync().ConfigureAwait(false);
                _link = null;
            }

            return _link = new RabbitMqLink(await ConnectNewAsync().ConfigureAwait(false), _options);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IConnection> ConnectNewAsync()
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return await _servers[i].CreateConnectionAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (RabbitMqTrouble.Is(error) && i < _servers.Count - 1)
            {
                // The next one of them.
            }
            catch (BrokerUnreachableException error)
            {
                throw new RabbitMqUnreachableException(string.Join(", ", _servers.Select(server => $"{server.HostName}:{server.Port}")), error);
            }
        }
    }
}
