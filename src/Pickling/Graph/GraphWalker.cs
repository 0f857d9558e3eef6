using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Writes an object graph: the mirror of <see cref="GraphSink"/>.</summary>
/// <remarks>
/// It goes through the graph in the order of CPython's save(), on a stack of its own, so that depth costs no machine
/// stack and a dump can pause between two items. Frames end, memo entries begin and recursion is noticed exactly where
/// CPython does it, for that order is what makes the bytes equal.
/// </remarks>
internal sealed partial class GraphWalker
{
    private const int PresizeMax = 1 << 20;

    // Where the fast mode, which has no memo to stop at, begins to look for cycles.
    private const int FastDepthMin = 64;

    private readonly PickleOptions _options;
    private readonly PickleEmitter _emitter;
    private readonly ForeignValues _foreign;
    private readonly NaturalForms _natural;

    // Whether the caller's hooks are to be asked before anything is written.
    private readonly bool _isHooked;
    private readonly GlobalWriter _names;
    private readonly InternedTexts _interned;
    private readonly LeafWriter _leaves;

    // There below protocol 5, in profiles that ask for it.
    private readonly SingleBytes? _singleBytes;

    // There in the profile that gives memo entries only to what has a second reference.
    private readonly ReferenceCounts? _references;
    private readonly Python2Forms? _python2;
    private ObjectMemo _memo = new();

    // 0 <= _depth <= _frames.Length; the innermost value is _frames[_depth - 1].
    private WalkFrame[] _frames = new WalkFrame[8];
    private int _depth;

    // How many calls of an object whose arguments lead back to it have begun; there when there is such an object.
    private Dictionary<PyObject, int>? _callsBegun;

    // Tuples, frozensets and calls get their memo entry after their items. While this count stands still, none of them
    // can have been written by its own items, and the search for it in the memo is saved.
    private int _lateEntries;

    public GraphWalker(PickleEmitter emitter, PickleOptions options)
    {
        _options = options;
        _emitter = emitter;
        _foreign = new ForeignValues();
        _interned = new InternedTexts(options.Profile, emitter.Protocol);
        _natural = new NaturalForms(_interned);
        _isHooked = options.PersistentId is not null || options.ReducerOverride is not null;
        if (options.Fast)
        {
            _memo.Release();
            _memo = ObjectMemo.Forgetful();
        }

        _names = new GlobalWriter(emitter, new GlobalNames(options), new ModuleTexts(_interned, options.Profile), _interned);
        _references = emitter.MemoIsSparse ? new ReferenceCounts(options, emitter.Protocol, _foreign) : null;
        _leaves = new LeafWriter(emitter, options, _interned, _references);
        _python2 = _references is null ? null : new Python2Forms(_references);
        _singleBytes = emitter.Protocol < 5 && options.Profile.SingleBytesAreShared ? new SingleBytes() : null;
        if (options.BufferCallback is not null && emitter.Protocol < 5)
        {
            throw new PicklingException("PickleOptions.BufferCallback needs protocol 5");
        }
    }

    /// <summary>Begins a pickle of this object; <see cref="Run"/> writes it.</summary>
    public void Start(object? root)
    {
        Presize(root);
        _references?.Count(root);
        _emitter.Begin();
        Guarded(root, null);
    }

    /// <summary>Writes on, until the pickle is complete (true) or the queue holds enough to be written out (false).</summary>
    public bool Run(Wire.SegmentQueue? queue, long queueBytesMax)
    {
        if (!Guarded(null, queue, queueBytesMax))
        {
            return false;
        }

        _emitter.End();
        return true;
    }

    /// <summary>Objects that have a memo entry, which the next dump of a session goes on from.</summary>
    public ReadOnlySpan<object?> Memoized => _memo.Objects;

    /// <summary>Gives an object the next memo entry without writing it: the reader has it there.</summary>
    public void Memoize(object? value)
    {
        if (value is null || !_memo.TryAdd(value, out _))
        {
            _memo.AddUnreachable();
        }
    }

    /// <summary>Forgets the memo entries from an index on, and whatever was begun.</summary>
    public void Forget(int count)
    {
        _memo.Truncate(count);
        _foreign.Forget();
        _depth = 0;
        Array.Clear(_frames);
    }

    /// <summary>Writes one value into a pickle that another began, with whose memo it goes on.</summary>
    public void WriteInto(object? value, ref ObjectMemo memo)
    {
        ObjectMemo own = _memo;
        _memo = memo;
        try
        {
            Guarded(value, null);
            Guarded(null, null, long.MaxValue);
        }
        finally
        {
            memo = _memo;
            _memo = own;
        }
    }

    /// <summary>Gives pooled memory back; the walker is not used after.</summary>
    public void Release()
    {
        _memo.Release();
        _references?.Release();
    }

    private bool Guarded(object? root, Wire.SegmentQueue? queue, long queueBytesMax = -1)
    {
        try
        {
            if (queueBytesMax < 0)
            {
                Save(root);
                return true;
            }

            return Walk(queue, queueBytesMax);
        }
        catch (PicklingException error)
        {
            error.Locate(WalkPath.Of(_frames.AsSpan(0, _depth)));
            throw;
        }
        catch (PickleException error)
        {
            // A model type refuses in the words of a load, such as an unhashable key that was verified late.
            var refusal = new PicklingException(error.Message, error);
            refusal.Locate(WalkPath.Of(_frames.AsSpan(0, _depth)));
            throw refusal;
        }
    }

    private bool Walk(Wire.SegmentQueue? queue, long queueBytesMax)
    {
        while (_depth > 0)
        {
            if (queue is not null && queue.Bytes > queueBytesMax)
            {
                return false;
            }

            ref WalkFrame frame = ref _frames[_depth - 1];
            switch (frame.Kind)
            {
                case WalkKind.Objects:
                    WalkObjects(ref frame);
                    break;
                case WalkKind.Int64s:
                    WalkInt64s(ref frame);
                    break;
                case WalkKind.Doubles:
                    WalkDoubles(ref frame);
                    break;
                case WalkKind.ForeignList:
                    WalkForeignList(ref frame);
                    break;
                case WalkKind.Tuple:
                case WalkKind.CallArguments:
                    WalkTuple(ref frame);
                    break;
                case WalkKind.Dict:
                    WalkDict(ref frame);
                    break;
                case WalkKind.ForeignDict:
                    WalkForeignDict(ref frame);
                    break;
                case WalkKind.Set:
                    WalkSet(ref frame);
                    break;
                case WalkKind.FrozenSet:
                    WalkFrozenSet(ref frame);
                    break;
                case WalkKind.Object:
                    WalkObject(ref frame);
                    break;
                case WalkKind.Arguments:
                    WalkArguments(ref frame);
                    break;
                default:
                    WalkPersistentId(ref frame);
                    break;
            }
        }

        return true;
    }

    private ref WalkFrame Push(WalkKind kind, object container, int count, object? form = null)
    {
        if (_depth == _frames.Length)
        {
            if (_options.Fast && _depth >= FastDepthMin)
            {
                CheckForCycle();
            }

            Array.Resize(ref _frames, _frames.Length * 2);
        }

        ref WalkFrame frame = ref _frames[_depth++];
        frame = new WalkFrame { Kind = kind, Container = container, Count = count, LateEntries = _lateEntries, Form = form };
        return ref frame;
    }

    // At 64 levels and each doubling: a cycle repeats its objects on the way down.
    private void CheckForCycle()
    {
        var open = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (ref readonly WalkFrame frame in _frames.AsSpan(0, _depth))
        {
            if (frame.Kind != WalkKind.PersistentId && !open.Add(frame.Container))
            {
                throw new PicklingException(
                    $"a cycle through {PythonTypeName.WithArticle(frame.Container)} cannot be written without a memo (PickleOptions.Fast)");
            }
        }
    }

    // Room in the memo for about as many objects as the root holds items.
    private void Presize(object? root)
    {
        int items = root switch
        {
            PyList { Storage: ListStorage.Object } list => list.Count,
            PyTuple tuple => tuple.Count,
            PyDict dict => dict.SlotCount,
            _ => 0,
        };
        if (items > 64)
        {
            _memo.Presize(Math.Min(items, PresizeMax));
        }
    }
}
