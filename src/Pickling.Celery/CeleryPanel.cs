using System.Collections.Concurrent;
using System.IO.Enumeration;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Answers Celery's commands (<c>celery inspect</c>, <c>celery control</c>, <c>app.control</c>): kombu/pidbox.py, celery/worker/control.py.</summary>
internal sealed class CeleryPanel(ICeleryIntake intake, string worker, CeleryWorkerOptions options, WorkerFunctions functions, CallPickler pickler, CeleryEvents events, CeleryWorkerLog log)
{
    /// <summary>kombu's exchange for commands to all workers.</summary>
    public const string Exchange = "celery.pidbox";

    public const long CommandBytesMax = 1_000_000;

    // As in celery/worker/state.py.
    private const int RevokedMax = 50_000;

    private readonly ConcurrentDictionary<string, DateTime> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _total = new(StringComparer.Ordinal);
    private readonly long _started = Environment.TickCount64;
    private long _clock = 1;

    /// <summary>The tasks that the worker has, running or waiting for their time.</summary>
    public ConcurrentDictionary<CeleryRequest, DateTimeOffset?> Requests { get; } = [];

    /// <summary>Called when a command tells the worker to stop.</summary>
    public Action? ShutdownRequested { get; set; }

    public bool IsRevoked(string id) => _revoked.ContainsKey(id);

    /// <summary>Counts a task that runs. One that nobody registered is not counted: whoever can send may make up any number of names.</summary>
    public void Count(string task)
    {
        if (functions.Knows(task))
        {
            _total.AddOrUpdate(task, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>Does what a command says, and answers it.</summary>
    public async Task ReceiveAsync(CeleryDelivery delivery)
    {
        try
        {
            CeleryMessage command = delivery.Read();
            using PickleDocument document = pickler.Open(command.ReadPickle(CommandBytesMax, pickler));
            if (document.Root.GetNatural() is PyDict body && IsMeant(body))
            {
                await DispatchAsync(command, body).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is WorkerCallException or PickleException || CeleryTrouble.Is(error))
        {
            log.CommandSkipped(worker, error.Message);
        }
    }

    private bool IsMeant(PyDict body)
    {
        if (At(body, "destination") is IReadOnlyList<object?> { Count: > 0 } destination)
        {
            return destination.Contains(worker);
        }

        return At(body, "pattern") is not string pattern || At(body, "matcher") is not string matcher
            || (matcher == "glob" ? FileSystemName.MatchesSimpleExpression(pattern, worker, ignoreCase: false) : pattern == worker);
    }

    private async Task DispatchAsync(CeleryMessage command, PyDict body)
    {
        string method = At(body, "method") as string ?? "";
        PyDict arguments = At(body, "arguments") as PyDict ?? [];
        object? answer = Answer(method, arguments, out bool isSilent);
        if (isSilent || At(body, "reply_to") is not PyDict replyTo)
        {
            return;
        }

        PyDict reply = new() { [worker] = answer };
        await intake.ReplyAsync(new CeleryMessage
        {
            ContentType = command.IsPickle ? CeleryMessage.PickleType : CeleryMessage.JsonType,
            Headers = new PyDict { ["ticket"] = At(body, "ticket") as string, ["clock"] = Interlocked.Increment(ref _clock) },
            Body = command.IsPickle ? pickler.Dumps(reply) : CeleryJson.ToBytes(reply),
            Exchange = At(replyTo, "exchange") as string ?? "",
            RoutingKey = At(replyTo, "routing_key") as string ?? "",
        }).ConfigureAwait(false);
    }

    /// <summary>Tells that the worker is there, with what it has done.</summary>
    public Task TellWorkerAsync(string type) => events.TellWorkerAsync(type, Requests.Keys.Count(request => request.IsActive), _total.Values.Sum());

    private object? Answer(string method, PyDict arguments, out bool isSilent)
    {
        isSilent = false;
        switch (method)
        {
            case "ping":
                return Ok("pong");
            case "active" or "dump_active":
                return new PyList(Requests.Keys.Where(request => request.IsActive).Select(request => (object?)request.Describe(worker)));
            case "reserved" or "dump_reserved":
                return new PyList();
            case "scheduled" or "dump_schedule":
                return new PyList(Requests.Where(pair => !pair.Key.IsActive).Select(pair => (object?)new PyDict
                {
                    ["eta"] = pair.Value is { } eta ? CeleryFormat.Time(eta) : null,
                    ["priority"] = 6L,
                    ["request"] = pair.Key.Describe(worker),
                }));
            case "registered" or "dump_tasks":
                return new PyList(functions.Names.Order(StringComparer.Ordinal));
            case "revoked" or "dump_revoked":
                return new PyList(_revoked.Keys);
            case "stats":
                return Stats();
            case "active_queues":
                return new PyList(options.Queues.Select(queue => (object?)new PyDict
                {
                    ["name"] = queue,
                    ["exchange"] = new PyDict { ["name"] = queue, ["type"] = "direct", ["durable"] = true },
                    ["routing_key"] = queue,
                    ["durable"] = true,
                    ["no_ack"] = false,
                }));
            case "query_task":
                PyDict found = [];
                HashSet<string> asked = Ids(arguments, "ids");
                foreach (CeleryRequest request in Requests.Keys.Where(request => asked.Contains(request.Id)))
                {
                    found[request.Id] = new PyList([request.IsActive ? "active" : "reserved", request.Describe(worker)]);
                }

                return found;
            case "clock":
                return new PyDict { ["clock"] = Interlocked.Read(ref _clock) };
            case "conf" or "dump_conf":
                return new PyDict();
            case "report":
                return Ok($"software -> Pickling.Celery .NET {Environment.Version}");
            case "hello":
                // A worker that starts asks the others what was revoked.
                isSilent = At(arguments, "from_node") as string == worker;
                Revoke((At(arguments, "revoked") as PyDict)?.Keys.OfType<string>() ?? []);
                PyDict revoked = [];
                foreach (string id in _revoked.Keys)
                {
                    revoked[id] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
                }

                return new PyDict { ["revoked"] = revoked, ["clock"] = Interlocked.Increment(ref _clock) };
            case "revoke" or "terminate":
                HashSet<string> ids = Ids(arguments, "task_id");
                Revoke(ids);
                return method == "terminate" || At(arguments, "terminate") is true
                    ? Ok($"terminate: {string.Join(", ", Terminate(ids))}")
                    : Ok($"tasks {string.Join(", ", ids)} flagged as revoked");
            case "shutdown":
                log.ShutDownByCommand(worker);
                ShutdownRequested?.Invoke();
                return Ok("shutting down");
            case "heartbeat":
                isSilent = true;
                _ = TellWorkerAsync("worker-heartbeat");
                return null;
            case "enable_events" or "disable_events":
                bool isWanted = method == "enable_events";
                string before = events.TellsTasks == isWanted ? "already " : "";
                events.TellsTasks = isWanted;
                return Ok($"task events {before}{(isWanted ? "enabled" : "disabled")}");
            default:
                return new PyDict { ["error"] = $"KeyError('{method}'): a worker of .NET does not know this command" };
        }
    }

    private void Revoke(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _revoked[id] = DateTime.UtcNow;
        }

        if (_revoked.Count > RevokedMax)
        {
            foreach ((string id, _) in _revoked.OrderBy(pair => pair.Value).Take(_revoked.Count - RevokedMax))
            {
                _revoked.TryRemove(id, out _);
            }
        }
    }

    private List<string> Terminate(HashSet<string> ids)
    {
        List<string> terminated = [];
        foreach (CeleryRequest request in Requests.Keys.Where(request => request.IsActive && ids.Contains(request.Id)))
        {
            request.Interrupt(CeleryInterruption.Revoked);
            terminated.Add(request.Id);
        }

        return terminated;
    }

    private PyDict Stats()
    {
        PyDict total = [];
        foreach ((string task, long count) in _total)
        {
            total[task] = count;
        }

        return new PyDict
        {
            ["total"] = total,
            ["pid"] = (long)Environment.ProcessId,
            ["clock"] = Interlocked.Read(ref _clock).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["uptime"] = (Environment.TickCount64 - _started) / 1000,
            ["pool"] = new PyDict { ["max-concurrency"] = (long)options.Concurrency, ["processes"] = new PyList([(object?)(long)Environment.ProcessId]) },
            ["broker"] = new PyDict { ["transport"] = intake.Transport },
            ["prefetch_count"] = (long)options.Concurrency,
            ["rusage"] = new PyDict(),
        };
    }

    private static HashSet<string> Ids(PyDict arguments, string name) => At(arguments, name) switch
    {
        string id => [id],
        IReadOnlyList<object?> list => [.. list.OfType<string>()],
        _ => [],
    };

    private static PyDict Ok(string text) => new() { ["ok"] = text };

    private static object? At(PyDict dict, string name) => dict.TryGetValue(name, out object? value) ? value : null;
}
