using System.Text;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>
/// The calls that stand for a value: builtins in protocols too old to have an opcode for them, which CPython's pickler
/// writes as calls, and values of the standard library that a .NET value holds exactly. The dumper writes the same call
/// back: <see cref="BuiltinForms"/> and <see cref="NaturalForms"/>.
/// </summary>
internal static class BuiltinCalls
{
    /// <summary>
    /// The value that the call makes, or null when it is any other call: also where the protocol has an opcode for the
    /// value, since then the program itself asked for the call.
    /// </summary>
    public static object? TryMake(object? callable, PyTuple arguments, bool argumentsAreFresh, int protocol, bool convertsStandardLibrary)
    {
        if (callable is not PyGlobal global)
        {
            return null;
        }

        return global.Known switch
        {
            KnownGlobal.Other => null,
            KnownGlobal.Set when protocol < 4 => arguments is [PyList items] ? Fill(new PySet(), items, arguments) : null,
            KnownGlobal.FrozenSet when protocol < 4 => arguments is [PyList items] ? Fill(new PyFrozenSet(), items, arguments) : null,
            KnownGlobal.Bytes when protocol < 3 => arguments is [] ? Array.Empty<byte>() : null,
            KnownGlobal.ByteArray when protocol < 5 => ByteArray(global, arguments, protocol),
            KnownGlobal.Encode when protocol < 3 => arguments is [string text, "latin1"] ? Latin1(text) : null,
            KnownGlobal.GetAttribute when protocol < 4 => argumentsAreFresh ? Nested(arguments) : null,
            KnownGlobal.Reconstructor when protocol < 2 && convertsStandardLibrary => BuiltinForms.ReadReconstruction(arguments),
            _ => convertsStandardLibrary ? StandardValue(global.Known, arguments) : null,
        };
    }

    /// <summary>The value that a constructed object becomes with this state, or null.</summary>
    public static object? TryComplete(PyObject instance, object? state)
    {
        return instance.Construction == PyConstruction.NewObject && instance.Global?.Known == KnownGlobal.Uuid
            ? UuidForms.Read(instance.Arguments, state)
            : null;
    }

    private static object? StandardValue(KnownGlobal type, PyTuple arguments) => type switch
    {
        KnownGlobal.DateTime => DateTimeForms.ReadDateTime(arguments),
        KnownGlobal.Date => DateTimeForms.ReadDate(arguments),
        KnownGlobal.Time => DateTimeForms.ReadTime(arguments),
        KnownGlobal.Delta => DateTimeForms.ReadDelta(arguments),
        KnownGlobal.Decimal => DecimalForms.Read(arguments),
        KnownGlobal.Complex => ComplexForms.Read(arguments),
        _ => null,
    };

    private static PySetBase Fill(PySetBase set, PyList items, PyTuple arguments)
    {
        Span<object?> room = set.Reserve(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            object? item = items[i];
            PyDict.CheckHashable(item);
            room[i] = item;
        }

        set.Commit(items.Count);
        set.CallArguments = arguments;
        return set;
    }

    private static PyByteArray? ByteArray(PyGlobal type, PyTuple arguments, int protocol) => arguments switch
    {
        [] => new PyByteArray([]) { CalledType = type },
        [byte[] bytes] => new PyByteArray(bytes.AsSpan().ToArray()) { CalledType = type },

        // CPython 3.6 and 3.7 below protocol 3; 2.7, whose codec name is a str of Python 2.
        [string text, var codec] when protocol < 3 && IsLatin1(codec) => Latin1(text) is { } bytes ? new PyByteArray(bytes) : null,
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
        && outer.Name.Length + name.Length < PyGlobal.NestedNameCharsMax
        ? new PyGlobal(outer.Module, $"{outer.Name}.{name}", fromPickle: true)
        : null;
}
