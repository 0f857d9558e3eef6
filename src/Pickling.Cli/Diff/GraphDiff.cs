using Pickling.Cli.Json;
using Pickling.Cli.Show;
using Pickling.Model;

namespace Pickling.Cli.Diff;

/// <summary>Compares two values part by part and tells of each place where they differ.</summary>
/// <remarks>
/// A pair of objects is compared once, so sharing and cycles cost nothing. Each open pair is a coroutine on an explicit stack,
/// which tells of what only one side has and hands over the pairs to compare, in the order of the first side.
/// </remarks>
internal sealed class GraphDiff
{
    // Parts that may be looked at to find where an item was put into a list or taken out.
    private const int LookAheadMax = 2_000_000;

    private readonly Action<Difference> _tell;
    private readonly HashSet<(object, object)> _met = new(new PairComparer());
    private readonly Stack<IEnumerator<(object? A, object? B, GraphPath Path)>> _open = new();
    private int _lookAhead = LookAheadMax;

    internal GraphDiff(Action<Difference> tell) => _tell = tell;

    internal void Compare(object? a, object? b, GraphPath path)
    {
        Begin(a, b, path);
        while (_open.TryPeek(out var top))
        {
            if (top.MoveNext())
                Begin(top.Current.A, top.Current.B, top.Current.Path);
            else
                _open.Pop();
        }
    }

    private void Begin(object? a, object? b, GraphPath path)
    {
        if (ReferenceEquals(a, b))
            return;
        if (Parts(a, b, path) is not { } parts)
        {
            if (!Leaves.AreEqual(a, b))
                _tell(new Difference(DifferenceKind.Changed, path, a, b));
        }
        else if (_met.Add((a!, b!)))
        {
            _open.Push(parts.GetEnumerator());
        }
    }

    // Null when the two are no containers of one kind.
    private IEnumerable<(object? A, object? B, GraphPath Path)>? Parts(object? a, object? b, GraphPath path) => (a, b) switch
    {
        (PyList x, PyList y) => Items(x, y, path),
        (PyTuple x, PyTuple y) => Items(x, y, path),
        (PyDict x, PyDict y) => Entries(x, y, path, path.Key),
        (PySet x, PySet y) => Members(x, y, path),
        (PyFrozenSet x, PyFrozenSet y) => Members(x, y, path),
        (PersistentReference x, PersistentReference y) => [(x.Id, y.Id, path.Attribute("id"))],
        (PyObject x, PyObject y) => Objects(ObjectParts.Of(x), ObjectParts.Of(y), path),
        _ => null,
    };

    private IEnumerable<(object? A, object? B, GraphPath Path)> Items(IReadOnlyList<object?> a, IReadOnlyList<object?> b, GraphPath path)
    {
        // Equal items at both ends say where items were put in or taken out.
        var (start, end) = a.Count == b.Count ? (0, 0) : EqualEnds(a, b);
        var (aEnd, bEnd) = (a.Count - end, b.Count - end);
        var i = start;
        for (; i < aEnd && i < bEnd; i++)
            yield return (a[i], b[i], path.Index(i));
        for (var removed = i; removed < aEnd; removed++)
            _tell(new Difference(DifferenceKind.Removed, path.Index(removed), a[removed], null));
        for (; i < bEnd; i++)
            _tell(new Difference(DifferenceKind.Added, path.Index(i), null, b[i]));
    }

    private (int Start, int End) EqualEnds(IReadOnlyList<object?> a, IReadOnlyList<object?> b)
    {
        var max = Math.Min(a.Count, b.Count);
        var start = 0;
        while (start < max && AreSame(a[start], b[start]))
            start++;
        var end = 0;
        while (end < max - start && AreSame(a[^(end + 1)], b[^(end + 1)]))
            end++;
        return (start, end);
    }

    // As far as that can be seen without looking too far.
    private bool AreSame(object? a, object? b)
    {
        if (Parts(a, b, GraphPath.Root("")) is null)
            return Leaves.AreEqual(a, b);
        var areSame = true;
        var inner = new GraphDiff(_ => areSame = false) { _lookAhead = 0 };
        inner.Begin(a, b, GraphPath.Root(""));
        while (areSame && inner._open.TryPeek(out var top))
        {
            if (--_lookAhead < 0)
                return false;
            if (top.MoveNext())
                inner.Begin(top.Current.A, top.Current.B, top.Current.Path);
            else
                inner._open.Pop();
        }

        return areSame;
    }

    private IEnumerable<(object? A, object? B, GraphPath Path)> Entries(
        PyDict a, PyDict b, GraphPath path, Func<object?, GraphPath> step)
    {
        var partners = new Partners(a.Keys, b.Keys);
        var last = -1;
        var inOrder = true;
        foreach (var (key, value) in a)
        {
            if (!partners.TryGet(key, out var index))
            {
                _tell(new Difference(DifferenceKind.Removed, step(key), value, null));
                continue;
            }

            inOrder &= index > last;
            last = index;
            yield return (value, b[partners.Other(index)!], step(key));
        }

        foreach (var key in partners.Left)
            _tell(new Difference(DifferenceKind.Added, step(key), null, b[key!]));
        if (!inOrder)
            _tell(new Difference(DifferenceKind.Reordered, path, a, b));
    }

    private IEnumerable<(object? A, object? B, GraphPath Path)> Members(PySetBase a, PySetBase b, GraphPath path)
    {
        var partners = new Partners(a, b);
        foreach (var item in a)
        {
            if (!partners.TryGet(item, out _))
                _tell(new Difference(DifferenceKind.Removed, path.Member(item), item, null));
        }

        foreach (var item in partners.Left)
            _tell(new Difference(DifferenceKind.Added, path.Member(item), null, item));
        yield break;
    }

    private IEnumerable<(object? A, object? B, GraphPath Path)> Objects(ObjectParts a, ObjectParts b, GraphPath path)
    {
        if (a.Callable is PyGlobal && b.Callable is PyGlobal && !a.Callable.Equals(b.Callable))
            _tell(new Difference(DifferenceKind.Changed, path, a.Made, b.Made));
        else
            yield return (a.Callable, b.Callable, path.Attribute("callable"));
        foreach (var part in Items(a.Arguments, b.Arguments, path.Attribute("args")))
            yield return part;
        if (a.Made.KeywordArguments is not null || b.Made.KeywordArguments is not null)
            yield return (a.Made.KeywordArguments, b.Made.KeywordArguments, path.Attribute("kwargs"));
        foreach (var part in States(a, b, path))
            yield return part;
        foreach (var part in Items(a.Made.ListItems ?? [], b.Made.ListItems ?? [], path))
            yield return part;
        foreach (var part in Entries(a.Made.DictItems ?? [], b.Made.DictItems ?? [], path, path.Key))
            yield return part;
        foreach (var part in Members(a.Made.SetItems ?? [], b.Made.SetItems ?? [], path))
            yield return part;
        foreach (var part in Items(a.Made.AdditionalStates ?? [], b.Made.AdditionalStates ?? [], path.Attribute("more_states")))
            yield return part;
        yield return (a.Made.StateSetter, b.Made.StateSetter, path.Attribute("state_setter"));
    }

    private IEnumerable<(object? A, object? B, GraphPath Path)> States(ObjectParts a, ObjectParts b, GraphPath path)
    {
        // An object without attributes has no state at all.
        if (a.Attributes is not null || b.Attributes is not null)
        {
            var areNames = (a.Attributes is not null || !a.Made.HasState) && (b.Attributes is not null || !b.Made.HasState);
            if (areNames)
                return Entries(a.Attributes ?? [], b.Attributes ?? [], path, name => path.Attribute(name!.ToString()!));
        }

        if (a.Made.HasState && b.Made.HasState)
            return [(a.Made.State, b.Made.State, path.Attribute("state"))];
        if (a.Made.HasState)
            _tell(new Difference(DifferenceKind.Removed, path.Attribute("state"), a.Made.State, null));
        if (b.Made.HasState)
            _tell(new Difference(DifferenceKind.Added, path.Attribute("state"), null, b.Made.State));
        return [];
    }

    private sealed class PairComparer : IEqualityComparer<(object A, object B)>
    {
        public bool Equals((object A, object B) x, (object A, object B) y) => ReferenceEquals(x.A, y.A) && ReferenceEquals(x.B, y.B);

        public int GetHashCode((object A, object B) pair) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.A),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.B));
    }

    // Which keys or set items of the second side are those of the first.
    private sealed class Partners
    {
        private readonly List<object?> _others;
        private readonly Dictionary<HashedKey, int> _byKey = [];
        private readonly bool[] _isTaken;

        // By all that can be said of them, for objects, which Python compares by identity. Made when it is needed.
        private Dictionary<string, Queue<int>>? _byText;

        internal Partners(IEnumerable<object?> ours, IEnumerable<object?> others)
        {
            _others = [.. others];
            _isTaken = new bool[_others.Count];
            for (var i = 0; i < _others.Count; i++)
                _byKey.TryAdd(new HashedKey(_others[i]), i);

            // Who has an equal partner takes it before others look for a similar one.
            foreach (var key in ours)
            {
                if (_byKey.TryGetValue(new HashedKey(key), out var index) && Leaves.HaveSameType(key, _others[index]))
                    _isTaken[index] = true;
            }
        }

        internal IEnumerable<object?> Left => _others.Where((_, index) => !_isTaken[index]);

        internal object? Other(int index) => _others[index];

        internal bool TryGet(object? key, out int index)
        {
            if (_byKey.TryGetValue(new HashedKey(key), out index) && Leaves.HaveSameType(key, _others[index]))
                return true;
            if (!Leaves.HasParts(key))
                return false;
            _byText ??= Texts();
            if (!_byText.TryGetValue(ExactJsonWriter.TextOf(key), out var found) || !found.TryDequeue(out index))
                return false;
            _isTaken[index] = true;
            return true;
        }

        private Dictionary<string, Queue<int>> Texts()
        {
            var texts = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
            for (var i = 0; i < _others.Count; i++)
            {
                if (_isTaken[i] || !Leaves.HasParts(_others[i]))
                    continue;
                var text = ExactJsonWriter.TextOf(_others[i]);
                if (!texts.TryGetValue(text, out var indexes))
                    texts.Add(text, indexes = []);
                indexes.Enqueue(i);
            }

            return texts;
        }
    }
}
