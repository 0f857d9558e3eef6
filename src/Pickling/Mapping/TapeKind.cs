namespace Pickling.Mapping;

/// <summary>What a node of a tape is.</summary>
internal enum TapeKind : byte
{
    /// <summary>No value: a memo slot nothing was put in, an object without state.</summary>
    Unset,

    None,
    Bool,
    Int,
    BigInt,
    Float,

    // Texts and bytes, by where they lie.
    Str,
    Bytes,
    ByteArray,
    ByteString,

    Global,
    Buffer,

    // From here on nodes have a header of their own, which other nodes refer to.
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Object,
    Persistent,

    /// <summary>One batch of a container that came in several.</summary>
    Block,
}
