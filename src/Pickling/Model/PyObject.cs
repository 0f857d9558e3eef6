using System.Diagnostics;
using System.Text;
using Pickling.Model.Standard;

namespace Pickling.Model;

/// <summary>Anything that a pickle constructs: what to call, with which arguments, and the state set afterwards.</summary>
/// <remarks>
/// The object is inert data: nothing is called. It holds all that the pickle says, so it writes back as it was, and all of
/// it may be changed before that.
/// Equality is by reference, Python's default for instances: two instances with equal content are two objects, and merging
/// them, as keys of a dict for example, would lose one. <see cref="PythonEquality.StructuralEquals"/> compares contents.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class PyObject : IPyValue
{
    // What few objects have; null when this one has none of it.
    private PyObjectExtras? _extras;
    private object? _state;
    private bool _hasState;

    // The memo entry that the object has while it is loaded, if it has one.
    internal int MemoIndex;

    /// <summary>Creates an object.</summary>
    /// <param name="callable">What is called: mostly a <see cref="PyGlobal"/>, but a pickle may compute it.</param>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="how">How it is called.</param>
    public PyObject(object? callable, PyTuple arguments, PyConstruction how)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Callable = callable;
        Arguments = arguments;
        Construction = how;
    }

    /// <summary>What is called: mostly a <see cref="PyGlobal"/>.</summary>
    public object? Callable { get; set; }

    /// <summary>What is called, if it is a class or function by name; else null.</summary>
    public PyGlobal? Global => Callable as PyGlobal;

    /// <summary>The arguments of the call.</summary>
    public PyTuple Arguments { get; set; }

    /// <summary>How the object is constructed.</summary>
    public PyConstruction Construction { get; set; }

    /// <summary>Whether state is set after construction (BUILD), be it None. Setting it to false forgets the state.</summary>
    public bool HasState
    {
        get => _hasState;
        set
        {
            _hasState = value;
            if (!value)
                _state = null;
        }
    }

    /// <summary>
    /// The state set after construction: mostly the dict of attributes, or a tuple of that dict (or None) and a dict of slots,
    /// or whatever the class's <c>__setstate__</c> takes. Setting it, to null as well, makes <see cref="HasState"/> true.
    /// </summary>
    public object? State
    {
        get => _state;
        set
        {
            _state = value;
            _hasState = true;
        }
    }

    /// <summary>The keyword arguments of the call: a <see cref="PyDict"/> for <see cref="PyConstruction.NewObjectEx"/>, else null.</summary>
    public object? KeywordArguments
    {
        get => _extras?.KeywordArguments;
        set => SetExtra(value, static (extras, item) => extras.KeywordArguments = item);
    }

    /// <summary>The items appended after construction, as for a subclass of list or a deque; null when there are none.</summary>
    public PyList? ListItems
    {
        get => _extras?.ListItems;
        set => SetExtra(value, static (extras, item) => extras.ListItems = (PyList?)item);
    }

    /// <summary>The entries set after construction, as for a subclass of dict; null when there are none.</summary>
    public PyDict? DictItems
    {
        get => _extras?.DictItems;
        set => SetExtra(value, static (extras, item) => extras.DictItems = (PyDict?)item);
    }

    /// <summary>The items added after construction by ADDITEMS, which only sets of other makers use; null when there are none.</summary>
    public PySet? SetItems
    {
        get => _extras?.SetItems;
        set => SetExtra(value, static (extras, item) => extras.SetItems = (PySet?)item);
    }

    /// <summary>What is called with object and state to set the state, instead of BUILD; null when there is none.</summary>
    public object? StateSetter
    {
        get => _extras?.StateSetter;
        set => SetExtra(value, static (extras, item) => extras.StateSetter = item);
    }

    /// <summary>The states of further BUILDs in order, which no pickler writes but a pickle may hold; null when there are none.</summary>
    public PyList? AdditionalStates
    {
        get => _extras?.AdditionalStates;
        set => SetExtra(value, static (extras, item) => extras.AdditionalStates = (PyList?)item);
    }

    // What copyreg's _reconstructor is told below protocol 2; only objects that PythonLibrary made know it.
    internal NativeBase NativeBase { get; set; }

    // Loaded from cPickle: those parts of arguments and state that had a memo entry. The class makes them at each dump, so
    // what else refers to them cannot be seen in the graph. Null when nothing is known.
    internal object[]? MemoizedParts
    {
        get => _extras?.MemoizedParts;
        set => SetExtra(value, static (extras, item) => extras.MemoizedParts = (object[]?)item);
    }

    // When the arguments lead back to the object, Python makes it more than once and drops all but the innermost. These are
    // the others, outermost last; each has arguments of its own.
    internal IReadOnlyList<PyObject>? DroppedCalls => _extras?.DroppedCalls;

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The value of an attribute, in the state's dict or slots.</summary>
    /// <exception cref="KeyNotFoundException">On reading: there is no such attribute.</exception>
    /// <exception cref="InvalidOperationException">On writing: the state is of a kind that has no attributes.</exception>
    public object? this[string name]
    {
        get => TryGetAttribute(name, out object? value)
            ? value
            : throw new KeyNotFoundException($"The {PythonTypeName.Of(this)} object has no attribute '{name}'.");
        set => SetAttribute(name, value);
    }

    /// <summary>Finds an attribute in the state: in the dict, or in the dict and then the slots of a (dict, slots) tuple.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryGetAttribute(string name, out object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        value = null;
        return _state switch
        {
            PyDict attributes => TryGet(attributes, name, out value),
            PyTuple { Count: 2 } both =>
                (both[0] is PyDict attributes && TryGet(attributes, name, out value))
                || (both[1] is PyDict slots && TryGet(slots, name, out value)),
            _ => false,
        };
    }

    /// <summary>Sets an attribute in the state: where it is, else in the dict, which is made when there is no state.</summary>
    /// <exception cref="InvalidOperationException">The state is of a kind that has no attributes.</exception>
    public void SetAttribute(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        switch (_state)
        {
            case PyDict attributes:
                attributes[name] = value;
                break;
            case PyTuple { Count: 2 } both when both[1] is PyDict slots && (both[0] is not PyDict || slots.ContainsKey(name)):
                slots[name] = value;
                break;
            case PyTuple { Count: 2 } both when both[0] is PyDict attributes:
                attributes[name] = value;
                break;
            case null:
                State = new PyDict { [name] = value };
                break;
            default:
                throw new InvalidOperationException(
                    $"The state is {PythonTypeName.WithArticle(_state)}, which has no attributes; set State itself.");
        }
    }

    /// <summary>
    /// The construction as <c>module.Name(arguments)</c> with state and items behind it, shortened with <c>...</c> after about
    /// 2,000 characters.
    /// </summary>
    public override string ToString() => PythonFormatter.Format(this);

    /// <summary>Whether there is more to write than the call.</summary>
    internal bool HasContents => _hasState || _extras is not null;

    /// <summary>Another call for the same object: state and items are shared with it.</summary>
    internal PyObject WithCall(object? callable, PyTuple arguments) => new(callable, arguments, PyConstruction.Reduce)
    {
        _state = _state,
        _hasState = _hasState,
        _extras = _extras,
    };

    /// <summary>Takes the state of one BUILD: the first is the state, later ones are kept beside it.</summary>
    internal void AddState(object? state)
    {
        if (_hasState)
            (AdditionalStates ??= []).AppendObject(state);
        else
            State = state;
    }

    // The names of a pickle of Python 2 may be its own strs.
    private static bool TryGet(PyDict attributes, string name, out object? value) =>
        attributes.TryGetValue(name, out value)
        || (attributes.Count > 0 && Ascii.IsValid(name) && attributes.TryGetValue(new PyByteString(Encoding.ASCII.GetBytes(name)), out value));

    /// <summary>Takes a call that was dropped for this object, which its arguments had made already.</summary>
    internal void AddDroppedCall(PyObject call)
    {
        _extras ??= new PyObjectExtras();
        (_extras.DroppedCalls ??= []).Add(call);
    }

    private void SetExtra(object? value, Action<PyObjectExtras, object?> set)
    {
        if (value is not null || _extras is not null)
            set(_extras ??= new PyObjectExtras(), value);
    }
}
