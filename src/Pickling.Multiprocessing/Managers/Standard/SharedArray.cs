using System.Numerics;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>An <c>array.array</c>: numbers of one kind, or characters, and as many as there were.</summary>
internal sealed class SharedArray
{
    private readonly char _typecode;

    public SharedArray(char typecode, PyList items)
    {
        _typecode = typecode;
        Items = [.. items.Select(Checked)];
    }

    /// <summary>Its items. Guarded by the lock on this object.</summary>
    public PyList Items { get; }

    public object? Get(IndexRange range) => range.IsSlice
        ? PythonLibrary.Array(_typecode, [.. range.Positions.Select(position => Items[position])])
        : Items[range.Start];

    public void Set(IndexRange range, IReadOnlyList<object?> items)
    {
        object?[] values = [.. items.Select(Checked)];
        if (values.Length != range.Count)
        {
            throw PythonErrors.Raise("ValueError", $"attempt to assign {values.Length} items to {range.Count}; an Array keeps its length");
        }

        foreach ((int position, object? item) in range.Positions.Zip(values))
        {
            Items[position] = item;
        }
    }

    public PyObject ToPython()
    {
        lock (this)
        {
            return PythonLibrary.Array(_typecode, [.. Items]);
        }
    }

    public override string ToString()
    {
        lock (this)
        {
            return $"array({PyValue.Repr(_typecode.ToString())}, {StandardTypes.Represent(Items)})";
        }
    }

    // What array.array takes of this kind; machine sizes as on every 64-bit Unix.
    private object? Checked(object? item) => _typecode switch
    {
        'u' or 'w' => item is string { Length: > 0 } text && text.EnumerateRunes().Count() == 1 ? text : throw PythonErrors.Raise("TypeError", "array item must be a unicode character"),
        'f' => (double)(float)Number(item),
        'd' => Number(item),
        'b' => Integer(item, sbyte.MinValue, sbyte.MaxValue),
        'B' => Integer(item, byte.MinValue, byte.MaxValue),
        'h' => Integer(item, short.MinValue, short.MaxValue),
        'H' => Integer(item, ushort.MinValue, ushort.MaxValue),
        'i' => Integer(item, int.MinValue, int.MaxValue),
        'I' => Integer(item, uint.MinValue, uint.MaxValue),
        'L' or 'Q' => Integer(item, ulong.MinValue, ulong.MaxValue),
        _ => Integer(item, long.MinValue, long.MaxValue),
    };

    private static double Number(object? item) => item switch
    {
        double number => number,
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger number => (double)number,
        _ => throw PythonErrors.Raise("TypeError", $"must be real number, not {PyValue.Repr(item, 100)}"),
    };

    private static object Integer(object? item, BigInteger least, BigInteger most)
    {
        BigInteger number = item switch
        {
            long value => value,
            bool flag => flag ? 1 : 0,
            BigInteger value => value,
            _ => throw PythonErrors.Raise("TypeError", $"{PyValue.Repr(item, 100)} cannot be interpreted as an integer"),
        };
        return number >= least && number <= most
            ? item!
            : throw PythonErrors.Raise("OverflowError", $"{number} is no item of this array: {least} to {most} are");
    }
}
