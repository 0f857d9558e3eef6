using System.Numerics;

namespace Pickling.Model;

/// <summary>Compares two graphs through and through on an own stack: every pair pushed must be the same.</summary>
internal sealed class StructuralWalk(StructuralComparison options)
{
    private readonly Stack<(object A, object B)> _pairs = new();
    private readonly ObjectUnion _taken = new();

    // Only when sharing counts: who stands for whom, in both directions.
    private readonly Dictionary<object, object> _partners = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _partnersBack = new(ReferenceEqualityComparer.Instance);

    internal bool AreSame(object? a, object? b)
    {
        if (!Require(a, b))
            return false;
        while (_pairs.TryPop(out (object A, object B) pair))
        {
            int waiting = _pairs.Count;
            bool isSmall = !options.HasFlag(StructuralComparison.Sharing) && ObjectUnion.IsSmall(pair.A);
            if (!isSmall && !Remember(pair, out bool isContradiction))
            {
                if (isContradiction)
                    return false;
                continue;
            }

            if (!CompareContents(pair.A, pair.B))
                return false;

            // What is small and holds only leaves is compared again as quickly as it is remembered.
            if (isSmall && _pairs.Count > waiting && !Remember(pair, out _))
                DropDownTo(waiting);
        }

        return true;
    }

    // False when the two have been taken for the same before, or, if sharing counts, one of them for another.
    private bool Remember((object A, object B) pair, out bool isContradiction)
    {
        isContradiction = false;
        if (!options.HasFlag(StructuralComparison.Sharing))
            return _taken.Join(pair.A, pair.B);

        bool isNew = _partners.TryAdd(pair.A, pair.B);
        bool isNewBack = _partnersBack.TryAdd(pair.B, pair.A);
        isContradiction = isNew != isNewBack || !ReferenceEquals(_partners[pair.A], pair.B);
        return isNew && !isContradiction;
    }

    private void DropDownTo(int count)
    {
        while (_pairs.Count > count)
            _pairs.Pop();
    }

    // Pushes what has contents; decides the rest at once.
    private bool Require(object? a, object? b)
    {
        if (ReferenceEquals(a, b) && !options.HasFlag(StructuralComparison.Sharing))
            return true;
        if (a is null || b is null)
            return ReferenceEquals(a, b);
        if (a.GetType() != b.GetType())
        {
            // One int in Python 3, though what Python 2 called long may be kept as BigInteger.
            return a is long or BigInteger && b is long or BigInteger && PythonEquality.Equals(a, b);
        }

        if (LargeLeaf.Is(a) && !_taken.Join(a, b))
            return true;
        switch (a)
        {
            case string or long or bool or BigInteger or PyGlobal or PyByteString or PySurrogateString:
                return a.Equals(b);
            case double x:
                double y = (double)b;
                return BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(x) && double.IsNaN(y));
            case byte[] x:
                return x.AsSpan().SequenceEqual((byte[])b);
            case PyTuple { Count: 0 }:
                return ((PyTuple)b).Count == 0;
            case IPyValue:
                _pairs.Push((a, b));
                return true;
            default:
                return a.Equals(b);
        }
    }

    private bool CompareContents(object a, object b)
    {
        switch (a)
        {
            case PyTuple x:
                return CompareItems(x.Items, ((PyTuple)b).Items);
            case PyList x:
                return CompareLists(x, (PyList)b);
            case PyDict x:
                var dict = (PyDict)b;
                return x.Count == dict.Count
                    && CompareKeyed(x.Table, x.ValueSlots, dict.Table, dict.ValueSlots);
            case PySetBase x:
                var set = (PySetBase)b;
                return x.Count == set.Count && CompareKeyed(x.Table, default, set.Table, default);
            case PyObject x:
                return CompareObjects(x, (PyObject)b);
            case PyByteArray x:
                return x.AsSpan().SequenceEqual(((PyByteArray)b).AsSpan());
            case PersistentReference x:
                return Require(x.Id, ((PersistentReference)b).Id);
            case PickleBuffer x:
                var buffer = (PickleBuffer)b;
                return x.IsReadOnly == buffer.IsReadOnly && x.ReadOnlyMemory.Span.SequenceEqual(buffer.ReadOnlyMemory.Span);
            default:
                return a.Equals(b);
        }
    }

    private bool CompareItems(ReadOnlySpan<object?> a, ReadOnlySpan<object?> b)
    {
        if (a.Length != b.Length)
            return false;
        // Backwards, so that the stack gives the first items first.
        for (int i = a.Length - 1; i >= 0; i--)
        {
            if (!Require(a[i], b[i]))
                return false;
        }

        return true;
    }

    private bool CompareLists(PyList a, PyList b)
    {
        if (a.Count != b.Count)
            return false;
        if (a.Storage == ListStorage.Object && b.Storage == ListStorage.Object)
            return CompareItems(a.ObjectSpan, b.ObjectSpan);
        if (a.Storage == ListStorage.Int64 && b.Storage == ListStorage.Int64)
            return IntegerItems.AreEqual(a.Integers, b.Integers, a.Count);
        for (int i = a.Count - 1; i >= 0; i--)
        {
            if (!Require(a.ItemAt(i), b.ItemAt(i)))
                return false;
        }

        return true;
    }

    private bool CompareKeyed(KeyTable a, ReadOnlySpan<object?> aValues, KeyTable b, ReadOnlySpan<object?> bValues)
    {
        if (options.HasFlag(StructuralComparison.Order))
            return CompareInOrder(a, aValues, b, bValues);

        // First those that Python would find; the rest, constructed objects, in order.
        var matched = new bool[b.SlotCount];
        var unmatched = new List<int>();
        ReadOnlySpan<object?> aKeys = a.Slots;
        ReadOnlySpan<object?> bKeys = b.Slots;
        for (int i = 0; i < aKeys.Length; i++)
        {
            if (KeyTable.IsRemoved(aKeys[i]))
                continue;
            int slot = b.FindPartner(aKeys[i], out _);
            if (slot < 0 || matched[slot])
            {
                unmatched.Add(i);
                continue;
            }

            matched[slot] = true;
            if (!RequireEntry(aKeys[i], aValues, i, bKeys[slot], bValues, slot))
                return false;
        }

        int next = 0;
        foreach (int i in unmatched)
        {
            while (next < bKeys.Length && (matched[next] || KeyTable.IsRemoved(bKeys[next])))
                next++;
            if (next == bKeys.Length || !RequireEntry(aKeys[i], aValues, i, bKeys[next], bValues, next))
                return false;
            next++;
        }

        return true;
    }

    private bool CompareInOrder(KeyTable a, ReadOnlySpan<object?> aValues, KeyTable b, ReadOnlySpan<object?> bValues)
    {
        ReadOnlySpan<object?> aKeys = a.Slots;
        ReadOnlySpan<object?> bKeys = b.Slots;
        int slot = 0;
        for (int i = 0; i < aKeys.Length; i++)
        {
            if (KeyTable.IsRemoved(aKeys[i]))
                continue;
            while (KeyTable.IsRemoved(bKeys[slot]))
                slot++;
            if (!RequireEntry(aKeys[i], aValues, i, bKeys[slot], bValues, slot))
                return false;
            slot++;
        }

        return true;
    }

    private bool RequireEntry(
        object? aKey, ReadOnlySpan<object?> aValues, int aSlot, object? bKey, ReadOnlySpan<object?> bValues, int bSlot) =>
        Require(aKey, bKey) && (aValues.IsEmpty || Require(aValues[aSlot], bValues[bSlot]));

    private bool CompareObjects(PyObject a, PyObject b) =>
        a.Construction == b.Construction
        && a.HasState == b.HasState
        && Require(a.Callable, b.Callable)
        && Require(a.Arguments, b.Arguments)
        && Require(a.KeywordArguments, b.KeywordArguments)
        && Require(a.State, b.State)
        && Require(a.ListItems, b.ListItems)
        && Require(a.DictItems, b.DictItems)
        && Require(a.SetItems, b.SetItems)
        && Require(a.StateSetter, b.StateSetter)
        && Require(a.AdditionalStates, b.AdditionalStates);
}
