namespace Pickling.Mapping;

/// <summary>Python's names for what a tape holds, for error messages.</summary>
internal static class TapeNames
{
    public static string Of(TapeKind kind) => kind switch
    {
        TapeKind.None => "None",
        TapeKind.Bool => "bool",
        TapeKind.Int or TapeKind.BigInt => "int",
        TapeKind.Float => "float",
        TapeKind.Str => "str",
        TapeKind.Bytes => "bytes",
        TapeKind.ByteArray => "bytearray",
        TapeKind.ByteString => "str of Python 2",
        TapeKind.Global => "class or function",
        TapeKind.Buffer => "buffer",
        TapeKind.List => "list",
        TapeKind.Tuple => "tuple",
        TapeKind.Dict => "dict",
        TapeKind.Set => "set",
        TapeKind.FrozenSet => "frozenset",
        TapeKind.Object => "object",
        TapeKind.Persistent => "persistent reference",
        _ => "nothing",
    };

    public static PickleValueKind KindOf(TapeKind kind) => kind switch
    {
        TapeKind.None => PickleValueKind.None,
        TapeKind.Bool => PickleValueKind.Boolean,
        TapeKind.Int or TapeKind.BigInt => PickleValueKind.Integer,
        TapeKind.Float => PickleValueKind.Float,
        TapeKind.Str or TapeKind.ByteString => PickleValueKind.String,
        TapeKind.Bytes or TapeKind.ByteArray or TapeKind.Buffer => PickleValueKind.Bytes,
        TapeKind.Global => PickleValueKind.Global,
        TapeKind.List => PickleValueKind.List,
        TapeKind.Tuple => PickleValueKind.Tuple,
        TapeKind.Dict => PickleValueKind.Dict,
        TapeKind.Set => PickleValueKind.Set,
        TapeKind.FrozenSet => PickleValueKind.FrozenSet,
        TapeKind.Object => PickleValueKind.Object,
        TapeKind.Persistent => PickleValueKind.PersistentReference,
        _ => PickleValueKind.Undefined,
    };

    public static string WithArticle(TapeKind kind) => kind switch
    {
        TapeKind.None => "None",
        TapeKind.Int or TapeKind.BigInt => "an int",
        TapeKind.Object => "an object",
        _ => "a " + Of(kind),
    };
}
