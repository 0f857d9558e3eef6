namespace Pickling.Model;

/// <summary>Compares two containers by Python's equality on an own stack: every pair pushed must be equal.</summary>
/// <remarks>One walk may compare several pairs, as long as all of them are equal: it remembers what it has found so.</remarks>
internal sealed class EqualityWalk
{
    // Small comparisons end before remembering what was compared would pay.
    private const int StepsWithoutMemory = 4096;

    private readonly Stack<(object A, object B)> _pairs = new();
    private ObjectUnion? _taken;
    private int _steps;

    internal bool AreEqual(object? a, object? b)
    {
        if (!Require(a, b))
            return false;
        while (_pairs.TryPop(out (object A, object B) pair))
        {
            int waiting = _pairs.Count;
            bool isRemembered = ++_steps > StepsWithoutMemory && !ObjectUnion.IsSmall(pair.A);
            if (isRemembered && !Remember(pair))
                continue;
            if (!CompareContents(pair.A, pair.B))
                return false;

            // What is small and holds only leaves is compared again as quickly as it is remembered.
            if (_pairs.Count > waiting && !isRemembered && _steps > StepsWithoutMemory && !Remember(pair))
                DropDownTo(waiting);
        }

        return true;
    }

    // False when the two have been taken for equal before, by this pair or by others.
    private bool Remember((object A, object B) pair)
    {
        _taken ??= new ObjectUnion();
        return _taken.Join(pair.A, pair.B);
    }

    private void DropDownTo(int count)
    {
        while (_pairs.Count > count)
            _pairs.Pop();
    }

    private bool CompareContents(object a, object b) => a switch
    {
        PyTuple tuple => CompareItems(tuple.Items, ((PyTuple)b).Items),
        PyList list => CompareLists(list, (PyList)b),
        PyDict dict => CompareDicts(dict, (PyDict)b),
        _ => CompareSets((PySetBase)a, (PySetBase)b),
    };

    private bool Require(object? a, object? b)
    {
        if (LargeLeaf.Is(a) && LargeLeaf.Is(b) && !Remember((a!, b!)))
            return true;
        Verdict verdict = PythonEquality.Compare(a, b);
        if (verdict == Verdict.Contents)
            _pairs.Push((a!, b!));
        return verdict != Verdict.Different;
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
        if (a.Storage == ListStorage.Object && b.Storage == ListStorage.Object)
            return CompareItems(a.ObjectSpan, b.ObjectSpan);
        if (a.Storage == ListStorage.Double && b.Storage == ListStorage.Double)
        {
            // Not SequenceEqual, for which NaN equals NaN.
            ReadOnlySpan<double> x = a.DoubleSpan;
            ReadOnlySpan<double> y = b.DoubleSpan;
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] != y[i])
                    return false;
            }

            return true;
        }

        int count = a.Count;
        for (int i = 0; i < count; i++)
        {
            // One of them holds only numbers, so no pair of containers comes up.
            if (PythonEquality.Compare(a.ItemAt(i), b.ItemAt(i)) != Verdict.Equal)
                return false;
        }

        return true;
    }

    private bool CompareDicts(PyDict a, PyDict b)
    {
        if (ReferenceEquals(a.Table, b.Table))
            return CompareItems(a.ValueSlots, b.ValueSlots);

        int position = 0;
        while (a.TryGetEntry(ref position, out object? key, out object? value))
        {
            int slot = FindPartner(b.Table, key);
            if (slot < 0 || !Require(value, b.ValueSlots[slot]))
                return false;
        }

        return true;
    }

    private bool CompareSets(PySetBase a, PySetBase b)
    {
        int position = 0;
        while (a.TryGetEntry(ref position, out object? item))
        {
            if (FindPartner(b.Table, item) < 0)
                return false;
        }

        return true;
    }

    private int FindPartner(KeyTable table, object? key)
    {
        int slot = table.FindPartner(key, out bool isCertain);
        return slot < 0 || isCertain || Require(key, table.Slots[slot]) ? slot : -1;
    }
}
