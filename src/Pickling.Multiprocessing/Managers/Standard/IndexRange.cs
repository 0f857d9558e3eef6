using System.Numerics;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Which items of a sequence an index or a slice means: <c>PySlice_AdjustIndices</c>.</summary>
internal readonly record struct IndexRange(int Start, int Step, int Count, bool IsSlice)
{
    private static readonly PyGlobal Slice = new("builtins", "slice");

    /// <summary>The position of each item that is meant, in the slice's order.</summary>
    public IEnumerable<int> Positions
    {
        get
        {
            for (int index = 0; index < Count; index++)
            {
                yield return Start + (index * Step);
            }
        }
    }

    /// <summary>Whether a key is a slice.</summary>
    public static bool IsSliceOf(object? key) => key is PyObject { Arguments.Count: 3 } slice && Slice.Equals(slice.Global);

    /// <summary>Reads an index, which must be there, or a slice, which takes what is there.</summary>
    public static IndexRange Read(object? key, int length, string message) => key switch
    {
        PyObject { Arguments: { } parts } when IsSliceOf(key) => ReadSlice(parts[0], parts[1], parts[2], length),
        long or bool or BigInteger => new(Position(key, length, message), 1, 1, false),
        _ => throw PythonErrors.Raise("TypeError", $"indices must be integers or slices, not {PyValue.Repr(key, 100)}"),
    };

    /// <summary>The position that an index means, which must be there.</summary>
    public static int Position(object? key, int length, string message)
    {
        BigInteger index = Integer(key);
        index += index < 0 ? length : 0;
        return index >= 0 && index < length ? (int)index : throw PythonErrors.Raise("IndexError", message);
    }

    /// <summary>The items from one bound to another, as Python 2's <c>__getslice__</c> says it.</summary>
    public static IndexRange Between(object? start, object? stop, int length) => ReadSlice(start, stop, null, length);

    /// <summary>A bound of a search or an insertion: moved to where there are items.</summary>
    public static int Bound(object? key, int length)
    {
        BigInteger index = Integer(key);
        index += index < 0 ? length : 0;
        return (int)BigInteger.Clamp(index, 0, length);
    }

    private static IndexRange ReadSlice(object? first, object? second, object? third, int length)
    {
        BigInteger wide = third is null ? 1 : Integer(third);
        if (wide.IsZero)
        {
            throw PythonErrors.Raise("ValueError", "slice step cannot be zero");
        }

        int step = (int)BigInteger.Clamp(wide, -int.MaxValue, int.MaxValue);
        int lowest = step < 0 ? -1 : 0;
        int highest = step < 0 ? length - 1 : length;
        int start = first is null ? (step < 0 ? highest : lowest) : Clamp(first);
        int stop = second is null ? (step < 0 ? lowest : highest) : Clamp(second);
        long distance = step < 0 ? (long)start - stop : (long)stop - start;
        int count = distance <= 0 ? 0 : (int)((distance - 1) / Math.Abs((long)step)) + 1;
        return new(start, step, count, true);

        int Clamp(object bound)
        {
            BigInteger index = Integer(bound);
            index += index < 0 ? length : 0;
            return (int)BigInteger.Clamp(index, lowest, highest);
        }
    }

    private static BigInteger Integer(object? value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        BigInteger large => large,
        _ => throw PythonErrors.Raise("TypeError", $"{PyValue.Repr(value, 100)} cannot be interpreted as an integer"),
    };
}
