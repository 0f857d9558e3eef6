using System.Runtime.InteropServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <content>Objects and the calls that make them: callable, arguments, items, state.</content>
internal sealed partial class GraphWalker
{
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
        return BuiltinForms.CallTheSame(call, instance) ? call : instance;
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
}
