using Pickling.Model;

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

    internal static PickleMemberBatch Of(PickleObjectInfo info, object? identity, int extras) => new()
    {
        Info = info,
        Names = [],
        Identity = identity,
        Index = -1,
        Count = info.Members.Count + extras,
        IsKeyed = info.Class is null || info.Form is PickleForm.Dict or PickleForm.Slots,
    };

    internal readonly void ThrowIfIncomplete()
    {
        if (Index + 1 != Count)
        {
            throw new InvalidOperationException($"the converter of {TypeNames.Of(Info.Type)} wrote {Index + 1} of {Count} members");
        }
    }
}
