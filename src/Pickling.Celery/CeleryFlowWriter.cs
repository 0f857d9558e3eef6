using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Writes flows as Celery's signatures: celery/canvas.py.</summary>
internal sealed class CeleryFlowWriter(ICeleryResultSource results, CallPickler pickler, CeleryOptions options)
{
    private const int DepthMax = 50;

    /// <summary>The queue that wants the results; empty for none.</summary>
    public string ReplyTo { get; private set; } = "";

    /// <summary>A flow as a signature; who waits for results is told of the tasks in it.</summary>
    /// <exception cref="WorkerCallException">It is nested too deep.</exception>
    public async Task<PyDict> WriteAsync(CeleryFlow flow, int depth)
    {
        if (depth > DepthMax)
        {
            throw new WorkerCallException($"The flow is nested more than {DepthMax} deep.");
        }

        return flow.Kind switch
        {
            "" => await WriteCallAsync(flow.Call!, depth).ConfigureAwait(false),
            "chord" => Signature("celery.chord", "chord", new PyDict
            {
                ["kwargs"] = new PyDict(),
                ["header"] = Signature("celery.group", "group", new PyDict { ["tasks"] = await WriteAllAsync(flow.Tasks, depth).ConfigureAwait(false) }),
                ["body"] = await WriteAsync(flow.Body!, depth + 1).ConfigureAwait(false),
            }),
            _ => Signature("celery." + flow.Kind, flow.Kind, new PyDict { ["tasks"] = await WriteAllAsync(flow.Tasks, depth).ConfigureAwait(false) }),
        };
    }

    private static PyDict Signature(string task, string? kind, PyDict keywords) => new()
    {
        ["task"] = task,
        ["args"] = PyTuple.Empty,
        ["kwargs"] = keywords,
        ["options"] = new PyDict(),
        ["subtask_type"] = kind,
        ["immutable"] = false,
    };

    private async Task<PyList> WriteAllAsync(IReadOnlyList<CeleryFlow> flows, int depth)
    {
        PyList list = [];
        foreach (CeleryFlow flow in flows)
        {
            list.Add(await WriteAsync(flow, depth + 1).ConfigureAwait(false));
        }

        return list;
    }

    private async Task<PyDict> WriteCallAsync(CeleryCall call, int depth)
    {
        ArgumentException.ThrowIfNullOrEmpty(call.Task, nameof(call));
        string id = call.Id ?? Guid.NewGuid().ToString();
        string replyTo = await results.ExpectAsync(id, !call.IgnoresResult).ConfigureAwait(false);
        ReplyTo = replyTo.Length > 0 ? replyTo : ReplyTo;

        // Typed arguments take their place among Python's values first: a signature is one of those.
        using PickleDocument document = pickler.Open(pickler.Dumps(new PythonTuple([new PythonTuple(call.Arguments, call.Task), new PythonKeywords(call.Keywords, call.Task)])));
        PyDict signature = Signature(call.Task, null, (PyDict)document.Root[1].GetNatural()!);
        signature["args"] = document.Root[0].GetNatural();
        signature["immutable"] = call.IsImmutable;
        PyDict given = (PyDict)signature["options"]!;
        foreach ((string name, object? value) in (ReadOnlySpan<(string, object?)>)
        [
            ("task_id", id),
            ("queue", call.Queue ?? options.QueueOf(call.Task)),
            ("reply_to", replyTo.Length > 0 ? replyTo : null),
            ("eta", call.Eta?.ToUniversalTime()),
            ("expires", call.Expires?.ToUniversalTime()),
            ("time_limit", call.TimeLimit?.TotalSeconds),
            ("soft_time_limit", call.SoftTimeLimit?.TotalSeconds),
            ("priority", call.Priority == 0 ? null : (long)call.Priority),
            ("ignore_result", call.IgnoresResult ? true : null),
            ("root_id", call.RootId),
            ("parent_id", call.ParentId),
        ])
        {
            if (value is not null)
            {
                given[name] = value;
            }
        }

        await LinkAsync(given, "link", call.Callbacks, depth).ConfigureAwait(false);
        await LinkAsync(given, "link_error", call.ErrorCallbacks, depth).ConfigureAwait(false);
        return signature;
    }

    private async Task LinkAsync(PyDict given, string name, IReadOnlyList<CeleryFlow> flows, int depth)
    {
        if (flows.Count > 0)
        {
            given[name] = await WriteAllAsync(flows, depth).ConfigureAwait(false);
        }
    }
}
