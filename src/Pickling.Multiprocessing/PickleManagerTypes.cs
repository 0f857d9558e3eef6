using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pickling.Multiprocessing.Managers.Standard;

namespace Pickling.Multiprocessing;

/// <summary>The types that a <see cref="PickleManagerServer"/> shares; immutable.</summary>
public sealed class PickleManagerTypes
{
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

    internal bool TryGet(string typeId, [NotNullWhen(true)] out PickleManagerType? type) => _types.TryGetValue(typeId, out type);
}
