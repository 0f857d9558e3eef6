using System.Numerics;
using Pickling.Model;

namespace Pickling.Cli.Json;

/// <summary>Finds the objects that a graph holds in more than one place, by identity.</summary>
internal static class SharedObjects
{
    internal static HashSet<object> Find(object? root)
    {
        var met = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var shared = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var left = new Stack<object?>();
        left.Push(root);
        while (left.TryPop(out var value))
        {
            if (value is null or bool or long or double or BigInteger or PyTuple { Count: 0 })
                continue;
            if (!met.Add(value))
            {
                shared.Add(value);
                continue;
            }

            switch (value)
            {
                case PyList list when list.TryGetInt64s(out _) || list.TryGetDoubles(out _):
                    break;
                case PyList list:
                    PushAll(left, list);
                    break;
                case PyTuple tuple:
                    PushAll(left, tuple);
                    break;
                case PySetBase set:
                    PushAll(left, set);
                    break;
                case PyDict dict:
                    PushAll(left, dict);
                    break;
                case PyGlobal global:
                    left.Push(global.Module);
                    left.Push(global.Name);
                    break;
                case PersistentReference reference:
                    left.Push(reference.Id);
                    break;
                case PyObject made:
                    left.Push(made.Callable);
                    left.Push(made.Arguments);
                    left.Push(made.KeywordArguments);
                    left.Push(made.State);
                    left.Push(made.StateSetter);
                    PushAll(left, made.AdditionalStates ?? []);
                    PushAll(left, made.ListItems ?? []);
                    PushAll(left, made.DictItems ?? []);
                    PushAll(left, made.SetItems ?? []);
                    break;
            }
        }

        return shared;
    }

    private static void PushAll(Stack<object?> left, IEnumerable<object?> items)
    {
        foreach (var item in items)
            left.Push(item);
    }

    private static void PushAll(Stack<object?> left, PyDict entries)
    {
        foreach (var (key, value) in entries)
        {
            left.Push(key);
            left.Push(value);
        }
    }
}
