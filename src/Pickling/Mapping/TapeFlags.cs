namespace Pickling.Mapping;

/// <summary>What else there is to know about a node of a tape.</summary>
[Flags]
internal enum TapeFlags : byte
{
    None = 0,

    /// <summary>Text: it was read from the memo, where it is likely to be read again.</summary>
    Repeated = 1,

    /// <summary>Header: it was read from the memo, so several things may refer to it, or it to itself.</summary>
    Shared = 2,

    /// <summary>Header: its items are a chain of blocks.</summary>
    Chained = 4,

    /// <summary>Header or block: its items are integers, 8 bytes each.</summary>
    Int64s = 8,

    /// <summary>Header or block: its items are floats, 8 bytes each.</summary>
    Doubles = 16,

    /// <summary>Object: the opcode right before the call made its arguments.</summary>
    FreshArguments = 32,

    /// <summary>Text or bytes: they lie in the tape's own bytes, not in the source.</summary>
    Copied = 64,

    /// <summary>Bytes: they lie in an array of their own.</summary>
    Adopted = 128,
}
