namespace Pickling.Graph;

/// <summary>What a .NET collection is in Python.</summary>
internal enum ForeignContainer
{
    /// <summary>A list: arrays, <see cref="List{T}"/> and everything else that can be enumerated.</summary>
    List,

    /// <summary>A dict.</summary>
    Dictionary,

    /// <summary>A set.</summary>
    Set,

    /// <summary>A frozenset: a set that cannot change.</summary>
    FrozenSet,
}
