using System.Collections.Immutable;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing;

/// <summary>A type of objects that a <see cref="PickleManagerServer"/> shares: Python's <c>BaseManager.register</c>.</summary>
/// <remarks>Only the methods that it lists can be called. Immutable; <see cref="PickleManagerType{T}"/> makes one.</remarks>
public abstract class PickleManagerType
{
    private protected PickleManagerType(string typeId, ImmutableDictionary<string, ManagerMethod> methods)
    {
        TypeId = typeId;
        Methods = methods;
    }

    /// <summary>The name under which Python asks for such an object: <c>register("Queue")</c>, <c>manager.Queue()</c>.</summary>
    public string TypeId { get; }

    /// <summary>The methods that may be called, by Python's names.</summary>
    public IEnumerable<string> MethodNames => Methods.Keys;

    internal ImmutableDictionary<string, ManagerMethod> Methods { get; }

    internal abstract object Create(PickleManagerCall call);

    internal abstract bool Accepts(object value);

    internal abstract object? GetValue(object value);

    internal abstract string Represent(object value);
}
