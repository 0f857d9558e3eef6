using Pickling.Model;

namespace Pickling.Celery;

/// <summary>Tells what happens, for <c>celery events</c> and other monitors: celery/events/dispatcher.py.</summary>
internal sealed class CeleryEvents(string worker, ICeleryTransport broker, CeleryWorkerOptions options, CeleryWorkerLog log)
{
    /// <summary>How often a worker tells that it is there, as Celery's do.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(2);

    private long _clock;

    /// <summary>Whether events of tasks are sent; those of the worker are always.</summary>
    public bool TellsTasks { get; set; } = options.SendsEvents;

    /// <summary>Tells of a task.</summary>
    public Task TellAsync(string type, CeleryRequest request, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        if (!TellsTasks)
        {
            return Task.CompletedTask;
        }

        PyDict described = new() { ["uuid"] = request.Id };
        foreach ((string name, object? value) in fields)
        {
            described[name] = value;
        }

        return PublishAsync(type, described);
    }

    /// <summary>Tells that a task came.</summary>
    public Task TellReceivedAsync(CeleryRequest request)
    {
        CeleryMessage message = request.Message;
        return TellAsync(
            "task-received",
            request,
            ("name", request.Task),
            ("args", message.Header("argsrepr")),
            ("kwargs", message.Header("kwargsrepr")),
            ("root_id", message.Header("root_id")),
            ("parent_id", message.Header("parent_id")),
            ("retries", (long)message.HeaderNumber("retries")),
            ("eta", message.Header("eta")),
            ("expires", message.Header("expires")));
    }

    /// <summary>Tells of the worker: online, heartbeat, offline.</summary>
    public Task TellWorkerAsync(string type, int active, long processed) => PublishAsync(type, new PyDict
    {
        ["freq"] = HeartbeatInterval.TotalSeconds,
        ["active"] = (long)active,
        ["processed"] = processed,
        ["loadavg"] = new PyList([0.0, 0.0, 0.0]),
        ["sw_ident"] = "Pickling.Celery",
        ["sw_ver"] = typeof(CeleryEvents).Assembly.GetName().Version?.ToString(3) ?? "",
        ["sw_sys"] = Environment.OSVersion.Platform.ToString(),
    });

    // An event that gets lost is no reason to hold up a task.
    private async Task PublishAsync(string type, PyDict fields)
    {
        try
        {
            await broker.PublishEventAsync(CeleryFormat.WriteEvent(type, worker, Interlocked.Increment(ref _clock), fields)).ConfigureAwait(false);
        }
        catch (Exception error) when (CeleryTrouble.Is(error))
        {
            log.EventLost(worker, type, error.Message);
        }
    }
}
