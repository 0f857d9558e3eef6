using System.Text;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>
/// The calls that stand for a builtin value in protocols too old to have an opcode for it. CPython's pickler writes
/// them, so they become the value; the dumper writes the same call back.
/// </summary>
internal static class BuiltinCalls
{
    /// <summary>
    /// The value that the call makes, or null when it is any other call: also where the protocol has an opcode for the
    /// value, since then the program itself asked for the call.
    /// </summary>
    public static object? TryMake(object? callable, PyTuple arguments, bool argumentsAreFresh, int protocol)
    {
        if (callable is not PyGlobal global)
        {
            return null;
        }

        return (global.Module, global.Name) switch
        {
            ("builtins", "set") when protocol < 4 => arguments is [PyList items] ? Fill(new PySet(), items) : null,
            ("builtins", "frozenset") when protocol < 4 => arguments is [PyList items] ? Fill(new PyFrozenSet(), items) : null,
            ("builtins", "bytes") when protocol < 3 => arguments is [] ? Array.Empty<byte>() : null,
            ("builtins", "bytearray") when protocol < 5 => ByteArray(global, arguments),
            ("_codecs", "encode") when protocol < 3 => arguments is [string text, "latin1"] ? Latin1(text) : null,
            ("builtins", "getattr") when protocol < 4 => argumentsAreFresh ? Nested(arguments) : null,
            _ => null,
        };
    }

    private static PySetBase Fill(PySetBase set, PyList items)
    {
        Span<object?> room = set.Reserve(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            object? item = items[i];
            PyDict.CheckHashable(item);
            room[i] = item;
        }

        set.Commit(items.Count);
        return set;
    }

    private static PyByteArray? ByteArray(PyGlobal type, PyTuple arguments) => arguments switch
    {
        [] => new PyByteArray([]) { CalledType = type },
        [byte[] bytes] => new PyByteArray(bytes.AsSpan().ToArray()) { CalledType = type },

        // CPython 3.6 and 3.7 below protocol 3; 2.7, whose codec name is a str of Python 2.
        [string text, var codec] when IsLatin1(codec) => Latin1(text) is { } bytes ? new PyByteArray(bytes) : null,
        _ => null,
    };

    private static bool IsLatin1(object? codec) =>
        codec is "latin-1" || (codec is PyByteString name && name.AsSpan().SequenceEqual("latin-1"u8));

    private static byte[]? Latin1(string text) => text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')
        ? null
        : Encoding.Latin1.GetBytes(text);

    // CPython from 3.13 on writes a nested class below protocol 4 as getattr(Outer, 'Inner'), and memoizes only the
    // result. A call of the same form with memoized arguments is a bound method or an older CPython's, and stays one.
    private static PyGlobal? Nested(PyTuple arguments) => arguments is [PyGlobal outer, string name]
        ? new PyGlobal(outer.Module, $"{outer.Name}.{name}", fromPickle: true)
        : null;
}
