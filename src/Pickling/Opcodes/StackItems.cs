namespace Pickling.Opcodes;

/// <summary>Names of stack items.</summary>
public static class StackItems
{
    // By value of StackItem.
    private static readonly string[] Names =
    [
        "any", "int", "int_or_bool", "bool", "float", "bytes_or_str", "bytes", "bytearray", "str", "None", "tuple",
        "list", "dict", "set", "frozenset", "buffer", "mark", "stackslice",
    ];

    /// <summary>The name that Python's <c>pickletools</c> gives to the item, such as <c>int_or_bool</c>.</summary>
    public static string PythonName(this StackItem item) => Names[(int)item];
}
