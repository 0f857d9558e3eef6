using Pickling.Model;

namespace Pickling.Multiprocessing.Managers;

/// <summary>The class by which Python stands for a shared object, as <c>SyncManager</c> registers it.</summary>
internal static class ProxyClass
{
    /// <summary>For types that have no class of their own: one is made of the methods that the object exposes.</summary>
    /// <remarks>CPython 3.6 to 3.8 cannot make it within the manager that owns the object.</remarks>
    public static PyGlobal Auto { get; } = new(ManagerToken.Module, "AutoProxy");

    /// <summary>The class of a type, or null when it has none.</summary>
    public static PyGlobal? Of(string typeId)
    {
        string? name = typeId switch
        {
            "list" => "ListProxy",
            "dict" => "DictProxy",
            "Namespace" => "NamespaceProxy",
            "Value" => "ValueProxy",
            "Array" => "ArrayProxy",
            "Event" => "EventProxy",
            "Lock" or "RLock" or "Semaphore" or "BoundedSemaphore" => "AcquirerProxy",
            "Condition" => "ConditionProxy",
            "Barrier" => "BarrierProxy",
            "Iterator" => "IteratorProxy",
            "Pool" => "PoolProxy",
            _ => null,
        };
        return name is null ? null : new PyGlobal(ManagerToken.Module, name);
    }
}
