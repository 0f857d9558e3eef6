using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>The calls that stand for a value in protocols too old for its opcode: the mirror of <see cref="BuiltinCalls"/>.</summary>
internal static class BuiltinForms
{
    private const string ByteArrayCodec = "latin-1";
    private const string NewSuffix = ".__new__";

    private static readonly PyGlobal ObjectType = new("builtins", "object");

    private static readonly PyGlobal SetType = new("builtins", "set");
    private static readonly PyGlobal FrozenSetType = new("builtins", "frozenset");
    private static readonly PyGlobal BytesType = new("builtins", "bytes");
    private static readonly PyGlobal ByteArrayType = new("builtins", "bytearray");
    private static readonly PyGlobal Encode = new("_codecs", "encode");
    private static readonly PyGlobal NewObject = new("copyreg", "__newobj__");
    private static readonly PyGlobal Partial = new("functools", "partial");
    private static readonly PyGlobal Reconstructor = new("copyreg", "_reconstructor");
    private static readonly PyGlobal ListType = new("builtins", "list");
    private static readonly PyGlobal DictType = new("builtins", "dict");

    /// <summary><c>set([..])</c>, below protocol 4.</summary>
    public static PyObject Set(object value, InternedTexts interned) => Call(SetType, ArgumentsOf((PySet)value));

    /// <summary><c>frozenset([..])</c>, below protocol 4.</summary>
    public static PyObject FrozenSet(object value, InternedTexts interned) => Call(FrozenSetType, ArgumentsOf((PyFrozenSet)value));

    /// <summary><c>_codecs.encode(text, 'latin1')</c>, below protocol 3.</summary>
    public static PyObject Bytes(object value, InternedTexts interned)
    {
        byte[] bytes = (byte[])value;
        return bytes.Length == 0
            ? Call(BytesType, PyTuple.Empty)
            : Call(Encode, PyTuple.Create(interned.OfBytes(bytes), interned.Codec));
    }

    /// <summary><c>bytearray(b'..')</c>, below protocol 5.</summary>
    public static PyObject ByteArray(PyByteArray value, SingleBytes? singles)
    {
        PyGlobal type = value.CalledType ?? ByteArrayType;
        if (value.Length == 0)
        {
            return Call(type, PyTuple.Empty);
        }

        // Nothing else in the graph has this array, so it may be the bytes object that CPython makes of a bytearray.
        byte[] bytes = value.OwnArray ?? value.ToArray();
        return Call(type, PyTuple.Create(singles is null ? bytes : singles.OfCall(bytes)));
    }

    /// <summary><c>bytearray('..', 'latin-1')</c>, below protocol 3 in older profiles.</summary>
    public static PyObject ByteArrayOfText(object value, InternedTexts interned)
    {
        string text = interned.OfBytes(((PyByteArray)value).AsSpan());

        // CPython makes a new string of the codec's name each time.
        return Call(ByteArrayType, PyTuple.Create(text, new string(ByteArrayCodec.AsSpan())));
    }

    /// <summary><c>bytearray(u'..', 'latin-1')</c>, in CPython 2.7.</summary>
    public static PyObject ByteArrayOfPython2(object value, InternedTexts interned) => Call(
        ByteArrayType,
        PyTuple.Create(Encoding.Latin1.GetString(((PyByteArray)value).AsSpan()), new PyByteString(Encoding.Latin1.GetBytes(ByteArrayCodec))));

    /// <summary>
    /// An object's call as the protocol can write it: calls of copyreg and functools stand in below those that have the
    /// opcode. State and items stay the object's.
    /// </summary>
    public static PyObject ForProtocol(PyObject form, int protocol) => form.Construction switch
    {
        PyConstruction.NewObject when protocol < 2 => Reconstruction(form),
        PyConstruction.Reduce when protocol < 3 => ArrayForms.ForOldProtocol(form) ?? form,
        PyConstruction.NewObjectEx when protocol < 4 => form.WithCall(PartialNew(form), PyTuple.Empty),
        _ => form,
    };

    /// <summary>Reads what <see cref="ForProtocol"/> wrote for an object with keyword arguments; false for any other call.</summary>
    public static bool TryReadPartialNew(PyObject call, [NotNullWhen(true)] out PyObject? made)
    {
        made = call.Arguments.Count == 0 && call.Callable is PyObject { State: PyTuple { Count: 4 } parts } partial
            && partial.Global?.Known == KnownGlobal.Partial
            && IsNew(parts[0]) && parts[1] is PyTuple { Count: > 0 } arguments && parts[2] is PyDict keywords
            ? new PyObject(arguments[0], PyTuple.Create(arguments.Items[1..]), PyConstruction.NewObjectEx) { KeywordArguments = keywords }
            : null;
        return made is not null;

        static bool IsNew(object? constructor) => constructor switch
        {
            PyGlobal global => global.Name.EndsWith(NewSuffix, StringComparison.Ordinal),
            PyObject { Arguments: [_, "__new__"] } attribute => attribute.Global?.Known == KnownGlobal.GetAttribute,
            _ => false,
        };
    }

    /// <summary>
    /// Whether both calls are of the same callable. A bound method, such as a class method that makes the object, and the
    /// partial that stands in for keyword arguments below protocol 4 are made anew for each call.
    /// </summary>
    public static bool CallTheSame(PyObject call, PyObject other) =>
        call.Construction == other.Construction
        && (Equals(call.Callable, other.Callable)
            || (call.Callable is PyObject bound && other.Callable is PyObject again && AreSameAttribute(bound, again))
            || (TryReadPartialNew(call, out PyObject? made) && TryReadPartialNew(other, out PyObject? madeAgain)
                && Equals(made.Callable as PyGlobal, madeAgain.Callable)));

    /// <summary>
    /// The object of a class that the call makes, as newer protocols write it: a plain one, or a subclass of list or dict.
    /// Null for a subclass of another type, of which the arguments alone would not tell the base.
    /// </summary>
    public static PyObject? ReadReconstruction(PyTuple arguments) => arguments switch
    {
        [PyGlobal type, PyGlobal { Module: "builtins", Name: "object" }, null] =>
            new(type, PyTuple.Empty, PyConstruction.NewObject) { NativeBase = NativeBase.Object },
        [PyGlobal type, PyGlobal { Module: "builtins", Name: "list" }, PyList items] =>
            new(type, PyTuple.Empty, PyConstruction.NewObject) { ListItems = items, NativeBase = NativeBase.List },
        [PyGlobal type, PyGlobal { Module: "builtins", Name: "dict" }, PyDict items] =>
            new(type, PyTuple.Empty, PyConstruction.NewObject) { DictItems = items, NativeBase = NativeBase.Dict },
        _ => null,
    };

    // getattr(owner, name) of one owner: a class by name, or one object.
    private static bool AreSameAttribute(PyObject attribute, PyObject other) =>
        attribute.Global?.Known == KnownGlobal.GetAttribute && other.Global?.Known == KnownGlobal.GetAttribute
        && attribute.Arguments is [{ } owner, string name] && other.Arguments is [{ } otherOwner, string otherName]
        && name == otherName && (ReferenceEquals(owner, otherOwner) || (owner is PyGlobal && owner.Equals(otherOwner)));

    // What object.__reduce_ex__ gives below protocol 2: subclasses of list and dict carry a copy of their items there.
    // A pickle of a newer protocol does not tell an object's base, and _reconstructor refuses a wrong one; its __new__,
    // called as the newer protocols call it, knows, and takes items that lead back to it.
    private static PyObject Reconstruction(PyObject form)
    {
        if (BaseArgument(form) is not { } known)
        {
            return form.WithCall(NewObject, Prepend(form.Callable, form.Arguments));
        }

        PyTuple arguments = PyTuple.Create(form.Callable, known.Type, known.Value);
        if (known.Value is null)
        {
            return form.WithCall(Reconstructor, arguments);
        }

        // The items are in the arguments.
        PyObject call = Call(Reconstructor, arguments);
        if (form.HasState)
        {
            call.State = form.State;
        }

        return call;
    }

    // Of an object whose base is known, from an old protocol or from PythonLibrary: what _reconstructor is told besides the class.
    private static (PyGlobal Type, object? Value)? BaseArgument(PyObject form) => form.NativeBase switch
    {
        NativeBase.Object => (ObjectType, null),
        NativeBase.NamedTuple => (new PyGlobal("builtins", "tuple"), form.Arguments),
        NativeBase.List => (ListType, form.ListItems ?? []),
        NativeBase.Dict => (DictType, form.DictItems ?? []),
        NativeBase.Argument => form.Arguments switch
        {
            [long or BigInteger] => (new PyGlobal("builtins", "int"), form.Arguments[0]),
            [double] => (new PyGlobal("builtins", "float"), form.Arguments[0]),
            [string or PySurrogateString] => (new PyGlobal("builtins", "str"), form.Arguments[0]),
            [byte[]] => (new PyGlobal("builtins", "bytes"), form.Arguments[0]),
            [PyTuple] => (new PyGlobal("builtins", "tuple"), form.Arguments[0]),
            _ => null,
        },
        _ => null,
    };

    // functools.partial(cls.__new__, cls, *arguments, **keywords), as pickle itself writes it: partial(new) and a state.
    private static PyObject PartialNew(PyObject form)
    {
        PyGlobal type = form.Global
            ?? throw new PicklingException("an object made with keyword arguments needs a class by name below protocol 4");
        var constructor = new PyGlobal(type.Module, type.Name + NewSuffix);
        PyObject partial = Call(Partial, PyTuple.Create(constructor));
        partial.State = PyTuple.Create(constructor, Prepend(type, form.Arguments), form.KeywordArguments, null);
        return partial;
    }

    // The very arguments that the set was loaded from, for they or their list may be shared; new ones once it was changed.
    private static PyTuple ArgumentsOf(PySetBase set) =>
        set.CallArguments is [PyList items] loaded && HoldsTheItems(items, set) ? loaded : PyTuple.Create(ItemsOf(set));

    private static bool HoldsTheItems(PyList items, PySetBase set)
    {
        if (items.Count != set.Count)
        {
            return false;
        }

        int position = 0;
        int index = 0;
        while (set.TryGetEntry(ref position, out object? item))
        {
            object? listed = items[index++];
            if (!ReferenceEquals(listed, item) && !(listed is long or double && listed.Equals(item)))
            {
                return false;
            }
        }

        return true;
    }

    private static PyList ItemsOf(PySetBase set)
    {
        var items = new PyList();
        int position = 0;
        while (set.TryGetEntry(ref position, out object? item))
        {
            items.AppendObject(item);
        }

        return items;
    }

    private static PyTuple Prepend(object? first, PyTuple rest) => PyTuple.Create([first, .. rest.Items]);

    private static PyObject Call(object callable, PyTuple arguments) => new(callable, arguments, PyConstruction.Reduce);
}
