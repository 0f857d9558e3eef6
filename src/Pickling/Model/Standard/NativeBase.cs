namespace Pickling.Model.Standard;

/// <summary>
/// The builtin that a class derives from, which <c>copyreg._reconstructor</c> names below protocol 2. It cannot be told from
/// a pickle of a higher protocol, so only objects made here know theirs.
/// </summary>
internal enum NativeBase : byte
{
    /// <summary>Not known: the object is written with <c>copyreg.__newobj__</c>, which needs no base.</summary>
    Unknown,

    /// <summary><c>object</c>: a plain instance.</summary>
    Object,

    /// <summary><c>tuple</c>, of which all arguments are the items: a named tuple.</summary>
    NamedTuple,

    /// <summary><c>list</c>: the list items are its value.</summary>
    List,

    /// <summary><c>dict</c>: the dict items are its value.</summary>
    Dict,

    /// <summary>int, float, str, bytes or tuple: whatever the one argument is.</summary>
    Argument,
}
