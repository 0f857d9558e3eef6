namespace Pickling.Machine;

/// <summary>
/// Hashes memo indexes with the process's own seed: a long hashes to its own halves, so that a pickle could choose
/// sparse indexes which all collide.
/// </summary>
internal sealed class SeededIndexComparer : IEqualityComparer<long>
{
    public static readonly SeededIndexComparer Instance = new();

    public bool Equals(long x, long y) => x == y;

    public int GetHashCode(long index) => HashCode.Combine((int)index, (int)(index >> 32));
}
