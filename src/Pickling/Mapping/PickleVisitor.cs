using System.Numerics;
using Pickling.Model;
using Pickling.Wire;

namespace Pickling.Mapping;

/// <summary>
/// Takes what a value is written as, part by part, where no pickle is wanted: derive from it to hash, compare or list values
/// as <c>Pickle.Visit</c> goes through them.
/// </summary>
/// <remarks>
/// The parts come in the order in which a dump writes them, containers around theirs; what is not overridden is passed over.
/// Nothing is remembered: an object that is met twice is visited twice, and one that contains itself until
/// <see cref="BeginContainer"/> or <see cref="BeginObject"/> says no, or <see cref="PickleLimits.TypedDepthMax"/> is reached. A
/// visitor serves one thread at a time.
/// </remarks>
/// <param name="context">The converters of the program's types; null for those of dumps without a context.</param>
/// <param name="options">The options of the dump that is not made; null for <see cref="PickleOptions.Default"/>.</param>
public abstract class PickleVisitor(PickleContext? context = null, PickleOptions? options = null)
{
    private PickleValueWriter? _writer;

    /// <summary>The converters that say what a value is written as.</summary>
    public PickleContext Context { get; } = context ?? PickleContext.BuiltIn;

    /// <summary>The options of the dump that is not made.</summary>
    public PickleOptions Options { get; } = options ?? PickleOptions.Default;

    // One for all values of a visitor, so that the depth of values in values is known.
    internal PickleValueWriter Writer => _writer ??= new PickleValueWriter(this);

    /// <summary>Takes None.</summary>
    public virtual void VisitNone()
    {
    }

    /// <summary>Takes a bool.</summary>
    /// <param name="value">The bool.</param>
    public virtual void VisitBoolean(bool value)
    {
    }

    /// <summary>Takes an int of at most 64 bits.</summary>
    /// <param name="value">The int.</param>
    public virtual void VisitInteger(long value)
    {
    }

    /// <summary>Takes an int of any size.</summary>
    /// <param name="value">The int; it may be a small one.</param>
    public virtual void VisitInteger(BigInteger value)
    {
    }

    /// <summary>Takes a float.</summary>
    /// <param name="value">The float.</param>
    public virtual void VisitFloat(double value)
    {
    }

    /// <summary>Takes a str.</summary>
    /// <param name="value">The str.</param>
    public virtual void VisitString(string value)
    {
    }

    /// <summary>Takes a bytes.</summary>
    /// <param name="value">The bytes.</param>
    public virtual void VisitBytes(ReadOnlyMemory<byte> value)
    {
    }

    /// <summary>Takes a class or function, by its name.</summary>
    /// <param name="value">Its name.</param>
    public virtual void VisitGlobal(PyGlobal value)
    {
    }

    /// <summary>Takes a value of the natural graph as it is: what dumps without a type write, such as a PyObject or a date.</summary>
    /// <param name="value">The value with all that it holds; it may be of a kind that a dump would refuse.</param>
    public virtual void VisitNatural(object? value)
    {
    }

    /// <summary>Begins a list, tuple, dict, set or frozenset.</summary>
    /// <param name="kind">Which of them.</param>
    /// <param name="identity">The .NET object that it stands for; null for none.</param>
    /// <returns>Whether its items are wanted; without an identity, they come in any case.</returns>
    public virtual bool BeginContainer(PickleValueKind kind, object? identity) => true;

    /// <summary>Comes before each item of the container, and before the key of each pair of a dict.</summary>
    public virtual void NextItem()
    {
    }

    /// <summary>Ends the container.</summary>
    public virtual void EndContainer()
    {
    }

    /// <summary>Begins an object: its arguments follow as a tuple; then, if it has one, <see cref="BeginState"/> and its state.</summary>
    /// <param name="callable">The class, or what is called.</param>
    /// <param name="construction">How it is made of them.</param>
    /// <param name="identity">The .NET object that it stands for; null for none.</param>
    /// <returns>Whether its parts are wanted; without an identity, they come in any case.</returns>
    public virtual bool BeginObject(PyGlobal callable, PyConstruction construction, object? identity) => true;

    /// <summary>Comes before the state of an object.</summary>
    public virtual void BeginState()
    {
    }

    /// <summary>Ends the object.</summary>
    public virtual void EndObject()
    {
    }
}
