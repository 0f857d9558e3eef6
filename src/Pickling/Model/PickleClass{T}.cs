using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model;

/// <summary>
/// How objects of a .NET type are written as objects of a Python class, and made from them: Python's reduce contract,
/// step by step. Give it to <see cref="PickleTypeMap.Add"/>.
/// </summary>
/// <typeparam name="T">The .NET type, exactly: objects of derived types are not written by it.</typeparam>
/// <param name="module">The class's module, such as <c>shapes</c>.</param>
/// <param name="name">The class's qualified name in it, such as <c>Point</c>.</param>
public sealed class PickleClass<T>(string module, string name) : PickleClass(new PyGlobal(module, name), typeof(T))
    where T : notnull
{
    /// <summary>
    /// What to write for an object, as <c>__reduce_ex__</c> says it: a <see cref="PyObject"/> with callable, arguments,
    /// state, items and state setter as needed, or a <see cref="PyGlobal"/> for an object known by name. Called once for
    /// each object of a dump. Null: the type is only read.
    /// </summary>
    public Func<T, object>? Reduce { get; init; }

    /// <summary>
    /// Makes an object from a call in a pickle: its arguments, keyword arguments and way of construction, and its state
    /// too with <see cref="PickleClass.NeedsState"/>. Null: the type is only written, and stays a <see cref="PyObject"/> on load.
    /// </summary>
    public Func<PyObject, T>? Create { get; init; }

    /// <summary>Gives an object its state (BUILD), as <c>__setstate__</c> does. Null: a pickle with a state is refused.</summary>
    public Action<T, object?>? SetState { get; init; }

    /// <summary>Appends an item (APPEND, APPENDS), as for subclasses of list. Null: a pickle with such items is refused.</summary>
    public Action<T, object?>? Append { get; init; }

    /// <summary>Sets a key (SETITEM, SETITEMS), as for subclasses of dict. Null: a pickle with such items is refused.</summary>
    public Action<T, object?, object?>? SetItem { get; init; }

    /// <summary>Adds a member (ADDITEMS), as for subclasses of set. Null: a pickle with such items is refused.</summary>
    public Action<T, object?>? AddItem { get; init; }

    internal override bool CanReduce => Reduce is not null;

    internal override bool CanCreate => Create is not null;

    internal override object ReduceObject(object value)
    {
        object form;
        try
        {
            form = Reduce!((T)value);
        }
        catch (Exception error) when (error is not (PicklingException or OperationCanceledException))
        {
            throw new PicklingException($"Reduce of {Name} failed: {error.Message}", error);
        }

        return form is PyObject or PyGlobal
            ? form
            : throw new PicklingException($"Reduce of {Name} must give a PyObject or a PyGlobal, not {PythonTypeName.WithArticle(form)}");
    }

    internal override object CreateObject(PyObject call) =>
        Create!(call) is { } made ? made : throw new PickleException($"Create of {Name} gave null");

    internal override void SetObjectState(object target, object? state) => (SetState ?? throw Missing(nameof(SetState), "has a state"))((T)target, state);

    internal override void AppendTo(object target, object? item) => (Append ?? throw Missing(nameof(Append), "has list items"))((T)target, item);

    internal override void SetItemOf(object target, object? key, object? value) =>
        (SetItem ?? throw Missing(nameof(SetItem), "has dict items"))((T)target, key, value);

    internal override void AddTo(object target, object? item) => (AddItem ?? throw Missing(nameof(AddItem), "has set items"))((T)target, item);

    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It names the class.")]
    private PickleException Missing(string member, string reason) =>
        new($"the pickle's {Name} {reason}, but its PickleClass has no {member}");
}
