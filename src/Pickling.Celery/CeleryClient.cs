using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Sends tasks to Celery over Redis: Python's workers run them, or a <see cref="CeleryWorker"/>.</summary>
/// <remarks>
/// Messages and results are pickles: Python's app needs <c>accept_content = ['pickle']</c> and, for results,
/// <c>result_serializer = 'pickle'</c> (results in JSON are read too). Safe to use from several threads at once.
/// </remarks>
public sealed class CeleryClient
{
    private readonly IDatabase _broker;
    private readonly IDatabase _backend;
    private readonly CeleryOptions _options;
    private readonly CallPickler _pickler;

    /// <summary>Makes a client.</summary>
    /// <param name="broker">The database of <c>broker_url</c>; the connection stays the caller's.</param>
    /// <param name="backend">The database of <c>result_backend</c>; null for the same.</param>
    /// <param name="options">How to pickle; null for <see cref="CeleryOptions.Default"/>.</param>
    public CeleryClient(IDatabase broker, IDatabase? backend = null, CeleryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        _broker = broker;
        _backend = backend ?? broker;
        _options = options ?? CeleryOptions.Default;
        _pickler = new CallPickler(_options.Pickle, _options.Context);
    }

    /// <summary>Sends a task with positional arguments to the queue <c>celery</c>.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public Task<CeleryTask> SendAsync(string task, params ReadOnlySpan<object?> arguments) => SendAsync(new CeleryCall(task, arguments.ToArray()));

    /// <summary>Sends a task. Redis has it when the returned task ends.</summary>
    /// <param name="call">The task.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public async Task<CeleryTask> SendAsync(CeleryCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrEmpty(call.Task, nameof(call));
        string id = call.Id ?? Guid.NewGuid().ToString();
        byte[] message = CeleryFormat.Write(call, id, _pickler);
        Task bound = _broker.SetAddAsync(CeleryFormat.BindingKey(call.Queue), string.Join(CeleryFormat.Separator, call.Queue, "", call.Queue));
        await _broker.ListLeftPushAsync(CeleryFormat.QueueKey(call.Queue, call.Priority), message).ConfigureAwait(false);
        await bound.ConfigureAwait(false);
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
        byte[] message = CeleryMessage.Write(
            CeleryJson.ToBytes(command), isPickle: false, static headers =>
            {
                headers.WriteNumber("clock", 1);
                headers.WriteNumber("expires", 0);
            }, null, "", "celery.pidbox", "", 0);
        return _broker.PublishAsync(RedisChannel.Literal($"/{_broker.Database}.celery.pidbox"), message);
    }
}
