using Pickling.Machine;

namespace Pickling.Mapping;

/// <summary>A place among the items of a container that is being written.</summary>
public struct PickleItemBatch
{
    internal BatchKind Kind;
    internal bool IsTuple;
    internal bool IsFrozenSet;

    // A set below protocol 4: a call with a list.
    internal bool IsCall;
    internal object? Identity;

    /// <summary>How many items there are, or pairs of a dict.</summary>
    public int Count { get; internal set; }

    /// <summary>Number of the present item, from 0; -1 before the first.</summary>
    public int Index { get; internal set; }
}
