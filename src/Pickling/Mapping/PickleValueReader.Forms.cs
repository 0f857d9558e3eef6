using System.Numerics;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Mapping;

// What Python's library and subclasses of builtin types have in forms of their own, read as the builtin type that was asked for.
public ref partial struct PickleValueReader
{
    // A collection that only the natural graph knows, such as an array.array.
    internal readonly bool TryNatural<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
    {
        value = default;
        if (_current.Kind != TapeKind.Object)
        {
            return false;
        }

        ObjectParts parts = ObjectParts.Of(this);
        return parts is { Items: 0, Pairs: 0 } && PyConvert.Knows(typeof(T))
            && (PackedArrays.TryRead(this, parts, out value) || (PyConvert.TryTo(GetNatural(), out value, out _) && value is not null));
    }

    // The next of the lists that are pairs, as a block of its own.
    private readonly bool NextPair(ref PickleItems items)
    {
        if (items.PackedFirst == items.PairsEnd)
        {
            if (items.NextBlock == ~0)
            {
                return false;
            }

            TapeValue block = _nodes[~items.NextBlock];
            items.NextBlock = ~block.Last;
            items.PackedFirst = block.First;
            items.PairsEnd = block.First + block.Low;
        }

        // Protocol 0 appends key and value one by one: they may lie apart.
        TapeValue pair = _nodes[_nodes[items.PackedFirst++].Low];
        items.KeyAt = pair.IsChained ? _nodes[pair.First].First : pair.First;
        items.At = pair.IsChained ? _nodes[pair.Last].First : pair.First + 1;
        items.End = items.At + 1;
        return true;
    }

    private readonly PickleItems BeginItemsSlow()
    {
        // A subclass of list or set, and a deque: the items stand apart, in its base of protocol 0 or 1, or in the call.
        if (_current.Kind == TapeKind.Object && ObjectParts.Of(this) is { HasState: false, Pairs: 0 } parts)
        {
            if (parts.Items > 0)
            {
                return Begin(parts.Items, 1);
            }

            if (parts.BaseValue.Kind is TapeKind.List or TapeKind.Tuple)
            {
                return Begin(parts.BaseValue.Low, 1);
            }

            if (parts.Class is { Module: "collections", Name: "deque" })
            {
                TapeValue arguments = _nodes[parts.Arguments];
                TapeValue first = arguments.Low == 0 ? default : Stretches.At(_nodes, parts.Arguments, 0);
                return Begin(first.Kind is TapeKind.List or TapeKind.Tuple ? first.Low : -1, 1);
            }

            if (IsInstance(parts))
            {
                return BeginFields(parts);
            }
        }

        throw Mismatch("collection");
    }

    // Made by the class's __new__, not the result of any function.
    private readonly bool IsInstance(in ObjectParts parts) =>
        _nodes[parts.Header].Extra == (short)PyConstruction.NewObject || parts.ArgumentsSkipped > 0;

    // A named tuple, which is its class called with the items; another subclass of tuple, called with a tuple; or one of list
    // or set that is empty.
    private readonly PickleItems BeginFields(in ObjectParts parts)
    {
        PickleItems items = Begin(parts.Arguments, 1);
        items.Count -= parts.ArgumentsSkipped;
        if (items.Count == 1 && Stretches.At(_nodes, parts.Arguments, parts.ArgumentsSkipped) is { Kind: TapeKind.Tuple } only)
        {
            return Begin(only.Low, 1);
        }

        items.At += parts.ArgumentsSkipped;
        return items;
    }

    private readonly PickleItems BeginPairsSlow()
    {
        // A subclass of dict, such as OrderedDict.
        if (_current.Kind == TapeKind.Object && ObjectParts.Of(this) is { HasState: false, Items: 0 } parts)
        {
            if (parts.Pairs > 0)
            {
                return Begin(parts.Pairs, 2);
            }

            if (parts.BaseValue.Kind == TapeKind.Dict)
            {
                return Begin(parts.BaseValue.Low, 2);
            }

            // An empty one: nothing was set after the call.
            if (parts.Class is { Module: "collections", Name: "defaultdict" } || (IsInstance(parts) && _nodes[parts.Arguments].Low == parts.ArgumentsSkipped))
            {
                return Begin(-1, 2);
            }

            if (parts.Class is { Module: "collections", Name: "OrderedDict" or "Counter" } or { Module: "builtins", Name: "frozendict" })
            {
                return BeginCalledPairs(parts.Arguments);
            }
        }

        throw Mismatch("dictionary");
    }

    // OrderedDict(), Counter({'a': 2}), or what Python 2.7 writes: OrderedDict([['a', 1], ['b', 2]]).
    private readonly PickleItems BeginCalledPairs(int arguments)
    {
        int count = _nodes[arguments].Low;
        TapeValue pairs = count == 1 ? Stretches.At(_nodes, arguments, 0) : default;
        if (count == 0)
        {
            return Begin(-1, 2);
        }

        if (pairs.Kind == TapeKind.Dict)
        {
            return Begin(pairs.Low, 2);
        }

        if (pairs.Kind != TapeKind.List || _nodes[pairs.Low].IsPacked)
        {
            throw Mismatch("dictionary");
        }

        var each = new Stretches(_nodes, pairs.Low, 1);
        while (each.TryNext(out TapeValue pair))
        {
            if (pair.Kind is not (TapeKind.List or TapeKind.Tuple) || _nodes[pair.Low].Low != 2)
            {
                throw Mismatch("dictionary");
            }

            if (_nodes[pair.Low].IsPacked)
            {
                throw Error($"the {ObjectParts.Of(this).Class!.FullName} has keys that are numbers; ask for a Dictionary of long or object");
            }
        }

        PickleItems items = Begin(pairs.Low, 1);
        items.PackedFirst = items.At;
        items.PairsEnd = items.End;
        items.NextBlock = ~items.NextBlock;
        items.Stride = 1;
        items.End = items.At;
        items.Header = 0;
        return items;
    }

    private readonly long GetInt64Slow(string wanted) => _current.Kind switch
    {
        TapeKind.Int => _current.High,
        TapeKind.Bool => _current.Low,
        TapeKind.BigInt => throw OutOfRange(wanted),
        TapeKind.Object when TryNumber(out BigInteger value) => value >= long.MinValue && value <= long.MaxValue
            ? (long)value
            : throw OutOfRange(wanted),
        _ => throw Mismatch(wanted),
    };

    private readonly double GetDoubleSlow()
    {
        // What a double holds exactly, whatever its digits.
        const long ExactMax = 1L << 53;
        if (_current.Kind == TapeKind.Int && _current.High is >= -ExactMax and <= ExactMax)
        {
            return _current.High;
        }

        if (_current.Kind == TapeKind.Object)
        {
            string? problem = null;
            return NumberForms.TryRead(GetNatural(), out double found, ref problem) ? found
                : throw (problem is null ? Mismatch("double") : Error(problem));
        }

        double value = _current.Kind switch
        {
            TapeKind.Int => _current.High,
            TapeKind.BigInt => (double)Session.Tape.BigInteger(_current.Low),
            _ => throw Mismatch("double"),
        };
        return double.IsFinite(value) && (BigInteger)value == GetBigInteger() ? value : throw OutOfRange("double");
    }

    private readonly string GetStringSlow()
    {
        // A path, a member of an enum of texts, a UUID and the like: what the standard library has a text for.
        string? problem = null;
        return _current.Kind switch
        {
            TapeKind.ByteString when GetNatural() is string text => text,
            TapeKind.Object when TextForms.TryRead(GetNatural(), out string? text, ref problem) => text,
            _ => throw (problem is null ? Mismatch("string") : Error(problem)),
        };
    }

    // A member of an enum of numbers, a subclass of int, a Decimal or Fraction without a rest.
    private readonly bool TryNumber(out BigInteger value)
    {
        string? problem = null;
        return NumberForms.TryRead(GetNatural(), out value, ref problem) || (problem is null ? false : throw Error(problem));
    }

    // bytes below protocol 3 and bytearray below 5 are calls, which the natural graph knows.
    private readonly byte[] GetBytesSlow() => _current.Kind switch
    {
        TapeKind.ByteString => Session.Array(_current, _source),
        TapeKind.Object or TapeKind.Persistent => GetNatural() switch
        {
            byte[] bytes => bytes,
            PyByteArray bytes => bytes.ToArray(),
            PickleBuffer buffer => buffer.ReadOnlyMemory.ToArray(),
            _ => throw Mismatch("byte[]"),
        },
        _ => throw Mismatch("byte[]"),
    };
}
