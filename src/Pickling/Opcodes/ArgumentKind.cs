namespace Pickling.Opcodes;

/// <summary>What follows an opcode in the stream: how long its argument is and how to read it.</summary>
/// <remarks>
/// One kind for each argument descriptor of Python's <c>pickletools</c>, whose name is <see
/// cref="OpcodeInfo.ArgumentName"/>. All binary numbers are little-endian except <see cref="Float8"/>. "Line" kinds
/// end with a line feed, which is no part of the argument.
/// </remarks>
public enum ArgumentKind : byte
{
    /// <summary>Nothing follows.</summary>
    None,

    /// <summary><c>uint1</c>: one byte, unsigned.</summary>
    UInt1,

    /// <summary><c>uint2</c>: two bytes, unsigned.</summary>
    UInt2,

    /// <summary><c>int4</c>: four bytes, signed.</summary>
    Int4,

    /// <summary><c>uint4</c>: four bytes, unsigned.</summary>
    UInt4,

    /// <summary><c>uint8</c>: eight bytes, unsigned.</summary>
    UInt8,

    /// <summary><c>float8</c>: an IEEE 754 double, big-endian.</summary>
    Float8,

    /// <summary>
    /// <c>long1</c>: a one-byte count, then that many bytes of two's complement; a count of 0 means 0.
    /// </summary>
    Long1,

    /// <summary><c>long4</c>: a signed four-byte count, then that many bytes of two's complement.</summary>
    Long4,

    /// <summary>
    /// <c>decimalnl_short</c>: a line with a decimal integer; <c>00</c> is False and <c>01</c> is True.
    /// </summary>
    DecimalLineShort,

    /// <summary>
    /// <c>decimalnl_long</c>: a line with a decimal integer, with or without one <c>L</c> at its end.
    /// </summary>
    DecimalLineLong,

    /// <summary><c>floatnl</c>: a line with a decimal float, <c>nan</c>, <c>inf</c> or <c>-inf</c>.</summary>
    FloatLine,

    /// <summary><c>stringnl</c>: a line with a quoted Python 2 string literal.</summary>
    StringLine,

    /// <summary><c>stringnl_noescape</c>: a line of text without quotes.</summary>
    StringLineNoEscape,

    /// <summary><c>stringnl_noescape_pair</c>: two lines of text without quotes.</summary>
    StringLineNoEscapePair,

    /// <summary><c>unicodestringnl</c>: a line of text in Python's raw-unicode-escape encoding.</summary>
    UnicodeStringLine,

    /// <summary><c>string1</c>: a one-byte count, then that many bytes of a Python 2 <c>str</c>.</summary>
    String1,

    /// <summary><c>string4</c>: a signed four-byte count, then that many bytes of a Python 2 <c>str</c>.</summary>
    String4,

    /// <summary><c>bytes1</c>: a one-byte count, then that many bytes.</summary>
    Bytes1,

    /// <summary><c>bytes4</c>: an unsigned four-byte count, then that many bytes.</summary>
    Bytes4,

    /// <summary><c>bytes8</c>: an unsigned eight-byte count, then that many bytes.</summary>
    Bytes8,

    /// <summary><c>bytearray8</c>: an unsigned eight-byte count, then that many bytes of a <c>bytearray</c>.</summary>
    ByteArray8,

    /// <summary>
    /// <c>unicodestring1</c>: a one-byte count, then that many bytes of UTF-8 (lone surrogates allowed).
    /// </summary>
    UnicodeString1,

    /// <summary>
    /// <c>unicodestring4</c>: an unsigned four-byte count, then that many bytes of UTF-8 (lone surrogates allowed).
    /// </summary>
    UnicodeString4,

    /// <summary>
    /// <c>unicodestring8</c>: an unsigned eight-byte count, then that many bytes of UTF-8 (lone surrogates allowed).
    /// </summary>
    UnicodeString8,
}
