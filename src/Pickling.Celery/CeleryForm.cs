using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>
/// The form of a result, as Celery keeps it (as_tuple of celery/result.py): ((id, parent), None) of one task, and ((id, parent), forms) of
/// a group. Where a part of a chord's header ends in a group, its body is given a list in its list, and only the form tells which.
/// </summary>
internal static class CeleryForm
{
    /// <summary>How many signatures may lie in one, and how deep; the same one may lie in it at many places.</summary>
    public const int SignaturesMax = 100_000;

    private const int DepthMax = 50;

    /// <summary>A group without groups in it, in the order in which Celery puts their tasks.</summary>
    public static CelerySignature Flatten(CelerySignature group)
    {
        if (!group.Tasks.Any(task => CelerySignature.Read(task).Kind == "group"))
        {
            return group;
        }

        // group._freeze_unroll: the tasks of a group go before the others, the last one first.
        List<object?> flat = [];
        var stack = new Stack<object?>(group.Tasks.Reverse());
        for (int seen = 0; stack.TryPop(out object? next);)
        {
            CheckCount(++seen);
            CelerySignature task = CelerySignature.Read(next);
            if (task.Kind != "group")
            {
                flat.Add(next);
                continue;
            }

            CheckCount(stack.Count + task.Tasks.Count);
            foreach (object? inner in task.Tasks)
            {
                stack.Push(inner);
            }
        }

        return group.WithTasks(flat);
    }

    /// <summary>Gives ids to all tasks on whose results a signature's result hangs.</summary>
    /// <returns>The signature with them, and its result's form.</returns>
    public static (CelerySignature Frozen, PyTuple Form) Freeze(CelerySignature signature)
    {
        int count = 0;
        return Freeze(signature, signature.Id ?? Guid.NewGuid().ToString(), 0, ref count);
    }

    /// <summary>Holds a count of signatures to its limit.</summary>
    /// <exception cref="WorkerCallException">There are more.</exception>
    public static void CheckCount(int count)
    {
        if (count > SignaturesMax)
        {
            throw new WorkerCallException($"What follows the task has more than {SignaturesMax} parts.");
        }
    }

    /// <summary>Whether there is more in a group's form than single tasks.</summary>
    public static bool HasGroups(PyTuple form) => form[1] is IEnumerable<object?> parts && parts.Any(part => ((PyTuple)part!)[1] is not null);

    /// <summary>The ids of the tasks in a form.</summary>
    public static IEnumerable<string> IdsOf(PyTuple form) =>
        form[1] is IEnumerable<object?> parts ? parts.SelectMany(part => IdsOf((PyTuple)part!)) : [(string)((PyTuple)form[0]!)[0]!];

    /// <summary>A form with results in the places of their tasks; null when it is no form of these.</summary>
    public static object? Fill(object? form, IReadOnlyDictionary<string, object?> results)
    {
        int count = 0;
        return Fill(form, results, 0, ref count, out object? filled) ? filled : null;
    }

    private static bool Fill(object? form, IReadOnlyDictionary<string, object?> results, int depth, ref int count, out object? filled)
    {
        filled = null;
        if (depth > DepthMax || ++count > SignaturesMax || form is not IReadOnlyList<object?> { Count: 2 } parts || parts[0] is not IReadOnlyList<object?> { Count: 2 } name || name[0] is not string id)
        {
            return false;
        }

        if (parts[1] is not IReadOnlyList<object?> inner)
        {
            return results.TryGetValue(id, out filled);
        }

        List<object?> list = [];
        foreach (object? one in inner)
        {
            if (!Fill(one, results, depth + 1, ref count, out object? part))
            {
                return false;
            }

            list.Add(part is List<object?> nested ? new PyList(nested) : part);
        }

        filled = list;
        return true;
    }

    private static (CelerySignature Frozen, PyTuple Form) Freeze(CelerySignature signature, string id, int depth, ref int count)
    {
        if (depth > DepthMax)
        {
            throw new WorkerCallException($"What follows the task is nested more than {DepthMax} deep.");
        }

        CheckCount(++count);
        switch (signature.Kind)
        {
            case "group":
                List<object?> frozen = [];
                List<object?> forms = [];
                foreach (object? task in Flatten(signature).Tasks)
                {
                    CelerySignature one = CelerySignature.Read(task);

                    // A group at the end of a part belongs to the same group as the part: so it is counted.
                    (CelerySignature made, PyTuple form) = Freeze(one, one.Id ?? (EndsInGroup(one, depth) ? id : Guid.NewGuid().ToString()), depth + 1, ref count);
                    frozen.Add(made.ToDict());
                    forms.Add(form);
                }

                return (signature.WithTasks(frozen).With(("task_id", id)), PyTuple.Create(PyTuple.Create(id, null), new PyList(forms)));
            case "chain" when signature.Tasks.Count > 0:
                CelerySignature last = CelerySignature.Read(signature.Tasks[^1]);
                (CelerySignature lastFrozen, PyTuple lastForm) = Freeze(last, last.Id ?? id, depth + 1, ref count);
                return (signature.WithTasks([.. signature.Tasks.SkipLast(1), lastFrozen.ToDict()]).With(("task_id", lastFrozen.Id)), lastForm);
            case "chord" when signature.Keywords.TryGetValue("body", out object? given):
                CelerySignature body = CelerySignature.Read(given);
                (CelerySignature bodyFrozen, PyTuple bodyForm) = Freeze(body, body.Id ?? id, depth + 1, ref count);
                return (signature.WithKeyword("body", bodyFrozen.ToDict()).With(("task_id", bodyFrozen.Id)), bodyForm);
            default:
                return (signature.With(("task_id", id)), PyTuple.Create(PyTuple.Create(id, null), null));
        }
    }

    private static bool EndsInGroup(CelerySignature signature, int depth) => depth <= DepthMax && signature.Kind switch
    {
        "group" => true,
        "chain" when signature.Tasks.Count > 0 => EndsInGroup(CelerySignature.Read(signature.Tasks[^1]), depth + 1),
        "chord" when signature.Keywords.TryGetValue("body", out object? body) => EndsInGroup(CelerySignature.Read(body), depth + 1),
        _ => false,
    };
}
