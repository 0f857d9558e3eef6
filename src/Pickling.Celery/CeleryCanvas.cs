using System.Globalization;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Turns signatures into the messages that their <c>apply_async</c> would send: celery/canvas.py.</summary>
internal sealed class CeleryCanvas(CeleryOrigin origin, CallPickler pickler, CeleryOptions options, bool countsChords)
{
    // Signatures lie in each other as deep as the sender likes.
    private const int DepthMax = 50;

    private readonly List<(string Queue, CeleryMessage Message)> _messages = [];
    private readonly List<CeleryChordStart> _chords = [];
    private int _count;

    public IReadOnlyList<(string Queue, CeleryMessage Message)> Messages => _messages;

    /// <summary>The chords that begin with these messages; a backend has to know of them before.</summary>
    public IReadOnlyList<CeleryChordStart> Chords => _chords;

    /// <summary>The forms of the results that these messages will have: the children of the task that sends them.</summary>
    public List<object?> Children { get; } = [];

    /// <summary>Adds the messages of one signature.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="arguments">What it is given before its own arguments, unless it is immutable.</param>
    /// <param name="chain">What follows it, the next one last.</param>
    public void Add(CelerySignature signature, IReadOnlyList<object?> arguments, IReadOnlyList<object?> chain) => Add(signature, arguments, chain, 0);

    private void Add(CelerySignature signature, IReadOnlyList<object?> arguments, IReadOnlyList<object?> chain, int depth)
    {
        if (depth > DepthMax)
        {
            throw new WorkerCallException($"What follows the task is nested more than {DepthMax} deep.");
        }

        CeleryForm.CheckCount(++_count);
        switch (signature.Kind)
        {
            case null:
                AddTask(signature.Given(arguments), chain);
                break;
            case "chain":
                AddChain(signature.Given(arguments), chain, depth);
                break;
            case "group":
                AddGroup(signature.Given(arguments), chain, depth);
                break;
            case "chord":
                AddChord(signature.Given(arguments), chain, depth);
                break;
            default:
                throw new WorkerCallException($"A {signature.Kind} follows the task, which only a worker of Python can send.");
        }
    }

    // _chain.run: the first is sent, with the others in the order in which they are popped. What is said of the chain holds for its last.
    private void AddChain(CelerySignature signature, IReadOnlyList<object?> chain, int depth)
    {
        List<CelerySignature> steps = [.. signature.Tasks.Select(CelerySignature.Read)];
        for (int at = steps.Count - 2; at >= 0; at--)
        {
            // A group before another task is a chord, whose body may be one itself; a group of one task is that task.
            if (steps[at].Kind == "group" && steps[at].Tasks.Count == 1)
            {
                steps[at] = CelerySignature.Read(steps[at].Tasks[0]);
            }
            else if (steps[at].Kind == "group")
            {
                steps[at] = Chord(steps[at], steps[at + 1]);
                steps.RemoveAt(at + 1);
            }
        }

        if (steps.Count == 0)
        {
            return;
        }

        foreach (string name in (ReadOnlySpan<string>)["group_id", "group_index", "chord"])
        {
            if (signature.Option(name) is { } value)
            {
                steps[^1] = steps[^1].With((name, value));
            }
        }

        if (signature.Id is { } id && steps[^1].Id is null)
        {
            steps[^1] = steps[^1].With(("task_id", id));
        }

        steps[^1] = Linked(steps[^1], "link", signature.OptionList("link"));
        for (int i = 0; i < steps.Count; i++)
        {
            steps[i] = Linked(steps[i], "link_error", signature.OptionList("link_error"));
        }

        Add(steps[0], signature.Arguments, [.. chain, .. steps.Skip(1).Reverse().Select(step => step.ToDict())], depth + 1);
    }

    // group.apply_async: its tasks at once, with what is said of the group for each.
    private void AddGroup(CelerySignature signature, IReadOnlyList<object?> chain, int depth, PyTuple? form = null)
    {
        List<CelerySignature> tasks = [.. signature.Tasks.Select(CelerySignature.Read)];
        string group = signature.Id ?? signature.Option("group_id") as string ?? Guid.NewGuid().ToString();
        object? chord = signature.Option("chord") ?? tasks.Select(task => task.Option("chord")).LastOrDefault();
        if (chord is not null)
        {
            if (!countsChords)
            {
                throw new WorkerCallException("A chord follows the task. Chords are counted in a database for results, and this worker has none: its results go over rpc://.");
            }

            // A group at the end of a part of a chord has that chord's, which has begun.
            if (signature.Option("group_id") as string != group)
            {
                _chords.Add(new CeleryChordStart(group, tasks.Sum(task => SizeOf(task, depth)), form is null ? null : pickler.Dumps(new PyDict { ["result"] = form })));
            }
        }

        for (int i = 0; i < tasks.Count; i++)
        {
            CelerySignature task = tasks[i].With(("group_id", group), ("group_index", (long)i));
            task = Linked(Linked(task, "link", signature.OptionList("link")), "link_error", signature.OptionList("link_error"));
            Add(chord is null ? task : task.With(("chord", chord)), signature.Arguments, chain, depth + 1);
        }
    }

    // _chord.run: what is said of the chord, and what follows it, is its body's.
    private void AddChord(CelerySignature signature, IReadOnlyList<object?> chain, int depth)
    {
        object? given = signature.Keywords.TryGetValue("header", out object? found) ? found : null;
        CelerySignature header = CeleryForm.Flatten(CelerySignature.TryGetItems(given) is { } list ? Group(list) : CelerySignature.Read(given));
        CelerySignature body = CelerySignature.Read(signature.Keywords.TryGetValue("body", out object? last) ? last : null);
        foreach ((object name, object? value) in signature.Options)
        {
            if (name is not "task_id" && value is not null)
            {
                body = body.With(((string)name, value));
            }
        }

        body = body.With(("task_id", body.Id ?? signature.Id ?? Guid.NewGuid().ToString()));
        if (chain.Count > 0)
        {
            body = body.With(("chain", new PyList(chain)));
        }

        if (header.Tasks.Count == 0)
        {
            Add(body, [new PyList()], chain, depth + 1);
            return;
        }

        // Where the end of a part is a group, the body is given lists in its list: so it is kept which.
        (CelerySignature frozen, PyTuple form) = CeleryForm.Freeze(header.With(("task_id", header.Id ?? Guid.NewGuid().ToString())));
        AddGroup(frozen.With(("chord", body.ToDict())).Given(signature.Arguments), [], depth, CeleryForm.HasGroups(form) ? form : null);
    }

    // _chord._descend: how many results a part of a chord's header counts for.
    private int SizeOf(CelerySignature signature, int depth)
    {
        CeleryForm.CheckCount(++_count);
        if (depth > DepthMax)
        {
            throw new WorkerCallException($"What follows the task is nested more than {DepthMax} deep.");
        }

        return signature.Kind switch
        {
            "group" => signature.Tasks.Sum(task => SizeOf(CelerySignature.Read(task), depth + 1)),
            "chain" when signature.Tasks.Count > 0 => SizeOf(CelerySignature.Read(signature.Tasks[^1]), depth + 1),
            "chord" when signature.Keywords.TryGetValue("body", out object? body) => SizeOf(CelerySignature.Read(body), depth + 1),
            _ => 1,
        };
    }

    private void AddTask(CelerySignature signature, IReadOnlyList<object?> chain)
    {
        string id = signature.Id ?? Guid.NewGuid().ToString();
        string queue = signature.Option("queue") as string ?? signature.Option("routing_key") as string ?? options.QueueOf(signature.Task);
        IReadOnlyList<object?> following = [.. signature.OptionList("chain"), .. chain];
        PyDict embed = CeleryFormat.Embed(following.Count == 0 ? null : new PyList(following));
        embed["callbacks"] = ListOrNone(signature.OptionList("link"));
        embed["errbacks"] = ListOrNone(signature.OptionList("link_error"));
        embed["chord"] = signature.Option("chord");
        byte[] body = pickler.Dumps(new PythonTuple([new PythonTuple(signature.Arguments), signature.Keywords, embed]));
        CeleryCall call = new(signature.Task)
        {
            Queue = queue,
            RootId = origin.RootId,
            ParentId = origin.ParentId,
            Eta = TimeOf(signature, "eta") ?? TimeOf(signature, "countdown"),
            Expires = TimeOf(signature, "expires"),
            TimeLimit = SecondsOf(signature, "time_limit"),
            SoftTimeLimit = SecondsOf(signature, "soft_time_limit"),
            Priority = signature.Option("priority") is long priority and >= 0 and <= byte.MaxValue ? (int)priority : 0,
            IgnoresResult = signature.Option("ignore_result") is true,
        };
        CeleryMessage message = CeleryFormat.WriteBody(body, call, id, signature.Option("reply_to") as string ?? origin.ReplyTo, pickler);
        message.Headers["group"] = signature.Option("group_id") as string;
        message.Headers["group_index"] = signature.Option("group_index") as long?;
        message.Headers["shadow"] = signature.Option("shadow") as string;
        if (signature.Option("headers") is PyDict more)
        {
            CheckDepth(more, 0);
            foreach ((object name, object? value) in more)
            {
                message.Headers[name] = value;
            }
        }

        _messages.Add((queue, message));
    }

    // Brokers' clients write headers by recursion.
    private static void CheckDepth(object? value, int depth)
    {
        if (depth > DepthMax)
        {
            throw new WorkerCallException($"The headers of what follows the task are nested more than {DepthMax} deep.");
        }

        foreach (object? item in value is PyDict dict ? dict.Values : value as IEnumerable<object?> ?? [])
        {
            CheckDepth(item, depth + 1);
        }
    }

    private static DateTimeOffset? TimeOf(CelerySignature signature, string option) => signature.Option(option) switch
    {
        null => null,
        long or double => DateTimeOffset.UtcNow + SecondsOf(signature, option)!.Value,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTimeOffset time => time,
        PyObject time => ReadTime(time, option),
        var other => throw new WorkerCallException($"The {option} of what follows the task is no time: {PyValue.Repr(other, 200)}."),
    };

    private static DateTimeOffset ReadTime(PyObject time, string option)
    {
        try
        {
            return PyValue.At<DateTimeOffset>(time);
        }
        catch (PickleException error)
        {
            throw new WorkerCallException($"The {option} of what follows the task is no time: {error.Message}", error);
        }
    }

    private static TimeSpan? SecondsOf(CelerySignature signature, string option) => signature.Option(option) switch
    {
        long number => TimeSpan.FromSeconds(Math.Clamp(number, -1e9, 1e9)),
        double number when !double.IsNaN(number) => TimeSpan.FromSeconds(Math.Clamp(number, -1e9, 1e9)),
        _ => null,
    };

    private static CelerySignature Linked(CelerySignature signature, string option, IReadOnlyList<object?> more) =>
        more.Count == 0 ? signature : signature.With((option, new PyList([.. signature.OptionList(option), .. more])));

    private static CelerySignature Group(IReadOnlyList<object?> tasks) => CelerySignature.Read(new PyDict
    {
        ["task"] = "celery.group",
        ["args"] = new PyList(),
        ["kwargs"] = new PyDict { ["tasks"] = new PyList(tasks) },
        ["options"] = new PyDict(),
        ["subtask_type"] = "group",
        ["immutable"] = false,
    });

    private static CelerySignature Chord(CelerySignature header, CelerySignature body) => CelerySignature.Read(new PyDict
    {
        ["task"] = "celery.chord",
        ["args"] = new PyList(),
        ["kwargs"] = new PyDict { ["header"] = header.ToDict(), ["body"] = body.ToDict() },
        ["options"] = new PyDict(),
        ["subtask_type"] = "chord",
        ["immutable"] = false,
    });

    private static PyList? ListOrNone(IReadOnlyList<object?> items) => items.Count == 0 ? null : new PyList(items);
}
