using Pickling.Model;
using Pickling.Multiprocessing.Managers;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing;

/// <summary>A proxy as it arrives at a <see cref="PickleManagerServer"/>: an argument that stands for a shared object.</summary>
/// <remarks>It can be kept and given back, alone or in a list: Python gets a proxy of the same object again.</remarks>
public sealed class PickleSharedObject
{
    private readonly PyObject _call;

    internal PickleSharedObject(SharedEntry? entry, PyObject call)
    {
        Entry = entry;
        _call = call;
    }

    /// <summary>The object itself; null when another manager has it.</summary>
    public object? Value => Entry?.Value;

    /// <summary>Whether the object is one of this server's.</summary>
    public bool IsOfThisServer => Entry is not null;

    internal SharedEntry? Entry { get; }

    // The very call that it came with, so that Python gets a proxy of the class that it sent. For Python 2, which makes a class
    // by the name of the type, that name must be its str, whoever sent it.
    internal PyObject ToPython(bool isForPython2) => isForPython2 && _call.Arguments is [var type, var token, var serializer, var keywords]
        ? new PyObject(_call.Callable, PyTuple.Create(type, ManagerToken.From(token).ToPython(isForPython2), serializer, keywords), PyConstruction.Reduce)
        : _call;

    /// <summary>What kind of object it is, and its id.</summary>
    public override string ToString() => Entry is null ? "<proxy of another manager>" : $"<proxy of {Entry.Type.TypeId} {Entry.Id}>";
}
