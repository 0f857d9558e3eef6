using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>What a pickle held of an object: which class it named, and which members it lacked.</summary>
public sealed class PickleLoadInfo
{
    internal PickleLoadInfo(PyGlobal? type, IReadOnlyCollection<string> missing)
    {
        Class = type;
        Missing = missing;
    }

    /// <summary>The Python class that the pickle names, which may be a former name; null for a dict.</summary>
    public PyGlobal? Class { get; }

    /// <summary>Python names of the members that the pickle lacks.</summary>
    public IReadOnlyCollection<string> Missing { get; }
}
