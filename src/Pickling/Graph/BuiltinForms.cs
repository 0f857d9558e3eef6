using Pickling.Model;

namespace Pickling.Graph;

/// <summary>The calls that stand for a value in protocols too old for its opcode: the mirror of <see cref="BuiltinCalls"/>.</summary>
internal static class BuiltinForms
{
    private const string ByteArrayCodec = "latin-1";

    private static readonly PyGlobal SetType = new("builtins", "set");
    private static readonly PyGlobal FrozenSetType = new("builtins", "frozenset");
    private static readonly PyGlobal BytesType = new("builtins", "bytes");
    private static readonly PyGlobal ByteArrayType = new("builtins", "bytearray");
    private static readonly PyGlobal Encode = new("_codecs", "encode");
    private static readonly PyGlobal NewObject = new("copyreg", "__newobj__");
    private static readonly PyGlobal Partial = new("functools", "partial");

    /// <summary><c>set([..])</c>, below protocol 4.</summary>
    public static PyObject Set(object value, InternedTexts? interned) => Call(SetType, PyTuple.Create(ItemsOf((PySet)value)));

    /// <summary><c>frozenset([..])</c>, below protocol 4.</summary>
    public static PyObject FrozenSet(object value, InternedTexts? interned) => Call(FrozenSetType, PyTuple.Create(ItemsOf((PyFrozenSet)value)));

    /// <summary><c>_codecs.encode(text, 'latin1')</c>, below protocol 3.</summary>
    public static PyObject Bytes(object value, InternedTexts? interned)
    {
        byte[] bytes = (byte[])value;
        return bytes.Length == 0
            ? Call(BytesType, PyTuple.Empty)
            : Call(Encode, PyTuple.Create(interned!.OfBytes(bytes), interned.Codec));
    }

    /// <summary><c>bytearray(b'..')</c>, below protocol 5.</summary>
    public static PyObject ByteArray(PyByteArray value, SingleBytes? singles)
    {
        PyGlobal type = value.CalledType ?? ByteArrayType;
        if (value.Length == 0)
        {
            return Call(type, PyTuple.Empty);
        }

        byte[] bytes = value.ToArray();
        return Call(type, PyTuple.Create(singles is null ? bytes : singles.OfCall(bytes)));
    }

    /// <summary><c>bytearray('..', 'latin-1')</c>, below protocol 3 in older profiles.</summary>
    public static PyObject ByteArrayOfText(object value, InternedTexts? interned)
    {
        string text = interned!.OfBytes(((PyByteArray)value).AsSpan());

        // CPython makes a new string of the codec's name each time.
        return Call(ByteArrayType, PyTuple.Create(text, new string(ByteArrayCodec.AsSpan())));
    }

    /// <summary>A construction that the protocol has an opcode for: calls of copyreg and functools stand in below it.</summary>
    public static PyObject ForProtocol(PyObject form, int protocol) => form.Construction switch
    {
        PyConstruction.NewObject when protocol < 2 => Call(NewObject, Prepend(form.Callable, form.Arguments)),
        PyConstruction.NewObjectEx when protocol < 4 => Call(PartialNew(form), PyTuple.Empty),
        _ => form,
    };

    // functools.partial(cls.__new__, cls, *arguments, **keywords), as pickle itself writes it: partial(new) and a state.
    private static PyObject PartialNew(PyObject form)
    {
        PyGlobal type = form.Global
            ?? throw new PicklingException("an object made with keyword arguments needs a class by name below protocol 4");
        var constructor = new PyGlobal(type.Module, type.Name + ".__new__");
        PyObject partial = Call(Partial, PyTuple.Create(constructor));
        partial.State = PyTuple.Create(constructor, Prepend(type, form.Arguments), form.KeywordArguments, null);
        return partial;
    }

    private static PyList ItemsOf(PySetBase set)
    {
        var items = new PyList();
        int position = 0;
        while (set.TryGetEntry(ref position, out object? item))
        {
            items.Add(item);
        }

        return items;
    }

    private static PyTuple Prepend(object? first, PyTuple rest) => PyTuple.Create([first, .. rest.Items]);

    private static PyObject Call(object callable, PyTuple arguments) => new(callable, arguments, PyConstruction.Reduce);
}
