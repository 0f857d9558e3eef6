using Pickling.Model;
using Pickling.Multiprocessing.Managers.Standard;

namespace Pickling.Multiprocessing;

/// <summary>Makes the types that share one list, dict or queue of this program with all clients.</summary>
/// <remarks>
/// The Python server's <c>register("get_queue", callable=lambda: queue)</c>. Clients' calls hold the lock on the list or dict
/// while they run; a .NET program that uses it meanwhile must take the same lock (<c>lock (list)</c>).
/// </remarks>
public static class PickleManagerShares
{
    /// <summary>A type whose every object is this list, with the methods of Python's list.</summary>
    public static PickleManagerType<PyList> List(string typeId, PyList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return ListType.Make(typeId, _ => list);
    }

    /// <summary>A type whose every object is this dict, with the methods of Python's dict.</summary>
    public static PickleManagerType<PyDict> Dict(string typeId, PyDict dict)
    {
        ArgumentNullException.ThrowIfNull(dict);
        return DictType.Make(typeId, _ => dict);
    }

    /// <summary>A type whose every object is this queue, with the methods of Python's <c>queue.Queue</c>.</summary>
    public static PickleManagerType<PickleSharedQueue> Queue(string typeId, PickleSharedQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return QueueType.Make(typeId, _ => queue);
    }
}
