using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Fills lists, dicts and sets of the graph with what the machine hands over in batches, as cheaply as the GC lets it.</summary>
internal static class GraphFill
{
    private const int GatheredMin = 64;
    private const int GatheredMax = 128;

    [InlineArray(GatheredMax)]
    private struct Gathered
    {
        private object? _first;
    }

    /// <summary>Adds the values at these indexes of the memo to a list.</summary>
    public static void Extend(PyList target, ReadOnlySpan<GraphValue> memo, ReadOnlySpan<int> indexes)
    {
        Span<object?> room = target.ReserveObjects(indexes.Length);
        if (indexes.Length < GatheredMin)
        {
            for (int i = 0; i < room.Length; i++)
            {
                room[i] = memo[indexes[i]].ToObject();
            }
        }
        else
        {
            Gather(memo, indexes, room);
        }

        target.CommitObjects(indexes.Length);
    }

    /// <summary>Adds a batch to a list, which stays unboxed as long as there are numbers of one kind.</summary>
    public static void Extend(PyList target, ReadOnlySpan<GraphValue> items)
    {
        // Batches of nothing but numbers seldom come this way: see IPickleSink.TakesRuns.
        if (items.IsEmpty || TryExtendNumbers(target, items))
        {
            return;
        }

        Span<object?> room = target.ReserveObjects(items.Length);
        if (items.Length < GatheredMin)
        {
            for (int i = 0; i < room.Length; i++)
            {
                room[i] = items[i].ToObject();
            }
        }
        else
        {
            Gather(items, room);
        }

        target.CommitObjects(items.Length);
    }

    /// <summary>Makes room in a list for what is likely to follow.</summary>
    public static void Presize(PyList target, int expectedItems)
    {
        // Before the next batch would make it grow, and by an eighth at least, should every batch say less than there is.
        if (expectedItems > 0 && target.Count + BatchEmitter.BatchItems > target.Capacity)
        {
            target.EnsureCapacity(target.Count + Math.Max(expectedItems, target.Count / 8));
        }
    }

    /// <summary>Adds keys and values, in turn, to a dict; one that has the keys of another shares their table.</summary>
    public static void Add(PyDict target, ReadOnlySpan<GraphValue> pairs, ref SharedKeys sharedKeys)
    {
        if (sharedKeys.TryFill(target, pairs))
        {
            return;
        }

        int count = pairs.Length / 2;
        target.Reserve(count, out Span<object?> keys, out Span<object?> values);
        values = values[..keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            object? key = pairs[2 * i].ToObject();
            if (key is not string)
            {
                PyDict.CheckHashable(key);
            }

            keys[i] = key;
            values[i] = pairs[(2 * i) + 1].ToObject();
        }

        target.Commit(count);
        sharedKeys.Offer(target, count);
    }

    /// <summary>Adds a batch to a set.</summary>
    public static void Add(PySetBase target, ReadOnlySpan<GraphValue> items)
    {
        Span<object?> room = target.Reserve(items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            object? item = items[i].ToObject();
            PyDict.CheckHashable(item);
            room[i] = item;
        }

        target.Commit(items.Length);
    }

    // Keeps a list of numbers unboxed when all items are of its one kind.
    private static bool TryExtendNumbers(PyList target, ReadOnlySpan<GraphValue> items)
    {
        bool integers = items[0].IsInteger;
        if (!integers && !items[0].IsFloat)
        {
            return false;
        }

        if (target.Storage != ListStorage.Empty && target.Storage != (integers ? ListStorage.Int64 : ListStorage.Double))
        {
            return false;
        }

        foreach (ref readonly GraphValue item in items)
        {
            if (integers ? !item.IsInteger : !item.IsFloat)
            {
                return false;
            }
        }

        if (integers)
        {
            AppendIntegers(target, items);
        }
        else
        {
            foreach (ref readonly GraphValue item in items)
            {
                target.AppendDoubles([item.Float]);
            }
        }

        return true;
    }

    /// <summary>Adds an integer to a list.</summary>
    public static void Append(PyList target, long item)
    {
        if (item == (int)item)
        {
            target.AppendInt32s([(int)item]);
        }
        else
        {
            target.AppendInt64s([item]);
        }
    }

    private static void AppendIntegers(PyList target, ReadOnlySpan<GraphValue> items)
    {
        Span<int> gathered = stackalloc int[GatheredMin];
        int count = 0;
        foreach (ref readonly GraphValue item in items)
        {
            bool isWide = item.Integer != (int)item.Integer;
            if (isWide || count == gathered.Length)
            {
                target.AppendInt32s(gathered[..count]);
                count = 0;
            }

            if (isWide)
            {
                target.AppendInt64s([item.Integer]);
            }
            else
            {
                gathered[count++] = (int)item.Integer;
            }
        }

        target.AppendInt32s(gathered[..count]);
    }

    // Gathers on the thread's stack and copies to the heap in one go, with one marking of cards for all. Writing through
    // the local itself, not a span over it, lets the JIT see that these stores need no write barrier.
    // Not inlined: the buffer would be cleared at each entry of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Gather(ReadOnlySpan<GraphValue> memo, ReadOnlySpan<int> indexes, Span<object?> room)
    {
        var gathered = default(Gathered);
        while (!indexes.IsEmpty)
        {
            int count = Math.Min(indexes.Length, GatheredMax);
            for (int i = 0; i < count; i++)
            {
                gathered[i] = memo[indexes[i]].ToObject();
            }

            ((ReadOnlySpan<object?>)gathered)[..count].CopyTo(room);
            room = room[count..];
            indexes = indexes[count..];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Gather(ReadOnlySpan<GraphValue> items, Span<object?> room)
    {
        var gathered = default(Gathered);
        while (!items.IsEmpty)
        {
            int count = Math.Min(items.Length, GatheredMax);
            for (int i = 0; i < count; i++)
            {
                gathered[i] = items[i].ToObject();
            }

            ((ReadOnlySpan<object?>)gathered)[..count].CopyTo(room);
            room = room[count..];
            items = items[count..];
        }
    }
}
