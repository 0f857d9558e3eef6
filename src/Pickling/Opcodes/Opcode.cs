namespace Pickling.Opcodes;

/// <summary>
/// The 68 opcodes of Python's pickle, protocols 0 to 5, by the byte that stands for them in the stream. Python's names:
/// <see cref="ShortBinUnicode"/> is <c>SHORT_BINUNICODE</c>.
/// </summary>
/// <remarks>
/// In the order of the protocols that brought them, then by byte. Each line gives Python's name, the protocol, the
/// argument that follows the opcode in the stream and the effect on the machine's stack (top at the right).
/// <c>OpcodeTable</c> holds the same as data.
/// </remarks>
public enum Opcode : byte
{
    /// <summary>Push markobject onto the stack.</summary>
    /// <remarks><c>MARK</c> (<c>(</c>), protocol 0; argument: none; stack: <c>-</c> to <c>mark</c>.</remarks>
    Mark = 0x28,

    /// <summary>Stop the unpickling machine.</summary>
    /// <remarks><c>STOP</c> (<c>.</c>), protocol 0; argument: none; stack: <c>any</c> to <c>-</c>.</remarks>
    Stop = 0x2e,

    /// <summary>Discard the top stack item, shrinking the stack by one item.</summary>
    /// <remarks><c>POP</c> (<c>0</c>), protocol 0; argument: none; stack: <c>any</c> to <c>-</c>.</remarks>
    Pop = 0x30,

    /// <summary>Push the top stack item onto the stack again, duplicating it.</summary>
    /// <remarks><c>DUP</c> (<c>2</c>), protocol 0; argument: none; stack: <c>any</c> to <c>any any</c>.</remarks>
    Dup = 0x32,

    /// <summary>Newline-terminated decimal float literal.</summary>
    /// <remarks>
    /// <c>FLOAT</c> (<c>F</c>), protocol 0; argument: <c>floatnl</c>; stack: <c>-</c> to <c>float</c>.
    /// </remarks>
    Float = 0x46,

    /// <summary>Push an integer or bool.</summary>
    /// <remarks>
    /// <c>INT</c> (<c>I</c>), protocol 0; argument: <c>decimalnl_short</c>; stack: <c>-</c> to <c>int_or_bool</c>.
    /// </remarks>
    Int = 0x49,

    /// <summary>Push a long integer.</summary>
    /// <remarks>
    /// <c>LONG</c> (<c>L</c>), protocol 0; argument: <c>decimalnl_long</c>; stack: <c>-</c> to <c>int</c>.
    /// </remarks>
    Long = 0x4c,

    /// <summary>Push None on the stack.</summary>
    /// <remarks><c>NONE</c> (<c>N</c>), protocol 0; argument: none; stack: <c>-</c> to <c>None</c>.</remarks>
    None = 0x4e,

    /// <summary>Push an object identified by a persistent ID.</summary>
    /// <remarks>
    /// <c>PERSID</c> (<c>P</c>), protocol 0; argument: <c>stringnl_noescape</c>; stack: <c>-</c> to <c>any</c>.
    /// </remarks>
    PersId = 0x50,

    /// <summary>Push an object built from a callable and an argument tuple.</summary>
    /// <remarks><c>REDUCE</c> (<c>R</c>), protocol 0; argument: none; stack: <c>any any</c> to <c>any</c>.</remarks>
    Reduce = 0x52,

    /// <summary>Push a Python string object.</summary>
    /// <remarks>
    /// <c>STRING</c> (<c>S</c>), protocol 0; argument: <c>stringnl</c>; stack: <c>-</c> to <c>bytes_or_str</c>.
    /// </remarks>
    String = 0x53,

    /// <summary>Push a Python Unicode string object.</summary>
    /// <remarks>
    /// <c>UNICODE</c> (<c>V</c>), protocol 0; argument: <c>unicodestringnl</c>; stack: <c>-</c> to <c>str</c>.
    /// </remarks>
    Unicode = 0x56,

    /// <summary>Append an object to a list.</summary>
    /// <remarks><c>APPEND</c> (<c>a</c>), protocol 0; argument: none; stack: <c>list any</c> to <c>list</c>.</remarks>
    Append = 0x61,

    /// <summary>Finish building an object, via __setstate__ or dict update.</summary>
    /// <remarks><c>BUILD</c> (<c>b</c>), protocol 0; argument: none; stack: <c>any any</c> to <c>any</c>.</remarks>
    Build = 0x62,

    /// <summary>Push a global object (module.attr) on the stack.</summary>
    /// <remarks>
    /// <c>GLOBAL</c> (<c>c</c>), protocol 0; argument: <c>stringnl_noescape_pair</c>; stack: <c>-</c> to <c>any</c>.
    /// </remarks>
    Global = 0x63,

    /// <summary>Build a dict out of the topmost stack slice, after markobject.</summary>
    /// <remarks>
    /// <c>DICT</c> (<c>d</c>), protocol 0; argument: none; stack: <c>mark stackslice</c> to <c>dict</c>.
    /// </remarks>
    Dict = 0x64,

    /// <summary>Read an object from the memo and push it on the stack.</summary>
    /// <remarks>
    /// <c>GET</c> (<c>g</c>), protocol 0; argument: <c>decimalnl_short</c>; stack: <c>-</c> to <c>any</c>.
    /// </remarks>
    Get = 0x67,

    /// <summary>Build a class instance.</summary>
    /// <remarks>
    /// <c>INST</c> (<c>i</c>), protocol 0; argument: <c>stringnl_noescape_pair</c>; stack: <c>mark stackslice</c> to
    /// <c>any</c>.
    /// </remarks>
    Inst = 0x69,

    /// <summary>Build a list out of the topmost stack slice, after markobject.</summary>
    /// <remarks>
    /// <c>LIST</c> (<c>l</c>), protocol 0; argument: none; stack: <c>mark stackslice</c> to <c>list</c>.
    /// </remarks>
    List = 0x6c,

    /// <summary>Store the stack top into the memo.  The stack is not popped.</summary>
    /// <remarks>
    /// <c>PUT</c> (<c>p</c>), protocol 0; argument: <c>decimalnl_short</c>; stack: <c>-</c> to <c>-</c>.
    /// </remarks>
    Put = 0x70,

    /// <summary>Add a key+value pair to an existing dict.</summary>
    /// <remarks>
    /// <c>SETITEM</c> (<c>s</c>), protocol 0; argument: none; stack: <c>dict any any</c> to <c>dict</c>.
    /// </remarks>
    SetItem = 0x73,

    /// <summary>Build a tuple out of the topmost stack slice, after markobject.</summary>
    /// <remarks>
    /// <c>TUPLE</c> (<c>t</c>), protocol 0; argument: none; stack: <c>mark stackslice</c> to <c>tuple</c>.
    /// </remarks>
    Tuple = 0x74,

    /// <summary>Push an empty tuple.</summary>
    /// <remarks><c>EMPTY_TUPLE</c> (<c>)</c>), protocol 1; argument: none; stack: <c>-</c> to <c>tuple</c>.</remarks>
    EmptyTuple = 0x29,

    /// <summary>Pop all the stack objects at and above the topmost markobject.</summary>
    /// <remarks>
    /// <c>POP_MARK</c> (<c>1</c>), protocol 1; argument: none; stack: <c>mark stackslice</c> to <c>-</c>.
    /// </remarks>
    PopMark = 0x31,

    /// <summary>Float stored in binary form, with 8 bytes of data.</summary>
    /// <remarks>
    /// <c>BINFLOAT</c> (<c>G</c>), protocol 1; argument: <c>float8</c>; stack: <c>-</c> to <c>float</c>.
    /// </remarks>
    BinFloat = 0x47,

    /// <summary>Push a four-byte signed integer.</summary>
    /// <remarks><c>BININT</c> (<c>J</c>), protocol 1; argument: <c>int4</c>; stack: <c>-</c> to <c>int</c>.</remarks>
    BinInt = 0x4a,

    /// <summary>Push a one-byte unsigned integer.</summary>
    /// <remarks><c>BININT1</c> (<c>K</c>), protocol 1; argument: <c>uint1</c>; stack: <c>-</c> to <c>int</c>.</remarks>
    BinInt1 = 0x4b,

    /// <summary>Push a two-byte unsigned integer.</summary>
    /// <remarks><c>BININT2</c> (<c>M</c>), protocol 1; argument: <c>uint2</c>; stack: <c>-</c> to <c>int</c>.</remarks>
    BinInt2 = 0x4d,

    /// <summary>Push an object identified by a persistent ID.</summary>
    /// <remarks><c>BINPERSID</c> (<c>Q</c>), protocol 1; argument: none; stack: <c>any</c> to <c>any</c>.</remarks>
    BinPersId = 0x51,

    /// <summary>Push a Python string object.</summary>
    /// <remarks>
    /// <c>BINSTRING</c> (<c>T</c>), protocol 1; argument: <c>string4</c>; stack: <c>-</c> to <c>bytes_or_str</c>.
    /// </remarks>
    BinString = 0x54,

    /// <summary>Push a Python string object.</summary>
    /// <remarks>
    /// <c>SHORT_BINSTRING</c> (<c>U</c>), protocol 1; argument: <c>string1</c>; stack: <c>-</c> to <c>bytes_or_str</c>.
    /// </remarks>
    ShortBinString = 0x55,

    /// <summary>Push a Python Unicode string object.</summary>
    /// <remarks>
    /// <c>BINUNICODE</c> (<c>X</c>), protocol 1; argument: <c>unicodestring4</c>; stack: <c>-</c> to <c>str</c>.
    /// </remarks>
    BinUnicode = 0x58,

    /// <summary>Push an empty list.</summary>
    /// <remarks><c>EMPTY_LIST</c> (<c>]</c>), protocol 1; argument: none; stack: <c>-</c> to <c>list</c>.</remarks>
    EmptyList = 0x5d,

    /// <summary>Extend a list by a slice of stack objects.</summary>
    /// <remarks>
    /// <c>APPENDS</c> (<c>e</c>), protocol 1; argument: none; stack: <c>list mark stackslice</c> to <c>list</c>.
    /// </remarks>
    Appends = 0x65,

    /// <summary>Read an object from the memo and push it on the stack.</summary>
    /// <remarks><c>BINGET</c> (<c>h</c>), protocol 1; argument: <c>uint1</c>; stack: <c>-</c> to <c>any</c>.</remarks>
    BinGet = 0x68,

    /// <summary>Read an object from the memo and push it on the stack.</summary>
    /// <remarks>
    /// <c>LONG_BINGET</c> (<c>j</c>), protocol 1; argument: <c>uint4</c>; stack: <c>-</c> to <c>any</c>.
    /// </remarks>
    LongBinGet = 0x6a,

    /// <summary>Build a class instance.</summary>
    /// <remarks>
    /// <c>OBJ</c> (<c>o</c>), protocol 1; argument: none; stack: <c>mark any stackslice</c> to <c>any</c>.
    /// </remarks>
    Obj = 0x6f,

    /// <summary>Store the stack top into the memo.  The stack is not popped.</summary>
    /// <remarks><c>BINPUT</c> (<c>q</c>), protocol 1; argument: <c>uint1</c>; stack: <c>-</c> to <c>-</c>.</remarks>
    BinPut = 0x71,

    /// <summary>Store the stack top into the memo.  The stack is not popped.</summary>
    /// <remarks>
    /// <c>LONG_BINPUT</c> (<c>r</c>), protocol 1; argument: <c>uint4</c>; stack: <c>-</c> to <c>-</c>.
    /// </remarks>
    LongBinPut = 0x72,

    /// <summary>Add an arbitrary number of key+value pairs to an existing dict.</summary>
    /// <remarks>
    /// <c>SETITEMS</c> (<c>u</c>), protocol 1; argument: none; stack: <c>dict mark stackslice</c> to <c>dict</c>.
    /// </remarks>
    SetItems = 0x75,

    /// <summary>Push an empty dict.</summary>
    /// <remarks><c>EMPTY_DICT</c> (<c>}</c>), protocol 1; argument: none; stack: <c>-</c> to <c>dict</c>.</remarks>
    EmptyDict = 0x7d,

    /// <summary>Protocol version indicator.</summary>
    /// <remarks><c>PROTO</c>, protocol 2; argument: <c>uint1</c>; stack: <c>-</c> to <c>-</c>.</remarks>
    Proto = 0x80,

    /// <summary>Build an object instance.</summary>
    /// <remarks><c>NEWOBJ</c>, protocol 2; argument: none; stack: <c>any any</c> to <c>any</c>.</remarks>
    NewObj = 0x81,

    /// <summary>Extension code.</summary>
    /// <remarks><c>EXT1</c>, protocol 2; argument: <c>uint1</c>; stack: <c>-</c> to <c>any</c>.</remarks>
    Ext1 = 0x82,

    /// <summary>Extension code.</summary>
    /// <remarks><c>EXT2</c>, protocol 2; argument: <c>uint2</c>; stack: <c>-</c> to <c>any</c>.</remarks>
    Ext2 = 0x83,

    /// <summary>Extension code.</summary>
    /// <remarks><c>EXT4</c>, protocol 2; argument: <c>int4</c>; stack: <c>-</c> to <c>any</c>.</remarks>
    Ext4 = 0x84,

    /// <summary>Build a one-tuple out of the topmost item on the stack.</summary>
    /// <remarks><c>TUPLE1</c>, protocol 2; argument: none; stack: <c>any</c> to <c>tuple</c>.</remarks>
    Tuple1 = 0x85,

    /// <summary>Build a two-tuple out of the top two items on the stack.</summary>
    /// <remarks><c>TUPLE2</c>, protocol 2; argument: none; stack: <c>any any</c> to <c>tuple</c>.</remarks>
    Tuple2 = 0x86,

    /// <summary>Build a three-tuple out of the top three items on the stack.</summary>
    /// <remarks><c>TUPLE3</c>, protocol 2; argument: none; stack: <c>any any any</c> to <c>tuple</c>.</remarks>
    Tuple3 = 0x87,

    /// <summary>Push True onto the stack.</summary>
    /// <remarks><c>NEWTRUE</c>, protocol 2; argument: none; stack: <c>-</c> to <c>bool</c>.</remarks>
    NewTrue = 0x88,

    /// <summary>Push False onto the stack.</summary>
    /// <remarks><c>NEWFALSE</c>, protocol 2; argument: none; stack: <c>-</c> to <c>bool</c>.</remarks>
    NewFalse = 0x89,

    /// <summary>Long integer using one-byte length.</summary>
    /// <remarks><c>LONG1</c>, protocol 2; argument: <c>long1</c>; stack: <c>-</c> to <c>int</c>.</remarks>
    Long1 = 0x8a,

    /// <summary>Long integer using four-byte length.</summary>
    /// <remarks><c>LONG4</c>, protocol 2; argument: <c>long4</c>; stack: <c>-</c> to <c>int</c>.</remarks>
    Long4 = 0x8b,

    /// <summary>Push a Python bytes object.</summary>
    /// <remarks>
    /// <c>BINBYTES</c> (<c>B</c>), protocol 3; argument: <c>bytes4</c>; stack: <c>-</c> to <c>bytes</c>.
    /// </remarks>
    BinBytes = 0x42,

    /// <summary>Push a Python bytes object.</summary>
    /// <remarks>
    /// <c>SHORT_BINBYTES</c> (<c>C</c>), protocol 3; argument: <c>bytes1</c>; stack: <c>-</c> to <c>bytes</c>.
    /// </remarks>
    ShortBinBytes = 0x43,

    /// <summary>Push a Python Unicode string object.</summary>
    /// <remarks>
    /// <c>SHORT_BINUNICODE</c>, protocol 4; argument: <c>unicodestring1</c>; stack: <c>-</c> to <c>str</c>.
    /// </remarks>
    ShortBinUnicode = 0x8c,

    /// <summary>Push a Python Unicode string object.</summary>
    /// <remarks>
    /// <c>BINUNICODE8</c>, protocol 4; argument: <c>unicodestring8</c>; stack: <c>-</c> to <c>str</c>.
    /// </remarks>
    BinUnicode8 = 0x8d,

    /// <summary>Push a Python bytes object.</summary>
    /// <remarks><c>BINBYTES8</c>, protocol 4; argument: <c>bytes8</c>; stack: <c>-</c> to <c>bytes</c>.</remarks>
    BinBytes8 = 0x8e,

    /// <summary>Push an empty set.</summary>
    /// <remarks><c>EMPTY_SET</c>, protocol 4; argument: none; stack: <c>-</c> to <c>set</c>.</remarks>
    EmptySet = 0x8f,

    /// <summary>Add an arbitrary number of items to an existing set.</summary>
    /// <remarks><c>ADDITEMS</c>, protocol 4; argument: none; stack: <c>set mark stackslice</c> to <c>set</c>.</remarks>
    AddItems = 0x90,

    /// <summary>Build a frozenset out of the topmost slice, after markobject.</summary>
    /// <remarks>
    /// <c>FROZENSET</c>, protocol 4; argument: none; stack: <c>mark stackslice</c> to <c>frozenset</c>.
    /// </remarks>
    FrozenSet = 0x91,

    /// <summary>Build an object instance.</summary>
    /// <remarks><c>NEWOBJ_EX</c>, protocol 4; argument: none; stack: <c>any any any</c> to <c>any</c>.</remarks>
    NewObjEx = 0x92,

    /// <summary>Push a global object (module.attr) on the stack.</summary>
    /// <remarks><c>STACK_GLOBAL</c>, protocol 4; argument: none; stack: <c>str str</c> to <c>any</c>.</remarks>
    StackGlobal = 0x93,

    /// <summary>Store the stack top into the memo.  The stack is not popped.</summary>
    /// <remarks><c>MEMOIZE</c>, protocol 4; argument: none; stack: <c>any</c> to <c>any</c>.</remarks>
    Memoize = 0x94,

    /// <summary>Indicate the beginning of a new frame.</summary>
    /// <remarks><c>FRAME</c>, protocol 4; argument: <c>uint8</c>; stack: <c>-</c> to <c>-</c>.</remarks>
    Frame = 0x95,

    /// <summary>Push a Python bytearray object.</summary>
    /// <remarks>
    /// <c>BYTEARRAY8</c>, protocol 5; argument: <c>bytearray8</c>; stack: <c>-</c> to <c>bytearray</c>.
    /// </remarks>
    ByteArray8 = 0x96,

    /// <summary>Push an out-of-band buffer object.</summary>
    /// <remarks><c>NEXT_BUFFER</c>, protocol 5; argument: none; stack: <c>-</c> to <c>buffer</c>.</remarks>
    NextBuffer = 0x97,

    /// <summary>Make an out-of-band buffer object read-only.</summary>
    /// <remarks><c>READONLY_BUFFER</c>, protocol 5; argument: none; stack: <c>buffer</c> to <c>buffer</c>.</remarks>
    ReadOnlyBuffer = 0x98,
}
