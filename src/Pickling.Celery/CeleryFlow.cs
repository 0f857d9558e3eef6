using System.Diagnostics.CodeAnalysis;

namespace Pickling.Celery;

/// <summary>
/// Several tasks that belong together, Celery's canvas: one after another, side by side, or one when others have ended.
/// <see cref="CeleryClient.SendAsync(CeleryFlow)"/> sends it; tasks of Python and of .NET may be in it. Immutable.
/// </summary>
public sealed class CeleryFlow
{
    private CeleryFlow(string kind, CeleryCall? call, IReadOnlyList<CeleryFlow> tasks, CeleryFlow? body)
    {
        Kind = kind;
        Call = call;
        Tasks = tasks;
        Body = body;
    }

    internal string Kind { get; }

    internal CeleryCall? Call { get; }

    /// <summary>The steps of a chain, the tasks of a group, the header of a chord.</summary>
    internal IReadOnlyList<CeleryFlow> Tasks { get; }

    internal CeleryFlow? Body { get; }

    internal bool EndsInGroup => Kind switch
    {
        "group" => true,
        "chain" => Tasks[^1].EndsInGroup,
        "chord" => Body!.EndsInGroup,
        _ => false,
    };

    // A group before another task is one too.
    internal bool HasChord => Kind == "chord" || Tasks.Any(task => task.HasChord) || (Kind == "chain" && Tasks.SkipLast(1).Any(task => task is { Kind: "group", Tasks.Count: > 1 }));

    /// <summary>
    /// One after another: each is given the result of the one before as its first argument, unless it is
    /// <see cref="CeleryCall.IsImmutable"/>. When one fails, the rest does not run and fails with it. A group before another task
    /// is a chord, as in Celery.
    /// </summary>
    /// <param name="steps">The steps; calls, or flows. Chains among them become part of this one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CeleryFlow Chain(params IReadOnlyList<CeleryFlow> steps)
    {
        Check(steps);
        CeleryFlow[] all = [.. steps.SelectMany(step => step.Kind == "chain" ? step.Tasks : [step])];
        return all.Length == 1 ? all[0] : new CeleryFlow("chain", null, all, null);
    }

    /// <summary>Side by side.</summary>
    /// <param name="tasks">The tasks; calls, or flows.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CeleryFlow Group(params IReadOnlyList<CeleryFlow> tasks)
    {
        Check(tasks);
        return new CeleryFlow("group", null, [.. tasks], null);
    }

    /// <summary>A task when others have ended: its first argument is the list of their results. When one fails, it does not run and fails with it.</summary>
    /// <param name="body">The task.</param>
    /// <param name="header">The others, which run side by side.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CeleryFlow Chord(CeleryFlow body, params IReadOnlyList<CeleryFlow> header)
    {
        ArgumentNullException.ThrowIfNull(body);
        Check(header);
        return new CeleryFlow("chord", null, [.. header], body);
    }

    /// <summary>One task.</summary>
    /// <param name="call">The task.</param>
    [SuppressMessage("Usage", "CA2225", Justification = "A call is a flow of one task; there is nothing to name.")]
    public static implicit operator CeleryFlow(CeleryCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new CeleryFlow("", call, [], null);
    }

    private static void Check(IReadOnlyList<CeleryFlow> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0 || tasks.Contains(null!))
        {
            throw new ArgumentException("A flow needs a task, and none of its tasks is null.", nameof(tasks));
        }
    }
}
