using System.Collections;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>
/// Which values of a graph have a second reference while cPickle, the C pickler of CPython 2.7, writes them: it gives a memo
/// entry to no others (<c>put()</c> in cPickle.c). They are counted before the dump, by one walk over the graph.
/// </summary>
/// <remarks>
/// A value is referred to by what holds it, once by each; by the caller, when it is the root; by the iterator that hands it
/// over, when it is an item of a list; by an object beside the reduce value, when it is part of both. What Python makes anew
/// for each dump (the arguments of a call, the pair of a slots state) has the one reference of the reduce value. Lists and
/// dicts with items, calls and classes get an entry in any case, so nobody asks for them. Nor for what this walk has not
/// met: a value that stands for another and is made on the way. What an object holds of the parts that its class hands out is
/// known when cPickle wrote them (<see cref="HandedOutParts"/>), else by the rules of the classes that Python brings along.
/// </remarks>
internal sealed class ReferenceCounts
{
    // Atoms below this many characters are written again each time.
    private const int MemoizedLengthMin = 2;

    private readonly ForeignValues _foreign;
    private readonly int _dictReferences;
    private readonly Stack<object> _open = [];
    private ObjectMemo _seen = new();

    // By index of _seen: whether there is a second reference.
    private readonly List<bool> _shared = [];

    // A pickler with persistent ids offers each value in an argument tuple, which refers to it until the next is offered.
    private bool _offersValues;

    // The caller's own code makes values during the dump: what they refer to cannot be counted before it.
    private readonly bool _isBlind;

    public ReferenceCounts(PickleOptions options, int protocol, ForeignValues foreign)
    {
        _offersValues = options.PersistentId is not null;
        _isBlind = options.ReducerOverride is not null || options.TypeMap.HasClasses;
        _foreign = foreign;

        // Protocol 0 takes the items of a dict from an iterator, later ones straight from the table.
        _dictReferences = protocol == 0 ? 2 : 1;
    }

    /// <summary>Counts the references from a root on; afresh for each dump of a session, for values may change between them.</summary>
    public void Count(object? root)
    {
        if (_isBlind)
        {
            return;
        }

        if (_seen.Count > 0)
        {
            _seen.Release();
            _seen = new ObjectMemo();
            _shared.Clear();
            _open.Clear();
        }

        Refer(root, 2);
        while (_open.TryPop(out object? holder))
        {
            try
            {
                Open(holder);
            }
            catch (Exception error) when (error is PickleException or PicklingException)
            {
                // Such as an unhashable key: the dump comes to it too, and can say where it stands.
            }
        }
    }

    /// <summary>Whether the value has a second reference, and is of those that are memoized then.</summary>
    public bool IsShared(object value) => _isBlind
        ? !IsShort(value)
        : _seen.Find(value) is >= 0 and int index && (_shared[index] || (_offersValues && value is not (PyTuple or PyObject)));

    /// <summary>Says of a value made during the dump that something else holds it.</summary>
    public void Hold(object value) => Refer(value, 2);

    /// <summary>Gives pooled memory back; the counts are not used after.</summary>
    public void Release() => _seen.Release();

    private void Refer(object? value, int references = 1)
    {
        if (value is null or PyGlobal or PyTuple { Count: 0 } || value is ValueType and not (ITuple or IEnumerable) || IsShort(value))
        {
            return;
        }

        if (_seen.TryAdd(value, out int index))
        {
            _shared.Add(references > 1);
            _open.Push(value);
        }
        else
        {
            _shared[index] = true;
        }
    }

    private static bool IsShort(object value) => value switch
    {
        string text => text.Length < MemoizedLengthMin || (text.Length == MemoizedLengthMin && char.IsSurrogatePair(text[0], text[1])),
        PyByteString text => text.Length < MemoizedLengthMin,
        byte[] bytes when value.GetType() == typeof(byte[]) => bytes.Length < MemoizedLengthMin,
        _ => false,
    };

    private void Open(object holder)
    {
        switch (holder)
        {
            case PyList list:
                Items(list, 2);
                break;
            case PyTuple tuple:
                Items(tuple, 1);
                break;
            case PyDict dict:
                Pairs(dict, _dictReferences, _dictReferences);
                break;
            case PySetBase set:
                Items(set, 2);
                break;
            case PyObject instance:
                Parts(instance);
                break;
            case PersistentReference reference:
                _offersValues = true;
                Refer(reference.Id, 2);
                break;
            case string or IPyValue:
            case byte[] when holder.GetType() == typeof(byte[]):
                break;
            default:
                Foreign(holder);
                break;
        }
    }

    private void Parts(PyObject instance)
    {
        Refer(instance.Callable);
        Refer(instance.KeywordArguments);
        if (instance.Construction == PyConstruction.Reduce)
        {
            Refer(instance.Arguments);
        }
        else
        {
            // The items are passed on in a tuple of their own, or without any.
            Items(instance.Arguments, 2);
        }

        if (instance.ListItems is { } items)
        {
            Items(items, 2);
        }

        if (instance.DictItems is { } pairs)
        {
            Pairs(pairs, 2, 2);
        }

        if (instance.SetItems is { } members)
        {
            Items(members, 2);
        }

        Refer(instance.StateSetter);
        if (instance.HasState)
        {
            Refer(instance.State);
        }

        if (instance.AdditionalStates is { } states)
        {
            Items(states, 1);
        }

        if (instance.MemoizedParts is { } held)
        {
            Items(held, 2);
        }
        else
        {
            HeldArguments(instance);
            HeldState(instance.State);
        }
    }

    // What the object itself holds of the arguments that its class hands out.
    private void HeldArguments(PyObject instance)
    {
        PyTuple arguments = instance.Arguments;
        if (instance.Construction != PyConstruction.Reduce || instance.Global is not { } global)
        {
            return;
        }

        if (Python2Exceptions.IsException(global))
        {
            Refer(arguments);
            if (Python2Exceptions.KeepsItems(global, arguments.Count))
            {
                Items(arguments, 1);
            }
        }
        else if (global.Name == "_reconstructor" && arguments.Count == 3)
        {
            // copyreg._reconstructor(class, base, base(instance)): the instance and the copy hold the same items.
            if (arguments[2] is PyTuple copy)
            {
                Items(copy, 1);
            }
            else if (arguments[2] is PyDict pairs)
            {
                Pairs(pairs, 1, 1);
            }
        }
    }

    // What the object itself holds of the state that its class hands out.
    private void HeldState(object? state)
    {
        switch (state)
        {
            // The object's own __dict__. BUILD interns the names of attributes, and the class's code holds them too.
            case PyDict attributes:
                Refer(attributes);
                Pairs(attributes, 1, 0);
                break;

            // A pair made for the dump: the object's __dict__ and its slots, whose values the object holds.
            case PyTuple { Count: 2 } both when both[0] is null or PyDict && both[1] is PyDict slots:
                HeldState(both[0]);
                Pairs(slots, 1, 1);
                break;
        }
    }

    private void Foreign(object holder)
    {
        if (_foreign.TryTuple(holder, out PyTuple? tuple))
        {
            Refer(tuple, _shared[_seen.Find(holder)] ? 2 : 1);
        }
        else if (!ForeignValues.TryScalar(holder, out _) && ForeignValues.IsContainer(holder, out ForeignContainer shape))
        {
            switch (shape)
            {
                case ForeignContainer.Set:
                    Items(_foreign.ToSet(holder), 2);
                    break;
                case ForeignContainer.FrozenSet:
                    Items(_foreign.ToFrozenSet(holder), 2);
                    break;
                case ForeignContainer.Dictionary:
                    foreach (object? item in ForeignValues.ToPairs(holder))
                    {
                        Refer(item, _dictReferences);
                    }

                    break;
                default:
                    Items(_foreign.ToList(holder), 2);
                    break;
            }
        }
    }

    private void Items(IEnumerable items, int references)
    {
        if (items is PyList { Storage: not ListStorage.Object })
        {
            return;
        }

        foreach (object? item in items)
        {
            Refer(item, references);
        }
    }

    private void Pairs(PyDict dict, int keyReferences, int valueReferences)
    {
        ReadOnlySpan<object?> keys = dict.KeySlots;
        ReadOnlySpan<object?> values = dict.ValueSlots;
        for (int slot = 0; slot < keys.Length; slot++)
        {
            if (!KeyTable.IsRemoved(keys[slot]))
            {
                Refer(keys[slot], keyReferences);
                if (valueReferences > 0)
                {
                    Refer(values[slot], valueReferences);
                }
            }
        }
    }
}
