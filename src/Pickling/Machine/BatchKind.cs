namespace Pickling.Machine;

/// <summary>What a batch of items is added to, which decides its opcodes.</summary>
internal enum BatchKind
{
    /// <summary>An exact list: APPEND, APPENDS.</summary>
    List,

    /// <summary>List items of another object (fourth item of a reduce value).</summary>
    ListItems,

    /// <summary>An exact dict: SETITEM, SETITEMS.</summary>
    Dict,

    /// <summary>Dict items of another object (fifth item of a reduce value).</summary>
    DictItems,

    /// <summary>A set: ADDITEMS.</summary>
    Set,
}
