using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>What a task's message says is to follow: the next of a chain, callbacks, and those for a failure.</summary>
internal sealed class CeleryFollowers
{
    private readonly CeleryRequest _request;
    private readonly CallPickler _pickler;
    private readonly List<object?> _chain;
    private readonly List<object?> _callbacks;
    private readonly List<object?> _errbacks;

    public CeleryFollowers(CeleryRequest request, PickleElement embed, CallPickler pickler)
    {
        _request = request;
        _pickler = pickler;
        object? natural = embed.Kind == PickleValueKind.None ? null : embed.GetNatural();
        PyDict parts = natural as PyDict ?? [];
        if (parts.TryGetValue("chord", out object? chord) && chord is not null)
        {
            throw new WorkerCallException("The task belongs to a chord, which only a worker of Python can count.");
        }

        _chain = ListOf(parts, "chain");
        _callbacks = ListOf(parts, "callbacks");
        _errbacks = ListOf(parts, "errbacks");
        foreach (object? signature in _chain.Concat(_callbacks).Concat(_errbacks))
        {
            Open(signature);
        }
    }

    /// <summary>The messages that follow a result.</summary>
    public IEnumerable<(string Queue, CeleryMessage Message)> After(object? result)
    {
        foreach (object? callback in _callbacks)
        {
            yield return Write(callback, result, []);
        }

        // Reversed: the next one is the last.
        if (_chain.Count > 0)
        {
            yield return Write(_chain[^1], result, _chain[..^1]);
        }
    }

    /// <summary>The messages that follow a failure: each is given the id of the task that failed.</summary>
    public IEnumerable<(string Queue, CeleryMessage Message)> AfterFailure() => _errbacks.Select(errback => Write(errback, _request.Id, []));

    private (string Queue, CeleryMessage Message) Write(object? signature, object? given, List<object?> chain)
    {
        PyDict parts = Open(signature);
        PyDict options = parts.TryGetValue("options", out object? found) && found is PyDict dict ? dict : [];
        IEnumerable<object?> arguments = parts.TryGetValue("args", out object? list) && list is IReadOnlyList<object?> items ? items : [];
        bool isImmutable = parts.TryGetValue("immutable", out object? immutable) && immutable is true;
        string id = Text(options, "task_id") ?? Guid.NewGuid().ToString();
        string queue = Text(options, "queue") ?? Text(options, "routing_key") ?? "celery";
        PyDict embed = CeleryFormat.Embed(chain.Count == 0 ? null : new PyList(chain));
        embed["callbacks"] = options.TryGetValue("link", out object? link) ? link : null;
        embed["errbacks"] = options.TryGetValue("link_error", out object? linkError) ? linkError : null;
        PythonTuple call = new([
            new PythonTuple(isImmutable ? [.. arguments] : [given, .. arguments]),
            parts.TryGetValue("kwargs", out object? keywords) && keywords is PyDict named ? named : new PyDict(),
            embed]);
        return (queue, CeleryFormat.WriteBody(
            _pickler.Dumps(call),
            new CeleryCall((string)parts["task"]!) { Queue = queue, RootId = _request.Message.Header("root_id") ?? _request.Id, ParentId = _request.Id },
            id,
            Text(options, "reply_to") ?? _request.Message.ReplyTo,
            _pickler));
    }

    // A dict in JSON; in a pickle celery.canvas.signature called with that dict.
    private static PyDict Open(object? signature)
    {
        PyDict? parts = signature as PyDict ?? (signature is PyObject { Arguments: [PyDict given, ..] } ? given : null);
        if (parts is null || !parts.TryGetValue("task", out object? task) || task is not string)
        {
            throw new WorkerCallException($"What follows the task is no signature of Celery: {PyValue.Repr(signature, 200)}.");
        }

        return parts.TryGetValue("subtask_type", out object? kind) && kind is string name
            ? throw new WorkerCallException($"A {name} follows the task; only plain tasks can be sent from here.")
            : parts;
    }

    private static List<object?> ListOf(PyDict parts, string name) =>
        parts.TryGetValue(name, out object? value) && value is IReadOnlyList<object?> list ? [.. list] : [];

    private static string? Text(PyDict parts, string name) => parts.TryGetValue(name, out object? value) ? value as string : null;
}
