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
    private long _clock;

    // celery/utils/nodenames.py: anon_nodename.
    private static string Sender => $"gen{Environment.ProcessId}@{Environment.MachineName}";

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

    /// <summary>Sends a task with positional arguments to the queue that the options say.</summary>
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
        if (call.Callbacks.Count > 0 || call.ErrorCallbacks.Count > 0)
        {
            return await SendAsync((CeleryFlow)call).ConfigureAwait(false);
        }

        string id = call.Id ?? Guid.NewGuid().ToString();
        string replyTo = await _backend.ExpectAsync(id, !call.IgnoresResult).ConfigureAwait(false);
        string queue = call.Queue ?? _options.QueueOf(call.Task);
        await SendMessageAsync(queue, CeleryFormat.Write(call with { Queue = queue }, id, replyTo, _pickler)).ConfigureAwait(false);
        return new CeleryTask(this, _backend, id, _options, _pickler, call.IgnoresResult);
    }

    /// <summary>Sends a chain, a chord or another flow that ends in one task.</summary>
    /// <param name="flow">The flow.</param>
    /// <returns>The last task of the chain, or the chord's body.</returns>
    /// <exception cref="ArgumentException">It is or ends in a group, or is nested too deep.</exception>
    /// <exception cref="NotSupportedException">There is a chord in it, and results go over <c>rpc://</c>, where nobody can count.</exception>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public async Task<CeleryTask> SendAsync(CeleryFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return flow.EndsInGroup
            ? throw new ArgumentException($"The flow ends in a group, which has many results: {nameof(SendGroupAsync)} gives them.", nameof(flow))
            : (await SendFlowAsync(flow).ConfigureAwait(false))[0];
    }

    /// <summary>Sends a group, or a flow that ends in one.</summary>
    /// <param name="flow">The flow.</param>
    /// <returns>The group's tasks in their order; those of groups in it among them.</returns>
    /// <exception cref="ArgumentException">It is nested too deep.</exception>
    /// <exception cref="NotSupportedException">There is a chord in it, and results go over <c>rpc://</c>, where nobody can count.</exception>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public async Task<IReadOnlyList<CeleryTask>> SendGroupAsync(CeleryFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return await SendFlowAsync(flow).ConfigureAwait(false);
    }

    private async Task<List<CeleryTask>> SendFlowAsync(CeleryFlow flow)
    {
        var chords = _backend as ICeleryResultStore;
        if (chords is null && flow.HasChord)
        {
            throw new NotSupportedException("Chords are counted in a database for results, and this client has none: its results come back over rpc://.");
        }

        try
        {
            var writer = new CeleryFlowWriter(_backend, _pickler, _options);
            (CelerySignature signature, PyTuple form) = CeleryForm.Freeze(CelerySignature.Read(await writer.WriteAsync(flow, 0).ConfigureAwait(false)));
            var canvas = new CeleryCanvas(new CeleryOrigin(null, null, writer.ReplyTo), _pickler, _options, chords is not null);
            canvas.Add(signature, [], []);
            foreach (CeleryChordStart chord in canvas.Chords)
            {
                await chords!.BeginChordAsync(chord, _options.ResultLifetime).ConfigureAwait(false);
            }

            foreach ((string queue, CeleryMessage message) in canvas.Messages)
            {
                await SendMessageAsync(queue, message).ConfigureAwait(false);
            }

            return [.. CeleryForm.IdsOf(form).Select(Find)];
        }
        catch (WorkerCallException error)
        {
            throw new ArgumentException(error.Message, nameof(flow), error);
        }
    }

    private async Task SendMessageAsync(string queue, CeleryMessage message)
    {
        await _broker.SendAsync(queue, message).ConfigureAwait(false);
        if (!_options.SendsSentEvents)
        {
            return;
        }

        PyDict fields = new() { ["uuid"] = message.Header("id"), ["name"] = message.Header("task"), ["args"] = message.Header("argsrepr"), ["kwargs"] = message.Header("kwargsrepr") };
        foreach (string name in (ReadOnlySpan<string>)["root_id", "parent_id", "retries", "eta", "expires"])
        {
            fields[name] = message.Headers[name];
        }

        (fields["queue"], fields["exchange"], fields["routing_key"]) = (queue, "", queue);
        try
        {
            await _broker.PublishEventAsync(CeleryFormat.WriteEvent("task-sent", Sender, Interlocked.Increment(ref _clock), fields)).ConfigureAwait(false);
        }
        catch (Exception error) when (CeleryTrouble.Is(error))
        {
            // The task is sent; a monitor that does not hear of it is no reason to send it again.
        }
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
