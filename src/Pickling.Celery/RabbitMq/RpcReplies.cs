using System.Collections.Concurrent;
using Pickling.Mapping;
using Pickling.Workers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pickling.Celery.RabbitMq;

/// <summary>A client's side of <c>rpc://</c>: a queue of its own to which results come back, into its memory.</summary>
/// <remarks>
/// Unlike Celery's, the queue is durable and results are acknowledged when they are here: those of .NET workers, which send them
/// as persistent messages, survive a restart of RabbitMQ.
/// </remarks>
internal sealed class RpcReplies : ICeleryResultSource, IAsyncDisposable
{
    // As far as RabbitMQ lets a queue wait for its owner.
    private static readonly TimeSpan ExpiryMax = TimeSpan.FromDays(40);

    private static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(1);

    private readonly CeleryOptions _options;
    private readonly CallPickler _pickler;
    private readonly RabbitMqStay _stay;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<string, RpcReply> _byTask = new(StringComparer.Ordinal);
    private readonly string _queue = $"{Guid.NewGuid()}.dotnet.reply";
    private long _swept = Environment.TickCount64;
    private bool _isListening;

    public RpcReplies(RabbitMqBroker broker, CeleryOptions options)
    {
        _options = options;
        _pickler = new CallPickler(options.Pickle, options.Context);
        _stay = new RabbitMqStay(broker, OpenAsync, static _ => { });
    }

    public async Task<string> ExpectAsync(string id, bool isWanted)
    {
        if (!isWanted)
        {
            return "";
        }

        if (!Volatile.Read(ref _isListening))
        {
            await ListenAsync().ConfigureAwait(false);
        }

        SweepNowAndThen();
        _byTask[id] = new RpcReply();
        return _queue;
    }

    public Task<ReadOnlyMemory<byte>?> LookAsync(string id) =>
        Task.FromResult(Find(id).Message is { } message ? message.ReadPickle(_options.PayloadBytesMax, _pickler) : (ReadOnlyMemory<byte>?)null);

    public Task WaitAsync(string id, TimeSpan pause, CancellationToken cancellationToken) => Task.WhenAny(Find(id).News, Task.Delay(pause, cancellationToken));

    public Task<bool> ForgetAsync(string id) => Task.FromResult(_byTask.TryRemove(id, out RpcReply? reply) && reply.Message is not null);

    /// <summary>Listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stay.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private async Task ListenAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isListening)
            {
                await _stay.BeginAsync().ConfigureAwait(false);
                Volatile.Write(ref _isListening, true);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task OpenAsync(RabbitMqLink link, RabbitMqVisit visit)
    {
        IChannel channel = await visit.OpenChannelAsync().ConfigureAwait(false);
        TimeSpan expiry = _options.ResultLifetime > TimeSpan.Zero && _options.ResultLifetime < ExpiryMax ? _options.ResultLifetime : ExpiryMax;
        Dictionary<string, object?> arguments = new() { ["x-expires"] = (long)Math.Max(1000, expiry.TotalMilliseconds) };
        await channel.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false, arguments).ConfigureAwait(false);
        await visit.ConsumeAsync(channel, _queue, isAcknowledged: false, delivered => ReceiveAsync(channel, delivered)).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(IChannel channel, BasicDeliverEventArgs delivered)
    {
        // What nobody here waits for is not kept: somebody else may have sent it.
        // An end is the end, as for Celery's clients: a task that is killed may be told twice, in two ways.
        if (delivered.BasicProperties.CorrelationId is { } id && _byTask.TryGetValue(id, out RpcReply? reply) && !(reply.Message is { } before && IsEnd(before)))
        {
            byte[]? body = delivered.Body.Length > _options.PayloadBytesMax ? null : delivered.Body.ToArray();
            try
            {
                reply.Tell(RabbitMqMessages.Read(delivered.BasicProperties, body, _options.PayloadBytesMax, "", "", delivered.Redelivered));
            }
            catch (WorkerCallException error)
            {
                reply.Tell(new CeleryMessage { Headers = [], BodyError = error.Message });
            }
        }

        await channel.BasicAckAsync(delivered.DeliveryTag, multiple: false).ConfigureAwait(false);
    }

    private bool IsEnd(CeleryMessage message)
    {
        try
        {
            using PickleDocument meta = _pickler.Open(message.ReadPickle(_options.PayloadBytesMax, _pickler));
            return meta.Root["status"].GetString() is "SUCCESS" or "FAILURE" or "REVOKED";
        }
        catch (Exception error) when (error is WorkerCallException or PickleException)
        {
            return false;
        }
    }

    private RpcReply Find(string id) => _byTask.TryGetValue(id, out RpcReply? reply) ? reply : throw new InvalidOperationException(
        $"Nothing is known of task {id}: without a database for results they come back to the client that sent the task, and this one did not send it, ignores its result or has forgotten it.");

    private void SweepNowAndThen()
    {
        long now = Environment.TickCount64;
        long before = Interlocked.Read(ref _swept);
        if (_options.ResultLifetime <= TimeSpan.Zero || now - before < SweepPause.TotalMilliseconds || Interlocked.CompareExchange(ref _swept, now, before) != before)
        {
            return;
        }

        foreach ((string id, RpcReply reply) in _byTask)
        {
            if (reply.Age > _options.ResultLifetime)
            {
                _byTask.TryRemove(id, out _);
            }
        }
    }
}
