namespace Pickling.Mapping;

/// <summary>What kind of Python value stands in a pickle.</summary>
public enum PickleValueKind
{
    /// <summary>No value.</summary>
    Undefined,

    /// <summary>None.</summary>
    None,

    /// <summary>True or False.</summary>
    Boolean,

    /// <summary>An int of any size.</summary>
    Integer,

    /// <summary>A float: 64 bits, as <see cref="double"/>.</summary>
    Float,

    /// <summary>A str.</summary>
    String,

    /// <summary>A bytes, a bytearray, or an out-of-band buffer.</summary>
    Bytes,

    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A dict.</summary>
    Dict,

    /// <summary>A set.</summary>
    Set,

    /// <summary>A frozenset.</summary>
    FrozenSet,

    /// <summary>An instance of a class, or whatever else a call made.</summary>
    Object,

    /// <summary>A class or function itself, by its name.</summary>
    Global,

    /// <summary>A reference to something that lies outside of the pickle.</summary>
    PersistentReference,
}
