using System.Collections.ObjectModel;
using System.Diagnostics;

namespace Pickling.Opcodes;

/// <summary>What there is to know about one opcode: a row of <see cref="OpcodeTable"/>.</summary>
[DebuggerDisplay("{Name,nq}")]
public sealed class OpcodeInfo
{
    // By value of ArgumentKind.
    private static readonly string[] ArgumentNames =
    [
        "", "uint1", "uint2", "int4", "uint4", "uint8", "float8", "long1", "long4", "decimalnl_short",
        "decimalnl_long", "floatnl", "stringnl", "stringnl_noescape", "stringnl_noescape_pair", "unicodestringnl",
        "string1", "string4", "bytes1", "bytes4", "bytes8", "bytearray8", "unicodestring1", "unicodestring4",
        "unicodestring8",
    ];

    internal OpcodeInfo(
        Opcode opcode,
        string name,
        int protocol,
        ArgumentKind argumentKind,
        StackItem[] stackBefore,
        StackItem[] stackAfter,
        string doc)
    {
        Opcode = opcode;
        Name = name;
        Protocol = protocol;
        ArgumentKind = argumentKind;
        StackBefore = new ReadOnlyCollection<StackItem>(stackBefore);
        StackAfter = new ReadOnlyCollection<StackItem>(stackAfter);
        StackAfterItems = stackAfter;
        Doc = doc;
        MarkDepth = Array.IndexOf(stackBefore, StackItem.Mark);
    }

    /// <summary>The opcode; its number is the byte in the stream.</summary>
    public Opcode Opcode { get; }

    /// <summary>The byte that stands for the opcode in the stream.</summary>
    public byte Code => (byte)Opcode;

    /// <summary>Python's name, such as <c>SHORT_BINUNICODE</c>.</summary>
    public string Name { get; }

    /// <summary>The protocol that brought the opcode, 0 to 5.</summary>
    public int Protocol { get; }

    /// <summary>What follows the opcode in the stream.</summary>
    public ArgumentKind ArgumentKind { get; }

    /// <summary>
    /// The name of the argument in <c>pickletools</c>, such as <c>unicodestring1</c>; null when there is none.
    /// </summary>
    public string? ArgumentName => ArgumentKind == ArgumentKind.None ? null : ArgumentNames[(int)ArgumentKind];

    /// <summary>What the opcode takes from the stack, its top last.</summary>
    public IReadOnlyList<StackItem> StackBefore { get; }

    /// <summary>What the opcode leaves on the stack in place of <see cref="StackBefore"/>, its top last.</summary>
    public IReadOnlyList<StackItem> StackAfter { get; }

    /// <summary>What the opcode does, in the one line that <c>pickletools</c> gives.</summary>
    public string Doc { get; }

    /// <summary>Python's name of the opcode.</summary>
    public override string ToString() => Name;

    // What StackAfter is a view of: a caller may not change it, and one in this assembly will not.
    internal ReadOnlyMemory<StackItem> StackAfterItems { get; }

    // How many items below the topmost mark the opcode takes; -1 when it does not pop to a mark.
    internal int MarkDepth { get; }
}
