using System.Numerics;

namespace Pickling.Model;

/// <summary>What Python calls the type of a natural value, for messages.</summary>
internal static class PythonTypeName
{
    internal static string Of(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long or int or short or sbyte or byte or ushort or uint or ulong or nint or nuint or Int128 or UInt128 or BigInteger => "int",
        double or float or Half => "float",
        string or PySurrogateString => "str",
        byte[] when value.GetType() == typeof(byte[]) => "bytes",
        PyByteArray => "bytearray",
        PyByteString => "str of Python 2",
        PyList => "list",
        PyTuple => "tuple",
        PyDict => "dict",
        PySet => "set",
        PyFrozenSet => "frozenset",
        PyGlobal => "class or function",
        PyObject { Global: { } global } => global.FullName,
        PyObject => "computed object",
        PersistentReference => "persistent reference",
        PickleBuffer => "buffer",
        DateTime or DateTimeOffset => "datetime.datetime",
        DateOnly => "datetime.date",
        TimeOnly => "datetime.time",
        TimeSpan => "datetime.timedelta",
        decimal => "decimal.Decimal",
        Guid => "uuid.UUID",
        Complex => "complex",
        _ => value.GetType().ToString(),
    };

    internal static string WithArticle(object? value) => value is null ? "None" : WithArticle(Of(value));

    // Names of classes stand without an article.
    internal static string WithArticle(string noun) =>
        char.IsUpper(noun[0]) || noun.AsSpan().ContainsAny('.', '[', '<') ? noun : ("aeiou".Contains(noun[0]) ? "an " : "a ") + noun;
}
