using System.Numerics;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>&lt;</c> of numbers, texts, bytes, lists and tuples; other pairs are a TypeError, as there.</summary>
internal static class PythonOrder
{
    // CPython's own recursion ends near here too.
    private const int DepthMax = 500;

    /// <summary>The items in order; equal ones stay as they were, in both directions.</summary>
    /// <remarks>Not .NET's sort: that hides what a comparison throws, and does not bear NaN, which has no place in any order.</remarks>
    public static object?[] Sorted(object?[] items, bool isDescending)
    {
        object?[] source = items;
        object?[] target = new object?[items.Length];
        for (long width = 1; width < items.Length; width *= 2)
        {
            for (long start = 0; start < items.Length; start += 2 * width)
            {
                int middle = (int)Math.Min(start + width, items.Length);
                int end = (int)Math.Min(start + (2 * width), items.Length);
                Merge(source, target, (int)start, middle, end, isDescending);
            }

            (source, target) = (target, source);
        }

        return source;
    }

    private static void Merge(object?[] source, object?[] target, int start, int middle, int end, bool isDescending)
    {
        int left = start;
        int right = middle;
        for (int index = start; index < end; index++)
        {
            bool takesRight = left == middle || (right < end && IsBefore(source[right], source[left], isDescending));
            target[index] = takesRight ? source[right++] : source[left++];
        }
    }

    private static bool IsBefore(object? x, object? y, bool isDescending) => isDescending ? Compare(y, x, 0) < 0 : Compare(x, y, 0) < 0;

    private static int Compare(object? x, object? y, int depth)
    {
        if (depth > DepthMax)
        {
            throw PythonErrors.Raise("RecursionError", "maximum recursion depth exceeded in comparison");
        }

        return (x, y) switch
        {
            (string a, string b) => CompareTexts(a, b),
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            (PyList a, PyList b) => CompareItems(a, b, depth),
            (PyTuple a, PyTuple b) => CompareItems(a, b, depth),
            (double or long or bool or BigInteger, double or long or bool or BigInteger) => CompareNumbers(x, y),
            _ when x is IComparable a && y is not null && x.GetType() == y.GetType() => a.CompareTo(y),
            _ => throw PythonErrors.Raise("TypeError", $"'<' not supported between {PyValue.Repr(x, 60)} and {PyValue.Repr(y, 60)}"),
        };
    }

    private static int CompareItems(IReadOnlyList<object?> a, IReadOnlyList<object?> b, int depth)
    {
        for (int index = 0; index < Math.Min(a.Count, b.Count); index++)
        {
            if (!PythonEquality.Equals(a[index], b[index]))
            {
                return Compare(a[index], b[index], depth + 1);
            }
        }

        return a.Count.CompareTo(b.Count);
    }

    // By code points: where UTF-16 has surrogates, its own order is another.
    private static int CompareTexts(string a, string b)
    {
        int index = a.AsSpan().CommonPrefixLength(b);
        if (index == a.Length || index == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        bool isSurrogateA = char.IsSurrogate(a[index]);
        bool isSurrogateB = char.IsSurrogate(b[index]);
        return isSurrogateA == isSurrogateB ? a[index].CompareTo(b[index]) : isSurrogateA.CompareTo(isSurrogateB);
    }

    // Exact, as Python compares an int with a float. NaN is below none and above none.
    private static int CompareNumbers(object x, object y)
    {
        if (x is double a && y is double b)
        {
            return a < b ? -1 : a > b ? 1 : 0;
        }

        return (x, y) switch
        {
            (double number, _) => -CompareToDouble(Integer(y), number),
            (_, double number) => CompareToDouble(Integer(x), number),
            _ => Integer(x).CompareTo(Integer(y)),
        };
    }

    private static int CompareToDouble(BigInteger integer, double number)
    {
        if (double.IsNaN(number))
        {
            return 0;
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? -1 : 1;
        }

        double floor = Math.Floor(number);
        int order = integer.CompareTo(new BigInteger(floor));
        return order != 0 ? order : floor < number ? -1 : 0;
    }

    private static BigInteger Integer(object value) => value switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => (BigInteger)value,
    };
}
