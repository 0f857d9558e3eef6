namespace Pickling.Model;

/// <summary>How objects of one .NET type are written as objects of a Python class, and made from them; see <see cref="PickleClass{T}"/>.</summary>
public abstract class PickleClass
{
    private protected PickleClass(PyGlobal name, Type type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>The class's name in Python.</summary>
    public PyGlobal Name { get; }

    /// <summary>The .NET type; objects of derived types are not written by it.</summary>
    public Type Type { get; }

    /// <summary>
    /// Further names under which the class is met in pickles: what it was called before, or a function that makes its
    /// objects.
    /// </summary>
    public IReadOnlyList<PyGlobal> OtherNames { get; init; } = [];

    /// <summary>
    /// Whether an object is made only when its state is there (BUILD), so that <c>Create</c> finds it in
    /// <see cref="PyObject.State"/>: for types that cannot be changed once made. Objects whose state leads back to
    /// themselves cannot be made this way. Default false: made at once, then given its state.
    /// </summary>
    public bool NeedsState { get; init; }

    internal abstract bool CanReduce { get; }

    internal abstract bool CanCreate { get; }

    internal abstract object ReduceObject(object value);

    internal abstract object CreateObject(PyObject call);

    internal abstract void SetObjectState(object target, object? state);

    internal abstract void AppendTo(object target, object? item);

    internal abstract void SetItemOf(object target, object? key, object? value);

    internal abstract void AddTo(object target, object? item);
}
