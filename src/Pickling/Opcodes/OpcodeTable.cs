using System.Diagnostics.CodeAnalysis;
using static Pickling.Opcodes.StackItem;

namespace Pickling.Opcodes;

/// <summary>
/// The 68 opcodes of pickle as data: the single truth for the token reader, the disassembler and everything else that
/// asks about an opcode instead of executing it.
/// </summary>
/// <remarks>The rows are those of Python's <c>pickletools.opcodes</c>; a test holds them to it.</remarks>
public static class OpcodeTable
{
    private static readonly OpcodeInfo[] Rows =
    [
        new(Opcode.Mark, "MARK", 0, ArgumentKind.None, [], [Mark], "Push markobject onto the stack."),
        new(Opcode.Stop, "STOP", 0, ArgumentKind.None, [Any], [], "Stop the unpickling machine."),
        new(Opcode.Pop, "POP", 0, ArgumentKind.None, [Any], [],
            "Discard the top stack item, shrinking the stack by one item."),
        new(Opcode.Dup, "DUP", 0, ArgumentKind.None, [Any], [Any, Any],
            "Push the top stack item onto the stack again, duplicating it."),
        new(Opcode.Float, "FLOAT", 0, ArgumentKind.FloatLine, [], [Float], "Newline-terminated decimal float literal."),
        new(Opcode.Int, "INT", 0, ArgumentKind.DecimalLineShort, [], [IntOrBool], "Push an integer or bool."),
        new(Opcode.Long, "LONG", 0, ArgumentKind.DecimalLineLong, [], [Int], "Push a long integer."),
        new(Opcode.None, "NONE", 0, ArgumentKind.None, [], [None], "Push None on the stack."),
        new(Opcode.PersId, "PERSID", 0, ArgumentKind.StringLineNoEscape, [], [Any],
            "Push an object identified by a persistent ID."),
        new(Opcode.Reduce, "REDUCE", 0, ArgumentKind.None, [Any, Any], [Any],
            "Push an object built from a callable and an argument tuple."),
        new(Opcode.String, "STRING", 0, ArgumentKind.StringLine, [], [BytesOrStr], "Push a Python string object."),
        new(Opcode.Unicode, "UNICODE", 0, ArgumentKind.UnicodeStringLine, [], [Str],
            "Push a Python Unicode string object."),
        new(Opcode.Append, "APPEND", 0, ArgumentKind.None, [List, Any], [List], "Append an object to a list."),
        new(Opcode.Build, "BUILD", 0, ArgumentKind.None, [Any, Any], [Any],
            "Finish building an object, via __setstate__ or dict update."),
        new(Opcode.Global, "GLOBAL", 0, ArgumentKind.StringLineNoEscapePair, [], [Any],
            "Push a global object (module.attr) on the stack."),
        new(Opcode.Dict, "DICT", 0, ArgumentKind.None, [Mark, StackSlice], [Dict],
            "Build a dict out of the topmost stack slice, after markobject."),
        new(Opcode.Get, "GET", 0, ArgumentKind.DecimalLineShort, [], [Any],
            "Read an object from the memo and push it on the stack."),
        new(Opcode.Inst, "INST", 0, ArgumentKind.StringLineNoEscapePair, [Mark, StackSlice], [Any],
            "Build a class instance."),
        new(Opcode.List, "LIST", 0, ArgumentKind.None, [Mark, StackSlice], [List],
            "Build a list out of the topmost stack slice, after markobject."),
        new(Opcode.Put, "PUT", 0, ArgumentKind.DecimalLineShort, [], [],
            "Store the stack top into the memo.  The stack is not popped."),
        new(Opcode.SetItem, "SETITEM", 0, ArgumentKind.None, [Dict, Any, Any], [Dict],
            "Add a key+value pair to an existing dict."),
        new(Opcode.Tuple, "TUPLE", 0, ArgumentKind.None, [Mark, StackSlice], [StackItem.Tuple],
            "Build a tuple out of the topmost stack slice, after markobject."),
        new(Opcode.EmptyTuple, "EMPTY_TUPLE", 1, ArgumentKind.None, [], [StackItem.Tuple], "Push an empty tuple."),
        new(Opcode.PopMark, "POP_MARK", 1, ArgumentKind.None, [Mark, StackSlice], [],
            "Pop all the stack objects at and above the topmost markobject."),
        new(Opcode.BinFloat, "BINFLOAT", 1, ArgumentKind.Float8, [], [Float],
            "Float stored in binary form, with 8 bytes of data."),
        new(Opcode.BinInt, "BININT", 1, ArgumentKind.Int4, [], [Int], "Push a four-byte signed integer."),
        new(Opcode.BinInt1, "BININT1", 1, ArgumentKind.UInt1, [], [Int], "Push a one-byte unsigned integer."),
        new(Opcode.BinInt2, "BININT2", 1, ArgumentKind.UInt2, [], [Int], "Push a two-byte unsigned integer."),
        new(Opcode.BinPersId, "BINPERSID", 1, ArgumentKind.None, [Any], [Any],
            "Push an object identified by a persistent ID."),
        new(Opcode.BinString, "BINSTRING", 1, ArgumentKind.String4, [], [BytesOrStr], "Push a Python string object."),
        new(Opcode.ShortBinString, "SHORT_BINSTRING", 1, ArgumentKind.String1, [], [BytesOrStr],
            "Push a Python string object."),
        new(Opcode.BinUnicode, "BINUNICODE", 1, ArgumentKind.UnicodeString4, [], [Str],
            "Push a Python Unicode string object."),
        new(Opcode.EmptyList, "EMPTY_LIST", 1, ArgumentKind.None, [], [List], "Push an empty list."),
        new(Opcode.Appends, "APPENDS", 1, ArgumentKind.None, [List, Mark, StackSlice], [List],
            "Extend a list by a slice of stack objects."),
        new(Opcode.BinGet, "BINGET", 1, ArgumentKind.UInt1, [], [Any],
            "Read an object from the memo and push it on the stack."),
        new(Opcode.LongBinGet, "LONG_BINGET", 1, ArgumentKind.UInt4, [], [Any],
            "Read an object from the memo and push it on the stack."),
        new(Opcode.Obj, "OBJ", 1, ArgumentKind.None, [Mark, Any, StackSlice], [Any], "Build a class instance."),
        new(Opcode.BinPut, "BINPUT", 1, ArgumentKind.UInt1, [], [],
            "Store the stack top into the memo.  The stack is not popped."),
        new(Opcode.LongBinPut, "LONG_BINPUT", 1, ArgumentKind.UInt4, [], [],
            "Store the stack top into the memo.  The stack is not popped."),
        new(Opcode.SetItems, "SETITEMS", 1, ArgumentKind.None, [Dict, Mark, StackSlice], [Dict],
            "Add an arbitrary number of key+value pairs to an existing dict."),
        new(Opcode.EmptyDict, "EMPTY_DICT", 1, ArgumentKind.None, [], [Dict], "Push an empty dict."),
        new(Opcode.Proto, "PROTO", 2, ArgumentKind.UInt1, [], [], "Protocol version indicator."),
        new(Opcode.NewObj, "NEWOBJ", 2, ArgumentKind.None, [Any, Any], [Any], "Build an object instance."),
        new(Opcode.Ext1, "EXT1", 2, ArgumentKind.UInt1, [], [Any], "Extension code."),
        new(Opcode.Ext2, "EXT2", 2, ArgumentKind.UInt2, [], [Any], "Extension code."),
        new(Opcode.Ext4, "EXT4", 2, ArgumentKind.Int4, [], [Any], "Extension code."),
        new(Opcode.Tuple1, "TUPLE1", 2, ArgumentKind.None, [Any], [StackItem.Tuple],
            "Build a one-tuple out of the topmost item on the stack."),
        new(Opcode.Tuple2, "TUPLE2", 2, ArgumentKind.None, [Any, Any], [StackItem.Tuple],
            "Build a two-tuple out of the top two items on the stack."),
        new(Opcode.Tuple3, "TUPLE3", 2, ArgumentKind.None, [Any, Any, Any], [StackItem.Tuple],
            "Build a three-tuple out of the top three items on the stack."),
        new(Opcode.NewTrue, "NEWTRUE", 2, ArgumentKind.None, [], [Bool], "Push True onto the stack."),
        new(Opcode.NewFalse, "NEWFALSE", 2, ArgumentKind.None, [], [Bool], "Push False onto the stack."),
        new(Opcode.Long1, "LONG1", 2, ArgumentKind.Long1, [], [Int], "Long integer using one-byte length."),
        new(Opcode.Long4, "LONG4", 2, ArgumentKind.Long4, [], [Int], "Long integer using four-byte length."),
        new(Opcode.BinBytes, "BINBYTES", 3, ArgumentKind.Bytes4, [], [Bytes], "Push a Python bytes object."),
        new(Opcode.ShortBinBytes, "SHORT_BINBYTES", 3, ArgumentKind.Bytes1, [], [Bytes], "Push a Python bytes object."),
        new(Opcode.ShortBinUnicode, "SHORT_BINUNICODE", 4, ArgumentKind.UnicodeString1, [], [Str],
            "Push a Python Unicode string object."),
        new(Opcode.BinUnicode8, "BINUNICODE8", 4, ArgumentKind.UnicodeString8, [], [Str],
            "Push a Python Unicode string object."),
        new(Opcode.BinBytes8, "BINBYTES8", 4, ArgumentKind.Bytes8, [], [Bytes], "Push a Python bytes object."),
        new(Opcode.EmptySet, "EMPTY_SET", 4, ArgumentKind.None, [], [Set], "Push an empty set."),
        new(Opcode.AddItems, "ADDITEMS", 4, ArgumentKind.None, [Set, Mark, StackSlice], [Set],
            "Add an arbitrary number of items to an existing set."),
        new(Opcode.FrozenSet, "FROZENSET", 4, ArgumentKind.None, [Mark, StackSlice], [FrozenSet],
            "Build a frozenset out of the topmost slice, after markobject."),
        new(Opcode.NewObjEx, "NEWOBJ_EX", 4, ArgumentKind.None, [Any, Any, Any], [Any], "Build an object instance."),
        new(Opcode.StackGlobal, "STACK_GLOBAL", 4, ArgumentKind.None, [Str, Str], [Any],
            "Push a global object (module.attr) on the stack."),
        new(Opcode.Memoize, "MEMOIZE", 4, ArgumentKind.None, [Any], [Any],
            "Store the stack top into the memo.  The stack is not popped."),
        new(Opcode.Frame, "FRAME", 4, ArgumentKind.UInt8, [], [], "Indicate the beginning of a new frame."),
        new(Opcode.ByteArray8, "BYTEARRAY8", 5, ArgumentKind.ByteArray8, [], [ByteArray],
            "Push a Python bytearray object."),
        new(Opcode.NextBuffer, "NEXT_BUFFER", 5, ArgumentKind.None, [], [StackItem.Buffer],
            "Push an out-of-band buffer object."),
        new(Opcode.ReadOnlyBuffer, "READONLY_BUFFER", 5, ArgumentKind.None, [StackItem.Buffer], [StackItem.Buffer],
            "Make an out-of-band buffer object read-only."),
    ];

    private static readonly OpcodeInfo?[] ByCode = IndexByCode();

    /// <summary>All opcodes, ordered by the protocol that brought them, then by code.</summary>
    public static IReadOnlyList<OpcodeInfo> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The row of a defined opcode.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the 68 opcodes.</exception>
    public static OpcodeInfo Get(Opcode opcode) =>
        ByCode[(byte)opcode] ?? throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not an opcode of pickle");

    /// <summary>Looks up the row of a byte from a stream; false when no opcode has this code.</summary>
    public static bool TryGet(byte code, [NotNullWhen(true)] out OpcodeInfo? info)
    {
        info = ByCode[code];
        return info is not null;
    }

    private static OpcodeInfo?[] IndexByCode()
    {
        var byCode = new OpcodeInfo?[256];
        foreach (var row in Rows)
            byCode[row.Code] = row;
        return byCode;
    }
}
