using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pickling.Celery.RabbitMq;

/// <summary>A worker's side of RabbitMQ, which delivers as much as the worker has places, and keeps it until it is acknowledged.</summary>
[SuppressMessage("Design", "CA1001", Justification = "LeaveAsync gives back what is held.")]
internal sealed class RabbitMqIntake : ICeleryIntake
{
    // Those of celery/app/defaults.py: control_queue_expires and control_queue_ttl.
    private static readonly Dictionary<string, object?> CommandQueueArguments = new() { ["x-expires"] = 10_000L, ["x-message-ttl"] = 300_000L };

    private readonly RabbitMqBroker _broker;
    private readonly string _worker;
    private readonly CeleryWorkerOptions _options;
    private readonly ICeleryResultStore _backend;
    private readonly CeleryWorkerLog _log;
    private readonly RabbitMqStay _stay;
    private readonly Channel<RabbitMqDelivery> _deliveries = Channel.CreateUnbounded<RabbitMqDelivery>();
    private readonly SemaphoreSlim _prefetching = new(1);
    private Func<CeleryDelivery, Task> _onCommand = static _ => Task.CompletedTask;
    private RabbitMqVisit? _visit;
    private IChannel? _channel;
    private List<string> _consumers = [];
    private ushort _prefetched;
    private int _waiting;
    private bool _isStopping;

    // Quorum queues know a prefetch of each consumer only, which stays as it was when the consumer began.
    private bool _prefetchesByConsumer;
    private bool _isShort;

    public RabbitMqIntake(RabbitMqBroker broker, string worker, CeleryWorkerOptions options, ICeleryResultStore backend, CeleryWorkerLog log)
    {
        _broker = broker;
        _worker = worker;
        _options = options;
        _backend = backend;
        _log = log;
        _stay = new RabbitMqStay(broker, OpenAsync, reason => log.BrokerFailed(worker, reason));
    }

    public string Transport => "amqp";

    private ushort Prefetch => (ushort)Math.Min(ushort.MaxValue, _options.Concurrency + Math.Min(Volatile.Read(ref _waiting), _options.ScheduledTasksMax));

    public Task EnterAsync(Func<CeleryDelivery, Task> onCommand)
    {
        _onCommand = onCommand;
        return _stay.BeginAsync();
    }

    public async Task<CeleryDelivery> TakeAsync(CancellationToken stopping)
    {
        while (true)
        {
            RabbitMqDelivery delivery = await _deliveries.Reader.ReadAsync(stopping).ConfigureAwait(false);
            if (Volatile.Read(ref _isShort))
            {
                _ = PrefetchAsync();
            }

            if (!delivery.IsLost)
            {
                return delivery;
            }
        }
    }

    public void SetWaiting(int count)
    {
        if (count > Interlocked.Exchange(ref _waiting, count))
        {
            Volatile.Write(ref _isShort, true);
        }

        _ = PrefetchAsync();
    }

    public async Task StopTakingAsync()
    {
        Volatile.Write(ref _isStopping, true);
        await CancelAsync(_channel, _consumers).ConfigureAwait(false);

        while (_deliveries.Reader.TryRead(out RabbitMqDelivery? delivery))
        {
            await delivery.RejectAsync(requeues: true).ConfigureAwait(false);
        }
    }

    public async Task<bool> FinishAsync(CeleryDelivery delivery, CeleryOutcome? outcome, IReadOnlyList<(string Queue, CeleryMessage Message)> next)
    {
        var own = (RabbitMqDelivery)delivery;
        if (outcome is not null)
        {
            await _backend.StoreAsync(outcome, _options.Celery.ResultLifetime).ConfigureAwait(false);
        }

        if (own.IsLost)
        {
            // It will be delivered and run again, and what follows it is sent then.
            _log.DeliveryLost(_worker);
            return false;
        }

        foreach ((string queue, CeleryMessage message) in next)
        {
            await _broker.SendAsync(queue, message).ConfigureAwait(false);
        }

        await own.AcknowledgeAsync().ConfigureAwait(false);
        return true;
    }

    // Not back into the queue, where it would be met again: to the queue's dead letters, if it has such.
    public Task DropAsync(CeleryDelivery delivery) => ((RabbitMqDelivery)delivery).RejectAsync(requeues: false);

    public Task PutBackAsync(CeleryDelivery delivery) => ((RabbitMqDelivery)delivery).RejectAsync(requeues: true);

    public Task UpkeepAsync(IEnumerable<CeleryDelivery> held) => Task.CompletedTask;

    public async Task ReplyAsync(CeleryMessage reply)
    {
        RabbitMqLink link = await _broker.ConnectAsync().ConfigureAwait(false);
        if (reply.Exchange.Length > 0)
        {
            await link.DeclareExchangeAsync(reply.Exchange, ExchangeType.Direct).ConfigureAwait(false);
        }

        await link.AnnounceAsync(reply).ConfigureAwait(false);
    }

    public async Task LeaveAsync() => await _stay.DisposeAsync().ConfigureAwait(false);

    private async Task OpenAsync(RabbitMqLink link, RabbitMqVisit visit)
    {
        IChannel commands = await visit.OpenChannelAsync().ConfigureAwait(false);
        string mailbox = $"{_worker}.{CeleryPanel.Exchange}";
        await link.DeclareExchangeAsync(CeleryPanel.Exchange, ExchangeType.Fanout).ConfigureAwait(false);
        await commands.QueueDeclareAsync(mailbox, durable: false, exclusive: false, autoDelete: true, CommandQueueArguments).ConfigureAwait(false);
        await commands.QueueBindAsync(mailbox, CeleryPanel.Exchange, "").ConfigureAwait(false);
        await visit.ConsumeAsync(commands, mailbox, isAcknowledged: true, ReceiveCommandAsync).ConfigureAwait(false);
        if (Volatile.Read(ref _isStopping))
        {
            return;
        }

        foreach (string queue in _options.Queues)
        {
            await link.DeclareQueueAsync(queue).ConfigureAwait(false);
            _prefetchesByConsumer |= link.IsQuorum(queue);
        }

        IChannel channel = await visit.OpenChannelAsync().ConfigureAwait(false);
        _prefetched = _prefetchesByConsumer ? (ushort)Math.Min(ushort.MaxValue, _options.Concurrency) : Prefetch;
        await channel.BasicQosAsync(0, _prefetched, global: !_prefetchesByConsumer).ConfigureAwait(false);
        try
        {
            _consumers = await ConsumeAsync(visit, channel).ConfigureAwait(false);
        }
        catch (OperationInterruptedException error) when (!_prefetchesByConsumer && RabbitMqTrouble.IsPrefetchRefused(error))
        {
            // It could not be told before; the next visit begins otherwise.
            _prefetchesByConsumer = true;
            throw;
        }

        (_visit, _channel) = (visit, channel);
    }

    private async Task<List<string>> ConsumeAsync(RabbitMqVisit visit, IChannel channel)
    {
        List<string> consumers = [];
        foreach (string queue in _options.Queues)
        {
            consumers.Add(await visit.ConsumeAsync(channel, queue, isAcknowledged: false, delivered => ReceiveAsync(queue, channel, delivered)).ConfigureAwait(false));
        }

        return consumers;
    }

    private static async Task CancelAsync(IChannel? channel, List<string> consumers)
    {
        foreach (string consumer in consumers)
        {
            try
            {
                await channel!.BasicCancelAsync(consumer).ConfigureAwait(false);
            }
            catch (Exception error) when (RabbitMqTrouble.Is(error))
            {
                // A lost channel takes its consumers along.
            }
        }
    }

    private Task ReceiveCommandAsync(BasicDeliverEventArgs delivered)
    {
        // Not awaited: a command that takes its time must not hold up those behind it.
        _ = _onCommand(new RabbitMqDelivery("", _channel!, delivered, CeleryPanel.CommandBytesMax));
        return Task.CompletedTask;
    }

    private async Task ReceiveAsync(string queue, IChannel channel, BasicDeliverEventArgs delivered)
    {
        var delivery = new RabbitMqDelivery(queue, channel, delivered, _options.Celery.PayloadBytesMax);
        if (Volatile.Read(ref _isStopping))
        {
            await delivery.RejectAsync(requeues: true).ConfigureAwait(false);
            return;
        }

        await _deliveries.Writer.WriteAsync(delivery).ConfigureAwait(false);
    }

    // Tasks that wait for their time are not acknowledged and would use up what RabbitMQ delivers at once: so it is told of them.
    private async Task PrefetchAsync()
    {
        await _prefetching.WaitAsync().ConfigureAwait(false);
        try
        {
            ushort wanted = Prefetch;
            if (_prefetchesByConsumer)
            {
                await ConsumeAnewAsync().ConfigureAwait(false);
            }
            else if (wanted != _prefetched && _channel is { IsOpen: true } channel)
            {
                await channel.BasicQosAsync(0, wanted, global: true).ConfigureAwait(false);
                _prefetched = wanted;
            }
        }
        catch (Exception error) when (RabbitMqTrouble.Is(error))
        {
            // The next channel begins with what is wanted then.
        }
        finally
        {
            _prefetching.Release();
        }
    }

    // Tasks that wait use up what the consumers may have unacknowledged: new ones begin from nought. Not before everything that was
    // delivered has been taken, so that no more lies here than there are places.
    private async Task ConsumeAnewAsync()
    {
        if (!Volatile.Read(ref _isShort) || _deliveries.Reader.Count > 0 || Volatile.Read(ref _isStopping) || _channel is not { IsOpen: true } channel)
        {
            return;
        }

        Volatile.Write(ref _isShort, false);
        List<string> before = _consumers;
        _consumers = await ConsumeAsync(_visit!, channel).ConfigureAwait(false);
        await CancelAsync(channel, before).ConfigureAwait(false);
    }
}
