namespace Pickling.Mapping;

/// <summary>A place among the members of an object that is being written.</summary>
public struct PickleMemberBatch
{
    internal PickleObjectInfo Info;

    // Memo indexes of the names, -1 while not written.
    internal int[] Names;
    internal object? Identity;
    internal int Count;
    internal bool IsKeyed;
    internal bool BatchesItems;

    /// <summary>Number of the present member, from 0; -1 before the first.</summary>
    public int Index { get; internal set; }
}
