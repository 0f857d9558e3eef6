using Pickling.Machine;

namespace Pickling.Graph;

/// <summary>One value that is being written: how far the walker has come in it.</summary>
internal struct WalkFrame
{
    /// <summary>What is walked.</summary>
    public WalkKind Kind;

    /// <summary>What its items are added to.</summary>
    public BatchKind Batch;

    /// <summary>The next item (of a dict, twice the pair and one more while its value is due), or the next stage of a constructed object.</summary>
    public int Index;

    /// <summary>Items in all; of a constructed object, the next of its additional states.</summary>
    public int Count;

    /// <summary>Where to go on in a hash table.</summary>
    public int Position;

    /// <summary>How many late memo entries there were when the walk began.</summary>
    public int LateEntries;

    /// <summary>The value, which is what the memo knows.</summary>
    public object Container;

    /// <summary>What is walked in its stead: the items of a foreign value, or the call that makes a builtin one.</summary>
    public object? Form;
}
