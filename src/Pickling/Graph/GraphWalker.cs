using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Writes an object graph: the mirror of <see cref="GraphSink"/>.</summary>
/// <remarks>
/// It goes through the graph in the order of CPython's save(), on a stack of its own, so that depth costs no machine
/// stack and a dump can pause between two items. Frames end, memo entries begin and recursion is noticed exactly where
/// CPython does it, for that order is what makes the bytes equal.
/// </remarks>
internal sealed class GraphWalker
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

    // Writes a value, or writes its beginning and pushes a frame for the rest. Returns whether it is written whole.
    private bool Save(object? value) => TrySaveAtom(value) || SaveOther(value);

    // Writes the values that fill most pickles and never need a frame.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySaveAtom(object? value)
    {
        _emitter.Boundary();
        if (_isHooked)
        {
            return false;
        }

        if (value is null)
        {
            _emitter.None();
            return true;
        }

        if (value.GetType() == typeof(string))
        {
            _leaves.Str(ref _memo, Unsafe.As<string>(value));
            return true;
        }

        if (value.GetType() == typeof(long))
        {
            _emitter.Int(Unsafe.Unbox<long>(value));
            return true;
        }

        if (value.GetType() == typeof(double))
        {
            _emitter.Float(Unsafe.Unbox<double>(value));
            return true;
        }

        return false;
    }

    private bool SaveOther(object? value)
    {
        if (_isHooked)
        {
            return SaveHooked(value);
        }

        return SaveContainer(value!);
    }

    // Everything is offered to the caller's hooks: all of it to the one for persistent ids, and what Python makes by
    // reduce to the other. An id itself is not offered.
    private bool SaveHooked(object? value)
    {
        if (_options.PersistentId is { } persistentId && persistentId(value) is { } id)
        {
            return SavePersistent(new PersistentReference(id));
        }

        if (_options.ReducerOverride is { } reducerOverride && value is not null && IsReduced(value) && _memo.Find(value) < 0
            && reducerOverride(value) is { } form)
        {
            return SaveForm(value, form, nameof(PickleOptions.ReducerOverride));
        }

        return SaveUnhooked(value);
    }

    private static bool IsReduced(object value) => value is IPyValue
        ? value is PyObject or PyGlobal
        : !value.GetType().IsPrimitive && value is not (string or BigInteger or IEnumerable or ITuple or Memory<byte> or ReadOnlyMemory<byte>);

    private bool SaveUnhooked(object? value)
    {
        switch (value)
        {
            case null:
                _emitter.None();
                return true;
            case string text:
                _leaves.Str(ref _memo, text);
                return true;
            case long integer:
                _emitter.Int(integer);
                return true;
            case double number:
                _emitter.Float(number);
                return true;
            default:
                return SaveContainer(value);
        }
    }

    // What the caller's code wants written for an object, which keeps its own memo entry.
    private bool SaveForm(object value, object form, string hook)
    {
        switch (form)
        {
            case PyGlobal global:
                _names.Save(ref _memo, global);
                return true;
            case PyObject call:
                return SaveCall(value, call);
            default:
                throw new PicklingException(
                    $"{hook} must give a PyObject or a PyGlobal for {PythonTypeName.WithArticle(value)}, not {PythonTypeName.WithArticle(form)}");
        }
    }

    private bool SaveContainer(object value)
    {
        if (value.GetType() == typeof(PyTuple))
        {
            return SaveTuple(Unsafe.As<PyTuple>(value));
        }

        if (value.GetType() == typeof(PyDict))
        {
            return SaveDict(Unsafe.As<PyDict>(value));
        }

        if (value.GetType() == typeof(PyList))
        {
            return SaveList(Unsafe.As<PyList>(value));
        }

        switch (value)
        {
            case bool truth:
                _emitter.Bool(truth);
                return true;
            case PyObject instance:
                instance = _natural.Canonical(instance);
                return SaveCall(instance, instance);
            case PyGlobal global:
                _names.Save(ref _memo, global);
                return true;
            case byte[] bytes:
                return SaveBytes(bytes);
            case PySet set:
                return SaveSet(set);
            case PyFrozenSet set:
                return SaveFrozenSet(set);
            case PyByteArray bytes:
                return SaveByteArray(bytes);
            case BigInteger integer:
                _emitter.BigInt(integer);
                return true;
            case PyByteString or PySurrogateString:
                _leaves.Leaf(ref _memo, value);
                return true;
            case PersistentReference reference:
                return SavePersistent(reference);
            case PickleBuffer buffer:
                _leaves.Buffer(ref _memo, buffer);
                return true;
            default:
                return SaveForeign(value);
        }
    }

    private bool SaveBytes(byte[] bytes)
    {
        if (_emitter.TypesArePython2)
        {
            _leaves.Leaf(ref _memo, bytes);
            return true;
        }

        if (bytes.Length == 0)
        {
            // One object in CPython.
            bytes = Array.Empty<byte>();
        }
        else if (_singleBytes is not null)
        {
            bytes = _singleBytes.OfData(bytes);
        }

        if (_emitter.Protocol < 3)
        {
            return SaveBuiltin(bytes, BuiltinForms.Bytes);
        }

        _leaves.Leaf(ref _memo, bytes);
        return true;
    }

    private bool SaveByteArray(PyByteArray bytes)
    {
        if (_emitter.Protocol >= 5)
        {
            _leaves.Leaf(ref _memo, bytes);
            return true;
        }

        return _emitter.ByteArraysAreTexts
            ? SaveBuiltin(bytes, _emitter.TypesArePython2 ? BuiltinForms.ByteArrayOfPython2 : BuiltinForms.ByteArrayOfText)
            : SaveBuiltin(bytes, (value, _) => BuiltinForms.ByteArray((PyByteArray)value, _singleBytes));
    }

    private bool SavePersistent(PersistentReference reference)
    {
        if (_emitter.Protocol == 0)
        {
            _emitter.PersistentId(reference.Id as string ?? (reference.Id as PyByteString)?.ToString(System.Text.Encoding.Latin1)
                ?? (Boxed.Normalize(reference.Id) as long?)?.ToString(CultureInfo.InvariantCulture)
                ?? throw new PicklingException("a persistent id in protocol 0 must be a str or int; use protocol 1 or higher"));
            return true;
        }

        Push(WalkKind.PersistentId, reference, 1);
        return false;
    }

    private bool SaveList(PyList list)
    {
        if (list.Count == 0 && !_leaves.HasEntry(list))
        {
            _emitter.EmptyList();
            return true;
        }

        if (!BeginMutable(list))
        {
            return true;
        }

        _emitter.EmptyList();
        _emitter.Memoize(_memo.Count - 1);
        return PushList(list, BatchKind.List);
    }

    private bool PushList(PyList list, BatchKind batch)
    {
        if (list.Count == 0)
        {
            return true;
        }

        if (_isHooked && list.Storage != ListStorage.Object)
        {
            // The hooks see each number.
            Push(WalkKind.ForeignList, list, list.Count, list).Batch = batch;
            return false;
        }

        Push(list.Storage switch
        {
            ListStorage.Int64 => WalkKind.Int64s,
            ListStorage.Double => WalkKind.Doubles,
            _ => WalkKind.Objects,
        }, list, list.Count).Batch = batch;
        return false;
    }

    private bool SaveDict(PyDict dict)
    {
        if (dict.LiveCount == 0 && !_leaves.HasEntry(dict))
        {
            _emitter.EmptyDict();
            return true;
        }

        if (!BeginMutable(dict))
        {
            return true;
        }

        _emitter.EmptyDict();
        _emitter.Memoize(_memo.Count - 1);
        return PushDict(dict, BatchKind.Dict);
    }

    private bool PushDict(PyDict dict, BatchKind batch)
    {
        int count = dict.LiveCount;
        if (count == 0)
        {
            return true;
        }

        Push(WalkKind.Dict, dict, count).Batch = batch;
        return false;
    }

    // Writes a GET when the value is in the memo; else gives it an entry, which lists, dicts and sets get before their items.
    private bool BeginMutable(object value)
    {
        if (_memo.TryAdd(value, out int index))
        {
            return true;
        }

        _emitter.Get(index);
        return false;
    }

    private bool SaveTuple(PyTuple tuple, WalkKind kind = WalkKind.Tuple)
    {
        if (tuple.Count == 0)
        {
            _emitter.EmptyTuple();
            return true;
        }

        int index = _memo.Find(tuple);
        if (index >= 0)
        {
            _emitter.Get(index);
            return true;
        }

        _emitter.BeginTuple(tuple.Count);
        Push(kind, tuple, tuple.Count);
        return false;
    }

    private bool SaveSet(PySet set)
    {
        if (_emitter.Protocol < 4)
        {
            return SaveBuiltin(set, BuiltinForms.Set);
        }

        if (!BeginMutable(set))
        {
            return true;
        }

        _emitter.EmptySet();
        _emitter.Memoize(_memo.Count - 1);
        return PushSet(set);
    }

    private bool PushSet(PySet set)
    {
        if (set.Count == 0)
        {
            return true;
        }

        Push(WalkKind.Set, set, set.Count);
        return false;
    }

    private bool SaveFrozenSet(PyFrozenSet set)
    {
        if (_emitter.Protocol < 4)
        {
            return SaveBuiltin(set, BuiltinForms.FrozenSet);
        }

        int index = _memo.Find(set);
        if (index >= 0)
        {
            _emitter.Get(index);
            return true;
        }

        _emitter.Mark();
        Push(WalkKind.FrozenSet, set, set.Count);
        return false;
    }

    private bool SaveForeign(object value)
    {
        if (_options.TypeMap.HasClasses && _options.TypeMap.TryGetClass(value.GetType(), out PickleClass? mapping) && mapping.CanReduce)
        {
            return TrySaveKnown(value) || SaveForm(value, mapping.ReduceObject(value), mapping.Name.FullName);
        }

        if (ForeignValues.TryScalar(value, out object? scalar))
        {
            return SaveUnhooked(scalar);
        }

        if (_natural.TryForm(value) is { } form)
        {
            return SaveCall(value, _python2?.Of(form) ?? form);
        }

        if (_foreign.TryTuple(value, out PyTuple? tuple))
        {
            return SaveTuple(tuple);
        }

        if (!ForeignValues.IsContainer(value, out ForeignContainer shape))
        {
            throw new PicklingException(
                $"a {value.GetType()} has no counterpart in Python; convert it first, or give it as a PyObject");
        }

        if (shape == ForeignContainer.Set)
        {
            return SaveSet(_foreign.ToSet(value));
        }

        object?[]? pairs = shape == ForeignContainer.Dictionary ? ForeignValues.ToPairs(value) : null;
        IList items = pairs ?? _foreign.ToList(value);
        bool hasEntry = items.Count > 0 || _leaves.HasEntry(value);
        if (hasEntry && !BeginMutable(value))
        {
            return true;
        }

        if (pairs is not null)
        {
            _emitter.EmptyDict();
        }
        else
        {
            _emitter.EmptyList();
        }

        if (hasEntry)
        {
            _emitter.Memoize(_memo.Count - 1);
        }

        if (items.Count == 0)
        {
            return true;
        }

        if (pairs is null && !_isHooked && ForeignValues.ToNumbers(items) is { } numbers)
        {
            Push(numbers.Storage == ListStorage.Int64 ? WalkKind.Int64s : WalkKind.Doubles, value, numbers.Count, numbers).Batch = BatchKind.List;
            return false;
        }

        Push(
            pairs is null ? WalkKind.ForeignList : WalkKind.ForeignDict,
            value,
            pairs is null ? items.Count : items.Count / 2,
            items).Batch = pairs is null ? BatchKind.List : BatchKind.Dict;
        return false;
    }

    // Writes a builtin as the call that stands for it, which is made only when the value is not in the memo.
    private bool SaveBuiltin(object value, Func<object, InternedTexts, PyObject> formOf) =>
        TrySaveKnown(value) || SaveCall(value, formOf(value, _interned));

    private bool SaveCall(object value, PyObject form)
    {
        if (TrySaveKnown(value))
        {
            return true;
        }

        if (value is PyObject { DroppedCalls: { Count: > 0 } dropped })
        {
            form = NextCall(form, dropped);
        }

        Push(WalkKind.Object, value, 0, BuiltinForms.ForProtocol(form, _emitter.Protocol));
        return false;
    }

    private bool TrySaveKnown(object value)
    {
        int index = _memo.Find(value);
        if (index >= 0)
        {
            _emitter.Get(index);
        }

        return index >= 0;
    }

    // The call with which an object is written that its arguments lead back to: the outermost first, its own the innermost.
    private PyObject NextCall(PyObject instance, IReadOnlyList<PyObject> dropped)
    {
        _callsBegun ??= [];
        ref int begun = ref CollectionsMarshal.GetValueRefOrAddDefault(_callsBegun, instance, out _);
        PyObject call = begun < dropped.Count ? dropped[dropped.Count - 1 - begun] : instance;
        begun++;

        // Whoever has changed what the object is made of since does not want the old arguments.
        return Equals(call.Callable, instance.Callable) && call.Construction == instance.Construction ? call : instance;
    }

    // What follows the call is the object's own, also when the call is one that Python had dropped: whoever has changed the
    // arguments since may have cut the way back to it.
    private PyObject Contents(ref WalkFrame frame, PyObject form)
    {
        if (frame.Container is not PyObject { DroppedCalls.Count: > 0 } instance)
        {
            return form;
        }

        PyObject own = BuiltinForms.ForProtocol(instance, _emitter.Protocol);
        frame.Form = own;
        return own;
    }

    private void WalkObject(ref WalkFrame frame)
    {
        object value = frame.Container;
        var form = (PyObject)frame.Form!;
        bool written = true;
        while (written)
        {
            var stage = (Stage)frame.Index;
            frame.Index++;
            switch (stage)
            {
                case Stage.Callable:
                    if (form.Construction == PyConstruction.Instance)
                    {
                        _emitter.Mark();
                        written = _emitter.Protocol == 0 || Save(form.Callable);
                    }
                    else
                    {
                        written = Save(form.Callable);
                    }

                    break;
                case Stage.Arguments when form.Construction == PyConstruction.Instance:
                    written = form.Arguments.Count == 0;
                    if (!written)
                    {
                        Push(WalkKind.Arguments, form.Arguments, form.Arguments.Count);
                    }

                    break;
                case Stage.Arguments:
                    _emitter.Boundary();
                    written = _options.PersistentId?.Invoke(form.Arguments) is { } id
                        ? SavePersistent(new PersistentReference(id))
                        : SaveTuple(form.Arguments, value is PyObject { DroppedCalls.Count: > 0 } ? WalkKind.Tuple : WalkKind.CallArguments);
                    break;
                case Stage.KeywordArguments when form.Construction == PyConstruction.NewObjectEx:
                    written = Save(form.KeywordArguments
                        ?? throw new PicklingException("an object made by NewObjectEx needs a dict as its KeywordArguments"));
                    break;
                case Stage.KeywordArguments:
                    break;
                case Stage.Construct:
                    if (!Construct(value, form, frame.LateEntries))
                    {
                        _depth--;
                        return;
                    }

                    form = Contents(ref frame, form);
                    if (!form.HasContents)
                    {
                        _depth--;
                        return;
                    }

                    break;
                case Stage.ListItems:
                    written = form.ListItems is not { } items || PushList(items, BatchKind.ListItems);
                    break;
                case Stage.DictItems:
                    written = form.DictItems is not { } pairs || PushDict(pairs, BatchKind.DictItems);
                    break;
                case Stage.SetItems:
                    written = form.SetItems is not { } members || PushSet(members);
                    break;
                case Stage.State when !form.HasState:
                    frame.Index = (int)Stage.MoreStates;
                    break;
                case Stage.State when form.StateSetter is null:
                    frame.Index = (int)Stage.Build;
                    written = Save(form.State);
                    break;
                case Stage.State:
                    break;
                case Stage.Setter:
                    written = Save(form.StateSetter);
                    break;
                case Stage.SetterTarget:
                    written = Save(value);
                    break;
                case Stage.SetterState:
                    written = Save(form.State);
                    break;
                case Stage.SetterEnd:
                    _emitter.ReduceSetter();
                    frame.Index = (int)Stage.MoreStates;
                    break;
                case Stage.Build:
                    _emitter.Build();
                    break;
                case Stage.MoreStates:
                    written = NextState(ref frame, form);
                    break;
                default:
                    _depth--;
                    return;
            }
        }
    }

    // A pickle that is not CPython's may BUILD an object more than once; each state is written back.
    private bool NextState(ref WalkFrame frame, PyObject instance)
    {
        if (instance.AdditionalStates is { } more && frame.Count < more.Count)
        {
            frame.Index = (int)Stage.Build;
            return Save(more[frame.Count++]);
        }

        frame.Index = (int)Stage.Done;
        return true;
    }

    // Writes the opcode that makes the object, and its memo entry. False when writing its arguments wrote it already.
    private bool Construct(object value, PyObject form, int lateEntriesBefore)
    {
        switch (form.Construction)
        {
            case PyConstruction.NewObject:
                _emitter.NewObject();
                break;
            case PyConstruction.NewObjectEx:
                _emitter.NewObjectEx();
                break;
            case PyConstruction.Instance when _emitter.Protocol == 0:
                PyGlobal type = form.Global ?? throw new PicklingException("a classic instance needs a class by name in protocol 0");
                _emitter.Inst(type.Module, type.Name);
                break;
            case PyConstruction.Instance:
                _emitter.Obj();
                break;
            default:
                _emitter.Reduce();
                break;
        }

        // cPickle's save_inst() has the entry hang on the references to the instance; all others are held by their __reduce_ex__.
        if (_references is not null && value is PyObject { Construction: PyConstruction.Instance, Arguments.Count: 0, State: PyDict } && !_leaves.HasEntry(value))
        {
            return true;
        }

        return MemoizeLate(value, lateEntriesBefore, out int known) || DropFor(known);
    }

    private bool DropFor(int known)
    {
        _emitter.Pop();
        _emitter.Get(known);
        return false;
    }

    // Gives a value its entry after its items; false, and the entry there is, when the items wrote it.
    private bool MemoizeLate(object value, int lateEntriesBefore, out int index)
    {
        if (_lateEntries != lateEntriesBefore)
        {
            index = _memo.Find(value);
            if (index >= 0)
            {
                return false;
            }
        }

        _memo.TryAdd(value, out index);
        _lateEntries++;
        _emitter.Memoize(index);
        return true;
    }

    private void WalkObjects(ref WalkFrame frame)
    {
        BatchKind kind = frame.Batch;
        ReadOnlySpan<object?> items = ((PyList)frame.Container).ObjectSpan[..frame.Count];
        int index = frame.Index;
        int batchEnd = index > 0 ? _emitter.Batches.BatchEnd(index - 1, items.Length) : 0;
        while (true)
        {
            if (index == batchEnd)
            {
                if (index > 0)
                {
                    _emitter.Batches.EndBatch(kind, index - 1, items.Length);
                }

                if (index == items.Length)
                {
                    _depth--;
                    return;
                }

                _emitter.Batches.BeginBatch(kind, index, items.Length);
                batchEnd = _emitter.Batches.BatchEnd(index, items.Length);
            }

            object? item = items[index++];
            if (!TrySaveAtom(item))
            {
                frame.Index = index;
                if (!SaveOther(item))
                {
                    return;
                }
            }
        }
    }

    private void WalkInt64s(ref WalkFrame frame)
    {
        ReadOnlySpan<long> items = ((PyList)(frame.Form ?? frame.Container)).Int64Span;
        frame.Index = _emitter.Batches.Batch(frame.Batch, items[..frame.Count], frame.Index);
        if (frame.Index == frame.Count)
        {
            _depth--;
        }
    }

    private void WalkDoubles(ref WalkFrame frame)
    {
        ReadOnlySpan<double> items = ((PyList)(frame.Form ?? frame.Container)).DoubleSpan;
        frame.Index = _emitter.Batches.Batch(frame.Batch, items[..frame.Count], frame.Index);
        if (frame.Index == frame.Count)
        {
            _depth--;
        }
    }

    private void WalkForeignList(ref WalkFrame frame)
    {
        var items = (IList)frame.Form!;
        while (true)
        {
            int index = frame.Index;
            if (index > 0)
            {
                _emitter.Batches.EndItem(frame.Batch, index - 1, frame.Count);
            }

            if (index == frame.Count)
            {
                _depth--;
                return;
            }

            _emitter.Batches.BeginItem(frame.Batch, index, frame.Count);
            frame.Index++;
            if (!Save(items[index]))
            {
                return;
            }
        }
    }

    private void WalkTuple(ref WalkFrame frame)
    {
        var tuple = (PyTuple)frame.Container;
        ReadOnlySpan<object?> items = tuple.Items;
        int index = frame.Index;
        while (index < items.Length)
        {
            object? item = items[index++];
            if (!TrySaveAtom(item))
            {
                frame.Index = index;
                if (!SaveOther(item))
                {
                    return;
                }
            }
        }

        // Only now is it known whether an item of the tuple led back to it, and so wrote it.
        if (_lateEntries != frame.LateEntries && _memo.Find(tuple) is >= 0 and int known)
        {
            if (frame.Kind == WalkKind.CallArguments)
            {
                // The call led back to its own object, so Python asked that twice how it is made, and got two tuples.
                _emitter.EndTuple(items.Length);
                _emitter.Memoize(_memo.Count);
                _memo.AddUnreachable();
            }
            else
            {
                _emitter.DropTuple(items.Length);
                _emitter.Get(known);
            }
        }
        else
        {
            _emitter.EndTuple(items.Length);
            if (_leaves.HasEntry(tuple))
            {
                _memo.TryAdd(tuple, out int entry);
                _lateEntries++;
                _emitter.Memoize(entry);
            }
        }

        _depth--;
    }

    private void WalkDict(ref WalkFrame frame)
    {
        var dict = (PyDict)frame.Container;
        BatchKind kind = frame.Batch;
        ReadOnlySpan<object?> values = dict.ValueSlots;
        ReadOnlySpan<object?> keys = dict.KeySlots;
        int count = frame.Count;
        int slot = frame.Position;
        int pair = frame.Index >> 1;
        bool valueIsDue = (frame.Index & 1) != 0;
        int begun = pair + (frame.Index & 1);
        int batchEnd = begun > 0 ? _emitter.Batches.BatchEnd(begun - 1, count) : 0;
        while (true)
        {
            if (!valueIsDue)
            {
                if (pair == batchEnd)
                {
                    if (pair > 0)
                    {
                        _emitter.Batches.EndBatch(kind, pair - 1, count);
                    }

                    if (pair == count)
                    {
                        _depth--;
                        return;
                    }

                    _emitter.Batches.BeginBatch(kind, pair, count);
                    batchEnd = _emitter.Batches.BatchEnd(pair, count);
                }

                object? key = keys[slot++];
                while (KeyTable.IsRemoved(key))
                {
                    key = keys[slot++];
                }

                if (!TrySaveAtom(key))
                {
                    frame.Index = (2 * pair) + 1;
                    frame.Position = slot;
                    if (!SaveOther(key))
                    {
                        return;
                    }
                }
            }

            valueIsDue = false;
            pair++;
            object? value = values[slot - 1];
            if (!TrySaveAtom(value))
            {
                frame.Index = 2 * pair;
                frame.Position = slot;
                if (!SaveOther(value))
                {
                    return;
                }
            }
        }
    }

    private void WalkForeignDict(ref WalkFrame frame)
    {
        object?[] pairs = (object?[])frame.Form!;
        while (true)
        {
            int half = frame.Index;
            if ((half & 1) == 0)
            {
                if (half > 0)
                {
                    _emitter.Batches.EndItem(BatchKind.Dict, (half >> 1) - 1, frame.Count);
                }

                if (half >> 1 == frame.Count)
                {
                    _depth--;
                    return;
                }

                _emitter.Batches.BeginItem(BatchKind.Dict, half >> 1, frame.Count);
            }

            frame.Index++;
            if (!Save(pairs[half]))
            {
                return;
            }
        }
    }

    private void WalkSet(ref WalkFrame frame)
    {
        var set = (PySet)frame.Container;
        while (true)
        {
            int index = frame.Index;
            if (index > 0)
            {
                _emitter.Batches.EndItem(BatchKind.Set, index - 1, frame.Count);
            }

            if (index == frame.Count)
            {
                _depth--;
                return;
            }

            set.TryGetEntry(ref frame.Position, out object? item);
            _emitter.Batches.BeginItem(BatchKind.Set, index, frame.Count);
            frame.Index++;
            if (!Save(item))
            {
                return;
            }
        }
    }

    private void WalkFrozenSet(ref WalkFrame frame)
    {
        var set = (PyFrozenSet)frame.Container;
        while (set.TryGetEntry(ref frame.Position, out object? item))
        {
            if (!Save(item))
            {
                return;
            }
        }

        if (_lateEntries != frame.LateEntries && _memo.Find(set) is >= 0 and int known)
        {
            _emitter.PopMark();
            _emitter.Get(known);
        }
        else
        {
            _emitter.FrozenSet();
            _memo.TryAdd(set, out int entry);
            _lateEntries++;
            _emitter.Memoize(entry);
        }

        _depth--;
    }

    private void WalkArguments(ref WalkFrame frame)
    {
        ReadOnlySpan<object?> items = ((PyTuple)frame.Container).Items;
        while (frame.Index < items.Length)
        {
            if (!Save(items[frame.Index++]))
            {
                return;
            }
        }

        _depth--;
    }

    private void WalkPersistentId(ref WalkFrame frame)
    {
        if (frame.Index++ == 0)
        {
            _emitter.Boundary();
            if (!SaveUnhooked(((PersistentReference)frame.Container).Id))
            {
                return;
            }
        }

        _emitter.PersistentId();
        _depth--;
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
