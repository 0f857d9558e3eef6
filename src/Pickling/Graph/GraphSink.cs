using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Opcodes;
using Pickling.Text;

namespace Pickling.Graph;

/// <summary>Makes the natural object graph: the sink of <see cref="Pickle.Loads(ReadOnlySpan{byte}, PickleOptions?)"/>.</summary>
/// <remarks>
/// Inert: a global is a name, a call is a <see cref="PyObject"/> with its arguments. Where CPython's pickler itself
/// writes a builtin as a call (a set below protocol 4, bytes below 3), the value is made, since the dumper writes the
/// same call again: see <see cref="BuiltinCalls"/>.
/// </remarks>
internal struct GraphSink : IPickleSink<GraphValue>
{
    private readonly PickleOptions _options;

    // Null when no class is registered and none renamed.
    private readonly RegisteredClasses? _classes;

    // Where str of Python 2 stays apart from text, long stays apart from int.
    private readonly bool _keepsLongs;
    private ByteStringDecoder? _byteStrings;
    private IEnumerator<PickleBuffer>? _buffers;
    private SharedKeys _sharedKeys;

    // The objects of this pickle; kept where Python 2 is to be written back as it was.
    private readonly List<PyObject>? _made;

    // The last call whose arguments nothing else refers to; only that can be a state setter's when it is dropped.
    private PyObject? _lastFreshCall;

    public GraphSink(PickleOptions options)
    {
        _options = options;
        _classes = RegisteredClasses.Of(options);
        _keepsLongs = ByteStringDecoder.KeepsByteStrings(options.Encoding);
        _made = _keepsLongs ? [] : null;
    }

    public static GraphValue Unset => GraphValue.Unset;

    public static bool IsUnset(in GraphValue value) => value.IsUnset;

    public static bool KeepsPlaces => false;

    public readonly void At(long offset, Opcode opcode)
    {
    }

    public readonly void Reused(ref GraphValue value)
    {
    }

    public readonly GraphValue None() => default;

    public readonly GraphValue Bool(bool value) => GraphValue.Of(Boxed.Bool(value));

    public readonly GraphValue Int(long value) => GraphValue.OfInteger(value);

    public readonly GraphValue Long(long value) => _keepsLongs ? GraphValue.Of(new BigInteger(value)) : GraphValue.OfInteger(value);

    public readonly GraphValue BigInt(BigInteger value) => GraphValue.Of(value);

    public readonly GraphValue Float(double value) => GraphValue.OfFloat(value);

    public readonly GraphValue Str(ReadOnlySpan<byte> utf8)
    {
        string text = SurrogateUtf8.Decode(utf8, out int[]? splits);
        return GraphValue.Of(splits is null ? text : PySurrogateString.Of(text, splits));
    }

    public readonly GraphValue RawUnicode(ReadOnlySpan<byte> escaped)
    {
        string text = RawUnicodeEscape.Decode(escaped, out int[]? splits);
        return GraphValue.Of(PySurrogateString.Of(text, splits));
    }

    public readonly GraphValue Bytes(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return GraphValue.Of(Array.Empty<byte>());
        }

        // Not ToArray: it clears what it is about to fill.
        byte[] copy = GC.AllocateUninitializedArray<byte>(value.Length);
        value.CopyTo(copy);
        return GraphValue.Of(copy);
    }

    public readonly GraphValue AdoptBytes(byte[] value) => GraphValue.Of(value);

    public readonly GraphValue ByteArray(ReadOnlySpan<byte> value)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(value.Length);
        value.CopyTo(copy);
        return AdoptByteArray(copy);
    }

    public readonly GraphValue AdoptByteArray(byte[] value) => GraphValue.Of(new PyByteArray(value));

    public GraphValue ByteString(ReadOnlySpan<byte> value)
    {
        _byteStrings ??= new ByteStringDecoder(_options.Encoding, _options.Errors);
        return GraphValue.Of(_byteStrings.Decode(value));
    }

    public readonly GraphValue EmptyList() => GraphValue.Of(new PyList());

    public readonly GraphValue EmptyDict() => GraphValue.Of(new PyDict());

    public readonly GraphValue EmptySet() => GraphValue.Of(new PySet());

    public readonly GraphValue EmptyTuple() => GraphValue.Of(PyTuple.Empty);

    public readonly GraphValue List(ReadOnlySpan<GraphValue> items)
    {
        var list = new PyList();
        GraphFill.Extend(list, items);
        return GraphValue.Of(list);
    }

    public GraphValue Dict(ReadOnlySpan<GraphValue> pairs)
    {
        var dict = new PyDict();
        GraphFill.Add(dict, pairs, ref _sharedKeys);
        return GraphValue.Of(dict);
    }

    public readonly GraphValue FrozenSet(ReadOnlySpan<GraphValue> items)
    {
        var set = new PyFrozenSet();
        GraphFill.Add(set, items);
        return GraphValue.Of(set);
    }

    public readonly GraphValue Tuple(in GraphValue item) => GraphValue.Of(new PyTuple(item.ToObject()));

    public readonly GraphValue Tuple(in GraphValue first, in GraphValue second) =>
        GraphValue.Of(new PyTuple(first.ToObject(), second.ToObject()));

    public readonly GraphValue Tuple(in GraphValue first, in GraphValue second, in GraphValue third) =>
        GraphValue.Of(new PyTuple(first.ToObject(), second.ToObject(), third.ToObject()));

    public readonly GraphValue Tuple(ReadOnlySpan<GraphValue> items)
    {
        switch (items.Length)
        {
            case 0:
                return EmptyTuple();
            case 1:
                return Tuple(items[0]);
            case 2:
                return Tuple(items[0], items[1]);
            case 3:
                return Tuple(items[0], items[1], items[2]);
            default:
                object?[] array = new object?[items.Length];
                for (int i = 0; i < items.Length; i++)
                {
                    array[i] = items[i].ToObject();
                }

                return GraphValue.Of(PyTuple.Adopt(array));
        }
    }

    public readonly void Append(in GraphValue list, in GraphValue item)
    {
        if (list.Reference is PyList target)
        {
            if (item.IsInteger)
            {
                GraphFill.Append(target, item.Integer);
            }
            else if (item.IsFloat)
            {
                target.AppendDoubles([item.Float]);
            }
            else
            {
                target.AppendObject(item.Reference);
            }
        }
        else if (_classes?.Of(list.Reference) is { } mapping)
        {
            RegisteredClasses.Append(mapping, list.Reference!, item.ToObject());
        }
        else
        {
            ListItemsOf(list).AppendObject(item.ToObject());
        }
    }

    public readonly void Extend(in GraphValue list, ReadOnlySpan<GraphValue> items, int expectedItems)
    {
        if (_classes?.Of(list.Reference) is { } mapping)
        {
            foreach (ref readonly GraphValue item in items)
            {
                RegisteredClasses.Append(mapping, list.Reference!, item.ToObject());
            }

            return;
        }

        PyList target = list.Reference as PyList ?? ListItemsOf(list);
        GraphFill.Extend(target, items);
        GraphFill.Presize(target, expectedItems);
    }

    public readonly bool TakesRuns(in GraphValue list) => list.Reference is PyList;

    public readonly void ExtendInt32s(in GraphValue list, ReadOnlySpan<int> items, int expectedItems)
    {
        PyList target = Unsafe.As<PyList>(list.Reference!);
        target.AppendInt32s(items);
        GraphFill.Presize(target, expectedItems);
    }

    public readonly void ExtendDoubles(in GraphValue list, ReadOnlySpan<double> items, int expectedItems)
    {
        PyList target = Unsafe.As<PyList>(list.Reference!);
        target.AppendDoubles(items);
        GraphFill.Presize(target, expectedItems);
    }

    public readonly void ExtendFrom(in GraphValue list, ReadOnlySpan<GraphValue> memo, ReadOnlySpan<int> indexes, int expectedItems)
    {
        PyList target = Unsafe.As<PyList>(list.Reference!);
        GraphFill.Extend(target, memo, indexes);
        GraphFill.Presize(target, expectedItems);
    }

    public void SetItem(in GraphValue dict, in GraphValue key, in GraphValue value)
    {
        if (_classes?.Of(dict.Reference) is { } mapping)
        {
            RegisteredClasses.SetItem(mapping, dict.Reference!, key.ToObject(), value.ToObject());
            return;
        }

        PyDict target = dict.Reference as PyDict ?? DictItemsOf(dict);
        object? keyObject = key.ToObject();
        PyDict.CheckHashable(keyObject);
        target.Reserve(1, out Span<object?> keys, out Span<object?> values);
        keys[0] = keyObject;
        values[0] = value.ToObject();
        target.Commit(1);
    }

    public void SetItems(in GraphValue dict, ReadOnlySpan<GraphValue> pairs, int expectedPairs)
    {
        if (_classes?.Of(dict.Reference) is { } mapping)
        {
            for (int i = 0; i < pairs.Length; i += 2)
            {
                RegisteredClasses.SetItem(mapping, dict.Reference!, pairs[i].ToObject(), pairs[i + 1].ToObject());
            }

            return;
        }

        PyDict target = dict.Reference as PyDict ?? DictItemsOf(dict);
        GraphFill.Add(target, pairs, ref _sharedKeys);
        if (expectedPairs > 0 && target.SlotCount + BatchEmitter.BatchItems > target.Capacity)
        {
            target.EnsureCapacity(target.SlotCount + Math.Max(expectedPairs, target.SlotCount / 8));
        }
    }

    public readonly void AddItems(in GraphValue set, ReadOnlySpan<GraphValue> items)
    {
        if (set.Reference is PySet target)
        {
            GraphFill.Add(target, items);
        }
        else if (set.Reference is PyObject instance)
        {
            GraphFill.Add(instance.SetItems ??= [], items);
        }
        else if (_classes?.Of(set.Reference) is { } mapping)
        {
            foreach (ref readonly GraphValue item in items)
            {
                RegisteredClasses.Add(mapping, set.Reference!, item.ToObject());
            }
        }
        else
        {
            throw NotA("set", set);
        }
    }

    public readonly GraphValue Global(string module, string name) => Found(new PyGlobal(module, name, fromPickle: true));

    public readonly GraphValue Global(string module, string name, string module2, string name2) =>
        Found(new PyGlobal(module, name, fromPickle: true) { Python2 = new PyGlobal(module2, name2, fromPickle: true) });

    public readonly string? TextOf(in GraphValue value, ReadOnlySpan<byte> source) => value.Reference as string;

    public readonly GraphValue Extension(int code)
    {
        if (!_options.Extensions.TryGetValue(code, out PyGlobal? global))
        {
            throw new PickleException($"extension code {code} is not registered; add it to PickleOptions.Extensions");
        }

        return Found(global);
    }

    public GraphValue Reduce(in GraphValue callable, in GraphValue arguments, bool argumentsAreFresh, int protocol, int memoIndex)
    {
        PyTuple tuple = ArgumentsOf(arguments);
        CheckCallable(callable);
        object? made = BuiltinCalls.TryMake(callable.Reference, tuple, argumentsAreFresh, protocol, _options.ConvertStandardLibrary);
        if (made is not null)
        {
            if (made is not PyObject instance)
            {
                return GraphValue.Of(made);
            }

            _made?.Add(instance);
            return Made(instance, memoIndex);
        }

        var call = new PyObject(callable.Reference, tuple, PyConstruction.Reduce);
        _made?.Add(call);
        _lastFreshCall = argumentsAreFresh ? call : null;
        return Made(call, memoIndex);
    }

    public readonly GraphValue NewObject(in GraphValue type, in GraphValue arguments, int memoIndex)
    {
        CheckCallable(type);
        var made = new PyObject(type.Reference, ArgumentsOf(arguments), PyConstruction.NewObject);
        _made?.Add(made);
        return Made(made, memoIndex);
    }

    public readonly GraphValue NewObjectEx(in GraphValue type, in GraphValue arguments, in GraphValue keywordArguments, int memoIndex)
    {
        CheckCallable(type);
        if (keywordArguments.Reference is not PyDict keywords)
        {
            throw NotA("dict of keyword arguments", keywordArguments);
        }

        var call = new PyObject(type.Reference, ArgumentsOf(arguments), PyConstruction.NewObjectEx) { KeywordArguments = keywords };
        return Made(call, memoIndex);
    }

    public readonly GraphValue Instance(in GraphValue type, ReadOnlySpan<GraphValue> arguments, int memoIndex)
    {
        CheckCallable(type);
        var tuple = (PyTuple)Tuple(arguments).Reference!;
        var made = new PyObject(type.Reference, tuple, PyConstruction.Instance);
        _made?.Add(made);
        return Made(made, memoIndex);
    }

    public readonly bool Build(in GraphValue target, in GraphValue state, out GraphValue replacement, out int memoIndex)
    {
        replacement = default;
        memoIndex = 0;
        if (target.Reference is not PyObject instance)
        {
            if (_classes?.Of(target.Reference) is { } mapping)
            {
                RegisteredClasses.SetState(mapping, target.Reference!, state.ToObject());
                return false;
            }

            // CPython leaves an object without __setstate__ as it is when the state is None.
            return state.ToObject() is null ? false : throw NotA("constructed object, which alone has a state", target);
        }

        object? made = null;
        if (!instance.HasContents && _options.ConvertStandardLibrary)
        {
            made = BuiltinCalls.TryComplete(instance, state.ToObject());
        }

        if (made is null)
        {
            // CPython never writes two, but a loader would run both, so both are kept.
            instance.AddState(state.ToObject());
            made = _classes?.Complete(instance);
        }

        memoIndex = instance.MemoIndex;
        replacement = GraphValue.Of(made);
        return made is not null;
    }

    public static bool AreSame(in GraphValue a, in GraphValue b) => ReferenceEquals(a.Reference, b.Reference);

    public void Drop(in GraphValue dropped, in GraphValue below)
    {
        // obj setter (obj, state) REDUCE POP: the sixth item of a reduce value. What it does to obj is kept with obj.
        if (dropped.Reference is PyObject call && ReferenceEquals(call, _lastFreshCall)
            && below.Reference is PyObject target && call.Arguments.Count == 2
            && ReferenceEquals(call.Arguments[0], target) && !target.HasState)
        {
            target.StateSetter = call.Callable;
            target.State = call.Arguments[1];
        }
    }

    public readonly bool MayBeReplaced(in GraphValue dropped) => dropped.Reference is PyObject or PySetBase;

    public readonly void Replace(in GraphValue dropped, in GraphValue replacement)
    {
        if (dropped.Reference is PyObject call && replacement.Reference is PyObject made && !ReferenceEquals(call, made)
            && BuiltinForms.CallTheSame(call, made))
        {
            made.AddDroppedCall(call);
        }
        else if (replacement.Reference is PySetBase set)
        {
            // Each time it was met on the way to itself it was another list.
            set.CallArguments = null;
        }
    }

    public readonly GraphValue PersistentLoad(in GraphValue id) => GraphValue.Of(_options.PersistentLoad is { } load
        ? Boxed.Normalize(load(id.ToObject()))
        : new PersistentReference(id.ToObject()));

    public GraphValue NextBuffer()
    {
        _buffers ??= _options.Buffers?.GetEnumerator();
        if (_buffers is null)
        {
            throw new PickleException("the pickle refers to out-of-band buffers; give them in PickleOptions.Buffers");
        }

        return _buffers.MoveNext()
            ? GraphValue.Of(_buffers.Current)
            : throw new PickleException("the pickle refers to more out-of-band buffers than PickleOptions.Buffers holds");
    }

    public readonly GraphValue ReadOnlyBuffer(in GraphValue buffer) => buffer.Reference switch
    {
        PickleBuffer given => GraphValue.Of(given.IsReadOnly ? given : new PickleBuffer(given.ReadOnlyMemory)),

        // No pickler writes it, but CPython takes whatever has a buffer.
        PyByteArray bytes => GraphValue.Of(new PickleBuffer((ReadOnlyMemory<byte>)bytes.AsMemory())),
        byte[] => buffer,
        _ => throw NotA("buffer", buffer),
    };

    private readonly GraphValue Found(PyGlobal global) => GraphValue.Of(_classes is null ? global : _classes.Find(global));

    public void Complete(ReadOnlySpan<GraphValue> memo)
    {
        _lastFreshCall = null;
        if (_made is not null)
        {
            HandedOutParts.Record(_made, memo);
            _made.Clear();
        }
    }

    public readonly void Release() => _buffers?.Dispose();

    private readonly GraphValue Made(PyObject call, int memoIndex)
    {
        call.MemoIndex = memoIndex;
        return GraphValue.Of(_classes is null ? call : _classes.Make(call));
    }

    private static PyTuple ArgumentsOf(in GraphValue arguments) =>
        arguments.Reference as PyTuple ?? throw NotA("tuple of arguments", arguments);

    private static void CheckCallable(in GraphValue callable)
    {
        if (callable.Reference is not (PyGlobal or PyObject or PersistentReference))
        {
            throw NotA("class or function", callable);
        }
    }

    private static PyList ListItemsOf(in GraphValue value) => value.Reference is PyObject instance
        ? instance.ListItems ??= new PyList()
        : throw NotA("list", value);

    private static PyDict DictItemsOf(in GraphValue value) => value.Reference is PyObject instance
        ? instance.DictItems ??= new PyDict()
        : throw NotA("dict", value);

    private static PickleException NotA(string needed, in GraphValue value) =>
        new($"needs a {needed}, finds {PythonTypeName.WithArticle(value.ToObject())}");
}
