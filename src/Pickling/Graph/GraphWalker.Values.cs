using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <content>What a value is written as: hooks first, then by its type.</content>
internal sealed partial class GraphWalker
{
    // Writes a value, or writes its beginning and pushes a frame for the rest. Returns whether it is written whole.
    private bool Save(object? value) => TrySaveAtom(value) || SaveOther(value);

    // Writes the values that fill most pickles and never need a frame.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySaveAtom(object? value)
    {
        _emitter.Boundary();
        if (_isHooked)
        {
            return false;
        }

        if (value is null)
        {
            _emitter.None();
            return true;
        }

        if (value.GetType() == typeof(string))
        {
            _leaves.Str(ref _memo, Unsafe.As<string>(value));
            return true;
        }

        if (value.GetType() == typeof(long))
        {
            _emitter.Int(Unsafe.Unbox<long>(value));
            return true;
        }

        if (value.GetType() == typeof(double))
        {
            _emitter.Float(Unsafe.Unbox<double>(value));
            return true;
        }

        return false;
    }

    private bool SaveOther(object? value)
    {
        if (_isHooked)
        {
            return SaveHooked(value);
        }

        return SaveContainer(value!);
    }

    // Everything is offered to the caller's hooks: all of it to the one for persistent ids, and what Python makes by
    // reduce to the other. An id itself is not offered.
    private bool SaveHooked(object? value)
    {
        if (_options.PersistentId is { } persistentId && persistentId(value) is { } id)
        {
            return SavePersistent(new PersistentReference(id));
        }

        if (_options.ReducerOverride is { } reducerOverride && value is not null && IsReduced(value) && _memo.Find(value) < 0
            && reducerOverride(value) is { } form)
        {
            return SaveForm(value, form, nameof(PickleOptions.ReducerOverride));
        }

        return SaveUnhooked(value);
    }

    private static bool IsReduced(object value) => value is IPyValue
        ? value is PyObject or PyGlobal
        : !value.GetType().IsPrimitive && value is not (string or BigInteger or IEnumerable or ITuple or Memory<byte> or ReadOnlyMemory<byte>);

    private bool SaveUnhooked(object? value)
    {
        switch (value)
        {
            case null:
                _emitter.None();
                return true;
            case string text:
                _leaves.Str(ref _memo, text);
                return true;
            case long integer:
                _emitter.Int(integer);
                return true;
            case double number:
                _emitter.Float(number);
                return true;
            default:
                return SaveContainer(value);
        }
    }

    // What the caller's code wants written for an object, which keeps its own memo entry.
    private bool SaveForm(object value, object form, string hook)
    {
        switch (form)
        {
            case PyGlobal global:
                _names.Save(ref _memo, global);
                return true;
            case PyObject call:
                return SaveCall(value, call);
            default:
                throw new PicklingException(
                    $"{hook} must give a PyObject or a PyGlobal for {PythonTypeName.WithArticle(value)}, not {PythonTypeName.WithArticle(form)}");
        }
    }

    private bool SaveContainer(object value)
    {
        if (value.GetType() == typeof(PyTuple))
        {
            return SaveTuple(Unsafe.As<PyTuple>(value));
        }

        if (value.GetType() == typeof(PyDict))
        {
            return SaveDict(Unsafe.As<PyDict>(value));
        }

        if (value.GetType() == typeof(PyList))
        {
            return SaveList(Unsafe.As<PyList>(value));
        }

        switch (value)
        {
            case bool truth:
                _emitter.Bool(truth);
                return true;
            case PyObject instance:
                instance = _natural.Canonical(instance);
                return SaveCall(instance, instance);
            case PyGlobal global:
                _names.Save(ref _memo, global);
                return true;
            // To the runtime, an sbyte[] is a byte[] too; it is a list, as its converter writes it.
            case byte[] bytes when value.GetType() == typeof(byte[]):
                return SaveBytes(bytes);
            case PySet set:
                return SaveSet(set);
            case PyFrozenSet set:
                return SaveFrozenSet(set);
            case PyByteArray bytes:
                return SaveByteArray(bytes);
            case BigInteger integer:
                _emitter.BigInt(integer);
                return true;
            case PyByteString or PySurrogateString:
                _leaves.Leaf(ref _memo, value);
                return true;
            case PersistentReference reference:
                return SavePersistent(reference);
            case PickleBuffer buffer:
                _leaves.Buffer(ref _memo, buffer);
                return true;
            default:
                return SaveForeign(value);
        }
    }

    private bool SaveBytes(byte[] bytes)
    {
        if (_emitter.TypesArePython2)
        {
            _leaves.Leaf(ref _memo, bytes);
            return true;
        }

        if (bytes.Length == 0)
        {
            // One object in CPython.
            bytes = Array.Empty<byte>();
        }
        else if (_singleBytes is not null)
        {
            bytes = _singleBytes.OfData(bytes);
        }

        if (_emitter.Protocol < 3)
        {
            return SaveBuiltin(bytes, BuiltinForms.Bytes);
        }

        _leaves.Leaf(ref _memo, bytes);
        return true;
    }

    private bool SaveByteArray(PyByteArray bytes)
    {
        if (_emitter.Protocol >= 5)
        {
            _leaves.Leaf(ref _memo, bytes);
            return true;
        }

        return _emitter.ByteArraysAreTexts
            ? SaveBuiltin(bytes, _emitter.TypesArePython2 ? BuiltinForms.ByteArrayOfPython2 : BuiltinForms.ByteArrayOfText)
            : SaveBuiltin(bytes, (value, _) => BuiltinForms.ByteArray((PyByteArray)value, _singleBytes));
    }

    private bool SavePersistent(PersistentReference reference)
    {
        if (_emitter.Protocol == 0)
        {
            _emitter.PersistentId(reference.Id as string ?? (reference.Id as PyByteString)?.ToString(System.Text.Encoding.Latin1)
                ?? (Boxed.Normalize(reference.Id) as long?)?.ToString(CultureInfo.InvariantCulture)
                ?? throw new PicklingException("a persistent id in protocol 0 must be a str or int; use protocol 1 or higher"));
            return true;
        }

        Push(WalkKind.PersistentId, reference, 1);
        return false;
    }

    private bool SaveForeign(object value)
    {
        if (_options.TypeMap.HasClasses && _options.TypeMap.TryGetClass(value.GetType(), out PickleClass? mapping) && mapping.CanReduce)
        {
            return TrySaveKnown(value) || SaveForm(value, mapping.ReduceObject(value), mapping.Name.FullName);
        }

        if (ForeignValues.TryScalar(value, out object? scalar))
        {
            return SaveUnhooked(scalar);
        }

        if (_natural.TryForm(value) is { } form)
        {
            return SaveCall(value, _python2?.Of(form) ?? form);
        }

        if (_foreign.TryTuple(value, out PyTuple? tuple))
        {
            return SaveTuple(tuple);
        }

        if (!ForeignValues.IsContainer(value, out ForeignContainer shape))
        {
            throw new PicklingException(
                $"a {value.GetType()} has no counterpart in Python; convert it first, or give it as a PyObject");
        }

        switch (shape)
        {
            case ForeignContainer.Set:
                return SaveSet(_foreign.ToSet(value));
            case ForeignContainer.FrozenSet:
                return SaveFrozenSet(_foreign.ToFrozenSet(value));
        }

        object?[]? pairs = shape == ForeignContainer.Dictionary ? ForeignValues.ToPairs(value) : null;
        IList items = pairs ?? _foreign.ToList(value);
        bool hasEntry = items.Count > 0 || _leaves.HasEntry(value);
        if (hasEntry && !BeginMutable(value))
        {
            return true;
        }

        if (pairs is not null)
        {
            _emitter.EmptyDict();
        }
        else
        {
            _emitter.EmptyList();
        }

        if (hasEntry)
        {
            _emitter.Memoize(_memo.Count - 1);
        }

        if (items.Count == 0)
        {
            return true;
        }

        if (pairs is null && !_isHooked && ForeignValues.ToNumbers(items) is { } numbers)
        {
            Push(numbers.Storage == ListStorage.Int64 ? WalkKind.Int64s : WalkKind.Doubles, value, numbers.Count, numbers).Batch = BatchKind.List;
            return false;
        }

        Push(
            pairs is null ? WalkKind.ForeignList : WalkKind.ForeignDict,
            value,
            pairs is null ? items.Count : items.Count / 2,
            items).Batch = pairs is null ? BatchKind.List : BatchKind.Dict;
        return false;
    }

    // Writes a builtin as the call that stands for it, which is made only when the value is not in the memo.
    private bool SaveBuiltin(object value, Func<object, InternedTexts, PyObject> formOf) =>
        TrySaveKnown(value) || SaveCall(value, formOf(value, _interned));

    private void WalkPersistentId(ref WalkFrame frame)
    {
        if (frame.Index++ == 0)
        {
            _emitter.Boundary();
            if (!SaveUnhooked(((PersistentReference)frame.Container).Id))
            {
                return;
            }
        }

        _emitter.PersistentId();
        _depth--;
    }
}
