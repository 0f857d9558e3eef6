namespace Pickling.Mapping;

/// <summary>A place among the items of a list, tuple, set or dict, with which a reader goes through them.</summary>
public struct PickleItems
{
    // Of a packed stretch these count numbers, else nodes.
    internal int At;
    internal int End;
    internal int NextBlock;
    internal int Stride;

    // Of a dict: the next key, which is where its value is unless dicts share their keys; then Stride is 1.
    internal int KeyAt;
    internal int PackedFirst;

    // Of pairs that are lists in a list: then PackedFirst is the next of them, and NextBlock the complement of their next block.
    internal int PairsEnd;
    internal TapeFlags Packing;
    internal int Header;

    /// <summary>How many items there are, or pairs of a dict.</summary>
    public int Count { get; internal set; }

    /// <summary>Number of the present item, from 0; -1 before the first.</summary>
    public int Index { get; internal set; }
}
