using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A call that is to be made later, as Celery puts it into messages: celery/canvas.py.</summary>
internal sealed class CelerySignature
{
    private readonly PyDict _parts;

    private CelerySignature(PyDict parts, string task)
    {
        _parts = parts;
        Task = task;
        Options = At(parts, "options") as PyDict ?? [];
        Kind = At(parts, "subtask_type") as string;
    }

    public string Task { get; }

    /// <summary>Null for a task, else <c>chain</c>, <c>group</c>, <c>chord</c> ...</summary>
    public string? Kind { get; }

    public PyDict Options { get; }

    public bool IsImmutable => At(_parts, "immutable") is true;

    public IReadOnlyList<object?> Arguments => ListOf(_parts, "args");

    public PyDict Keywords => At(_parts, "kwargs") as PyDict ?? [];

    /// <summary>The tasks of a chain or a group.</summary>
    public IReadOnlyList<object?> Tasks => ListOf(Keywords, "tasks");

    public string? Id => Option("task_id") as string;

    public object? Option(string name) => At(Options, name);

    /// <summary>An option that is a list, or one item of such.</summary>
    public IReadOnlyList<object?> OptionList(string name) => Option(name) switch
    {
        null => [],
        PyDict one => [one],
        var value => TryGetItems(value) ?? [value],
    };

    /// <summary>A part that is a list.</summary>
    /// <exception cref="WorkerCallException">It is something else: what it stands for must not be left out.</exception>
    public static IReadOnlyList<object?> ListOf(PyDict parts, string name) => At(parts, name) is { } value
        ? TryGetItems(value) ?? throw new WorkerCallException($"The {name} of what follows the task are no list: {PyValue.Repr(value, 200)}.")
        : [];

    /// <summary>The items of a list or tuple, or of a call that makes one: Celery pickles a generator, as in <c>group(add.s(i) for i in ...)</c>, so. Null for anything else.</summary>
    public static IReadOnlyList<object?>? TryGetItems(object? value) => value switch
    {
        PyObject { Callable: PyGlobal { Module: "builtins" or "__builtin__", Name: "list" or "tuple" }, Arguments: [var items] } => TryGetItems(items),
        IReadOnlyList<object?> list => list,
        _ => null,
    };

    /// <summary>Reads one: a dict in JSON; in a pickle <c>celery.canvas.signature</c> called with that dict.</summary>
    /// <exception cref="WorkerCallException">It is none.</exception>
    public static CelerySignature Read(object? value)
    {
        PyDict? parts = value as PyDict ?? (value is PyObject { Arguments: [PyDict given, ..] } ? given : null);
        return parts is not null && At(parts, "task") is string task
            ? new CelerySignature(parts, task)
            : throw new WorkerCallException($"What follows the task is no signature of Celery: {PyValue.Repr(value, 200)}.");
    }

    /// <summary>The same with other options; null takes one away.</summary>
    public CelerySignature With(params ReadOnlySpan<(string Name, object? Value)> options)
    {
        PyDict changed = new(Options);
        foreach ((string name, object? value) in options)
        {
            if (value is null)
            {
                changed.Remove(name);
            }
            else
            {
                changed[name] = value;
            }
        }

        return new CelerySignature(new PyDict(_parts) { ["options"] = changed }, Task);
    }

    /// <summary>The same with other tasks, of a chain or a group.</summary>
    public CelerySignature WithTasks(IReadOnlyList<object?> tasks) => WithKeyword("tasks", new PyList(tasks));

    /// <summary>The same with another keyword argument.</summary>
    public CelerySignature WithKeyword(string name, object? value) =>
        new(new PyDict(_parts) { ["kwargs"] = new PyDict(Keywords) { [name] = value } }, Task);

    /// <summary>The same with arguments before its own, unless it takes none.</summary>
    public CelerySignature Given(IReadOnlyList<object?> arguments) => IsImmutable || arguments.Count == 0
        ? this
        : new CelerySignature(new PyDict(_parts) { ["args"] = new PyList([.. arguments, .. Arguments]) }, Task);

    public PyDict ToDict() => _parts;

    private static object? At(PyDict dict, string name) => dict.TryGetValue(name, out object? value) ? value : null;
}
