namespace Pickling.Tools;

/// <summary>What <see cref="PickleRewriter"/> found and changed.</summary>
public sealed class PickleRewriteReport
{
    internal PickleRewriteReport(int pickleCount, IReadOnlyList<PickleRename> renames)
    {
        PickleCount = pickleCount;
        Renames = renames;
    }

    /// <summary>Pickles that were read.</summary>
    public int PickleCount { get; }

    /// <summary>Whether anything was changed; if not, the bytes are the same as before.</summary>
    public bool IsChanged => Renames.Count > 0;

    /// <summary>Each distinct change once, in the order in which the pickles first call for it.</summary>
    public IReadOnlyList<PickleRename> Renames { get; }
}
