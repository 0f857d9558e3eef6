using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pickling.Multiprocessing.Managers.Server;
using Pickling.Multiprocessing.Managers.Standard;

namespace Pickling.Multiprocessing;

/// <summary>The types that a <see cref="PickleManagerServer"/> shares; immutable.</summary>
public sealed class PickleManagerTypes
{
    private static readonly PickleManagerType Iterators = IteratorType.Make();

    private readonly ImmutableDictionary<string, PickleManagerType> _types;

    private PickleManagerTypes(ImmutableDictionary<string, PickleManagerType> types) => _types = types;

    /// <summary>None, as Python's <c>BaseManager</c> has.</summary>
    public static PickleManagerTypes Empty { get; } = new(ImmutableDictionary<string, PickleManagerType>.Empty);

    /// <summary>
    /// What Python's <c>SyncManager</c> has: <c>list</c>, <c>dict</c>, <c>Namespace</c>, <c>Value</c>, <c>Array</c>,
    /// <c>Queue</c>, <c>JoinableQueue</c>, <c>Event</c>, <c>Lock</c>, <c>RLock</c>, <c>Semaphore</c>,
    /// <c>BoundedSemaphore</c>, <c>Condition</c>, <c>Barrier</c> and <c>Iterator</c>; all but <c>Pool</c>.
    /// </summary>
    public static PickleManagerTypes Standard { get; } = StandardTypes.AddTo(Empty);

    /// <summary>Their names.</summary>
    public IEnumerable<string> TypeIds => _types.Keys;

    /// <summary>These and one more, which takes the place of one with the same name.</summary>
    public PickleManagerTypes Add(PickleManagerType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(_types.SetItem(type.TypeId, type));
    }

    /// <summary>Finds a method whose result would be shared as a type that is not there.</summary>
    internal void Check()
    {
        foreach (PickleManagerType type in _types.Values)
        {
            foreach ((string name, ManagerMethod method) in type.Methods)
            {
                if (method.ResultTypeId is { } result && !TryGet(result, out _))
                {
                    throw new ArgumentException($"{name}() of {type.TypeId} gives objects of type {result}, which the server does not share: add that type too.");
                }
            }
        }
    }

    // Iterators are always there: who adds a dict shall not have to know that Python iterates by a proxy of its own.
    internal bool TryGet(string typeId, [NotNullWhen(true)] out PickleManagerType? type)
    {
        if (!_types.TryGetValue(typeId, out type) && typeId == IteratorType.TypeId)
        {
            type = Iterators;
        }

        return type is not null;
    }
}
