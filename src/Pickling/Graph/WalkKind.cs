namespace Pickling.Graph;

/// <summary>What a frame of the walker walks.</summary>
internal enum WalkKind : byte
{
    /// <summary>A list of objects.</summary>
    Objects,

    /// <summary>A list of unboxed integers.</summary>
    Int64s,

    /// <summary>A list of unboxed floats.</summary>
    Doubles,

    /// <summary>Any other .NET list.</summary>
    ForeignList,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>The arguments of a call, which are a tuple.</summary>
    CallArguments,

    /// <summary>The keys and values of a dict.</summary>
    Dict,

    /// <summary>Keys and values of any other .NET dictionary, in turn in an array.</summary>
    ForeignDict,

    /// <summary>A set from protocol 4 on.</summary>
    Set,

    /// <summary>A frozenset from protocol 4 on.</summary>
    FrozenSet,

    /// <summary>A constructed object, stage by stage.</summary>
    Object,

    /// <summary>The arguments of a classic instance, which follow a MARK.</summary>
    Arguments,

    /// <summary>The id of a persistent reference.</summary>
    PersistentId,
}
