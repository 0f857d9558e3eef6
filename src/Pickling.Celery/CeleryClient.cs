using Pickling.Celery.RabbitMq;
using Pickling.Celery.Redis;
using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Sends tasks to Celery over Redis or RabbitMQ: Python's workers run them, or a <see cref="CeleryWorker"/>.</summary>
/// <remarks>
/// Messages and results are pickles: Python's app needs <c>accept_content = ['pickle']</c> and, for results,
/// <c>result_serializer = 'pickle'</c> (results in JSON are read too). Safe to use from several threads at once.
/// </remarks>
public sealed class CeleryClient
{
    private readonly ICeleryTransport _broker;
    private readonly ICeleryResultSource _backend;
    private readonly CeleryOptions _options;
    private readonly CallPickler _pickler;

    /// <summary>Makes a client whose broker is Redis.</summary>
    /// <param name="broker">The database of <c>broker_url</c>; the connection stays the caller's.</param>
    /// <param name="backend">The database of <c>result_backend</c>; null for the same.</param>
    /// <param name="options">How to pickle; null for <see cref="CeleryOptions.Default"/>.</param>
    public CeleryClient(IDatabase broker, IDatabase? backend = null, CeleryOptions? options = null)
        : this(new RedisTransport(broker ?? throw new ArgumentNullException(nameof(broker))), new RedisBackend(backend ?? broker), options)
    {
    }

    /// <summary>Makes a client whose broker is RabbitMQ.</summary>
    /// <param name="broker">The server of <c>broker_url</c>; it stays the caller's.</param>
    /// <param name="backend">
    /// The database of <c>result_backend</c>; null for <c>rpc://</c>: results come back over RabbitMQ, into the memory of this
    /// client and to nobody else. A task whose result nobody asks for should have <see cref="CeleryCall.IgnoresResult"/> then.
    /// </param>
    /// <param name="options">How to pickle; null for <see cref="CeleryOptions.Default"/>.</param>
    public CeleryClient(RabbitMqBroker broker, IDatabase? backend = null, CeleryOptions? options = null)
        : this(
            broker ?? throw new ArgumentNullException(nameof(broker)),
            backend is null ? broker.OpenReplies(options ?? CeleryOptions.Default) : new RedisBackend(backend),
            options)
    {
    }

    private CeleryClient(ICeleryTransport broker, ICeleryResultSource backend, CeleryOptions? options)
    {
        _broker = broker;
        _backend = backend;
        _options = options ?? CeleryOptions.Default;
        _pickler = new CallPickler(_options.Pickle, _options.Context);
    }

    /// <summary>Sends a task with positional arguments to the queue <c>celery</c>.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public Task<CeleryTask> SendAsync(string task, params ReadOnlySpan<object?> arguments) => SendAsync(new CeleryCall(task, arguments.ToArray()));

    /// <summary>Sends a task. The broker has it when the returned task ends.</summary>
    /// <param name="call">The task.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public async Task<CeleryTask> SendAsync(CeleryCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrEmpty(call.Task, nameof(call));
        string id = call.Id ?? Guid.NewGuid().ToString();
        string replyTo = await _backend.ExpectAsync(id, !call.IgnoresResult).ConfigureAwait(false);
        await _broker.SendAsync(call.Queue, CeleryFormat.Write(call, id, replyTo, _pickler)).ConfigureAwait(false);
        return Find(id);
    }

    /// <summary>A task by its id, whoever sent it.</summary>
    /// <param name="id">The id.</param>
    public CeleryTask Find(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new CeleryTask(this, _backend, id, _options, _pickler);
    }

    /// <summary>Tells all workers not to run a task, as <c>app.control.revoke</c> does.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="terminates">Whether one that runs is ended too.</param>
    public Task RevokeAsync(string id, bool terminates = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        PyDict command = new()
        {
            ["method"] = "revoke",
            ["arguments"] = new PyDict { ["task_id"] = id, ["terminate"] = terminates, ["signal"] = "SIGTERM" },
            ["destination"] = null,
            ["pattern"] = null,
            ["matcher"] = null,
        };
        return _broker.BroadcastAsync(new CeleryMessage
        {
            ContentType = CeleryMessage.JsonType,
            Headers = new PyDict { ["clock"] = 1L, ["expires"] = 0L },
            Body = CeleryJson.ToBytes(command),
            Exchange = CeleryPanel.Exchange,
        });
    }
}
