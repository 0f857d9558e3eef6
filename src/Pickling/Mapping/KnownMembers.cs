namespace Pickling.Mapping;

/// <summary>Which members the keys are that dicts of a class share: all of them members, and none twice.</summary>
/// <param name="Members">The member of each key in turn.</param>
/// <param name="Seen">A bit for each of them.</param>
internal sealed record KnownMembers(int[] Members, ulong Seen);
