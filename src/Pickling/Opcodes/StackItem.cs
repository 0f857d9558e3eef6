namespace Pickling.Opcodes;

/// <summary>What an opcode takes from the machine's stack or leaves there.</summary>
/// <remarks>
/// The stack objects of Python's <c>pickletools</c>; <see cref="StackItems.PythonName"/> gives their names there.
/// </remarks>
public enum StackItem : byte
{
    /// <summary><c>any</c>: an object of any kind.</summary>
    Any,

    /// <summary><c>int</c></summary>
    Int,

    /// <summary><c>int_or_bool</c>: what INT pushes, whose text tells the two apart.</summary>
    IntOrBool,

    /// <summary><c>bool</c></summary>
    Bool,

    /// <summary><c>float</c></summary>
    Float,

    /// <summary>
    /// <c>bytes_or_str</c>: a Python 2 <c>str</c>, which the reader's encoding turns into one of the two.
    /// </summary>
    BytesOrStr,

    /// <summary><c>bytes</c></summary>
    Bytes,

    /// <summary><c>bytearray</c></summary>
    ByteArray,

    /// <summary><c>str</c></summary>
    Str,

    /// <summary><c>None</c></summary>
    None,

    /// <summary><c>tuple</c></summary>
    Tuple,

    /// <summary><c>list</c></summary>
    List,

    /// <summary><c>dict</c></summary>
    Dict,

    /// <summary><c>set</c></summary>
    Set,

    /// <summary><c>frozenset</c></summary>
    FrozenSet,

    /// <summary><c>buffer</c>: an out-of-band buffer.</summary>
    Buffer,

    /// <summary><c>mark</c>: the fence that MARK pushes; not an object.</summary>
    Mark,

    /// <summary><c>stackslice</c>: all objects above the topmost mark.</summary>
    StackSlice,
}
