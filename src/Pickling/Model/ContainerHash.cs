namespace Pickling.Model;

/// <summary>Hashes of tuples and frozensets: computed bottom up on an own stack, cached in each container.</summary>
/// <remarks>
/// The cache makes shared structures linear, however often they are shared, and the own stack makes depth harmless. A
/// cached hash is 0 until it is known; <see cref="Unhashable"/> says that something mutable lies below.
/// </remarks>
internal static class ContainerHash
{
    internal const int Unknown = 0;
    internal const int Unhashable = 1;

    internal static bool IsHash(int cached) => cached is not (Unknown or Unhashable);

    internal static int Of(PyTuple tuple)
    {
        int hash = tuple.CachedHash;
        return hash != Unknown ? hash : Compute(tuple);
    }

    internal static int Of(PyFrozenSet set)
    {
        int hash = set.CachedHash;
        return hash != Unknown ? hash : Compute(set);
    }

    // A set hashes like the frozenset it equals; nothing is cached, since it may change.
    internal static int OfContent(PySetBase set) => Finish(HashMembers(set));

    // The first unhashable thing at the bottom of an unhashable tuple.
    internal static object FindUnhashable(PyTuple tuple)
    {
        while (true)
        {
            foreach (object? item in tuple.Items)
            {
                switch (item)
                {
                    case PyList or PyDict or PySet or PyByteArray:
                        return item;
                    case PyTuple inner when Of(inner) == Unhashable:
                        tuple = inner;
                        goto Next;
                }
            }

            return tuple;
        Next:;
        }
    }

    private static int Compute(object container)
    {
        // Most tuples hold only leaves or containers whose hash is known, and need no stack.
        int position = 0;
        object? child = NextUnknown(container, ref position);
        if (child is null)
            return HashItems(container);

        var open = new Stack<(object Container, int Position)>();
        open.Push((container, position));
        object current = child;
        position = 0;
        while (true)
        {
            child = NextUnknown(current, ref position);
            if (child is not null)
            {
                open.Push((current, position));
                current = child;
                position = 0;
                continue;
            }

            int hash = HashItems(current);
            if (!open.TryPop(out (object Container, int Position) parent))
                return hash;
            (current, position) = parent;
        }
    }

    // The next item, from a position on, whose hash must be computed before that of its container.
    private static object? NextUnknown(object container, ref int position)
    {
        ReadOnlySpan<object?> items = container is PyTuple tuple ? tuple.Items : ((PyFrozenSet)container).RawSlots;
        while (position < items.Length)
        {
            object? item = items[position++];
            if (item is PyTuple { CachedHash: Unknown } or PyFrozenSet { CachedHash: Unknown })
                return item;
        }

        return null;
    }

    private static int HashItems(object container)
    {
        if (container is PyTuple tuple)
        {
            ulong state = PythonHash.Begin(tuple.Count);
            foreach (object? item in tuple.Items)
            {
                if (!PythonEquality.TryGetKeyHash(item, out int hash))
                    return tuple.CachedHash = Unhashable;
                state = PythonHash.Next(state, hash);
            }

            return tuple.CachedHash = Finish(state);
        }

        var set = (PyFrozenSet)container;
        return set.CachedHash = Finish(HashMembers(set));
    }

    private static ulong HashMembers(PySetBase set)
    {
        ulong sum = PythonHash.Begin(set.Count);
        int position = 0;
        while (set.TryGetEntry(ref position, out object? item))
            sum += PythonHash.Share(PythonEquality.GetHashCode(item));
        return sum;
    }

    private static int Finish(ulong state)
    {
        int hash = PythonHash.Fold(state);
        return IsHash(hash) ? hash : hash + 2;
    }
}
