using System.Numerics;
using Pickling.Model;

namespace Pickling.Interop.Tests.Live;

/// <summary>Random values made in .NET: atoms with a taste for edges, containers of both worlds, shared parts, cycles.</summary>
internal sealed class RandomGraph
{
    private static readonly string[] Characters =
        ["a", "b", "Z", "0", " ", "'", "\"", "\\", "\n", "\r", "\t", "\0", "\u001a", "\u007f", "\u0080", "\u00e9", "\u00ff",
            "\u0100", "\u20ac", "\ufffd", "\uffff", "\U0001f600", "\U0010ffff"];

    private static readonly double[] Floats =
        [0.0, -0.0, 1.0, -1.0, 0.1, 1e15, 1e16, 1e17, 1e-4, 1e-5, double.MaxValue, double.Epsilon, double.PositiveInfinity,
            double.NegativeInfinity, double.NaN, 123456789.123, 1e100];

    private static readonly BigInteger[] Integers =
        [0, 1, -1, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
            ulong.MaxValue, BigInteger.One << 100, -(BigInteger.One << 100), BigInteger.One << 2039, -(BigInteger.One << 2047)];

    private readonly Random _random;
    private readonly List<object?> _seen = [];
    private readonly List<object> _open = [];
    private int _budget;

    private RandomGraph(int seed)
    {
        _random = new Random(seed);
        _budget = Pick([3, 10, 30, 100, 300]);
    }

    /// <summary>The value of a seed.</summary>
    public static object? Make(int seed) => new RandomGraph(seed).Value(0);

    private object? Value(int depth)
    {
        if (--_budget <= 0 || depth > 12)
        {
            return Atom();
        }

        return _random.Next(20) switch
        {
            < 7 => Atom(),
            < 9 when _seen.Count > 0 => Pick(_seen),
            9 when _open.Count > 0 => Pick(_open),
            < 12 => List(depth),
            12 => Array(depth),
            < 16 => Dict(depth),
            16 => Keep(PyTuple.Create([.. Many(_random.Next(6), () => Value(depth + 1))])),
            17 => Keep(Fill(new PySet())),
            18 => Keep(new PyFrozenSet(Many(Size(), Key))),
            _ => Keep(new PyByteArray(RandomBytes())),
        };
    }

    private object? Atom() => _random.Next(8) switch
    {
        0 => Pick<object?>([null, true, false, PyTuple.Empty]),
        1 or 2 => Integer(),
        3 => _random.Next(2) == 0 ? Pick(Floats) : (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(60) - 30),
        < 7 => Keep(Text()),
        _ => Keep(RandomBytes()),
    };

    private object Integer()
    {
        BigInteger value = Pick(Integers) + _random.Next(3) - 1;
        if (value < long.MinValue || value > long.MaxValue)
        {
            return value;
        }

        if (value >= int.MinValue && value <= int.MaxValue && _random.Next(2) == 0)
        {
            return (int)value;
        }

        return (long)value;
    }

    private string Text()
    {
        if (_random.Next(60) == 0)
        {
            return string.Concat(Enumerable.Repeat(Pick(Characters), Pick([63, 64, 127, 128, 255, 256, 257, 16384, 65535, 65536])));
        }

        return string.Concat(Many(_random.Next(9), () => Pick(Characters)));
    }

    private byte[] RandomBytes()
    {
        byte[] bytes = new byte[_random.Next(40) == 0 ? Pick([255, 256, 257, 65535, 65536]) : _random.Next(9)];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Only what every Python hashes, and what tells apart in a set of .NET's own as in Python's.
    private object? Key() => _random.Next(6) switch
    {
        0 => Pick<object?>([null, PyTuple.Empty]),
        1 => (long)_random.Next(2, 1_000_000),
        2 => _random.NextDouble(),
        3 => PyTuple.Create(Text(), (long)_random.Next()),
        _ => Text(),
    };

    private object List(int depth)
    {
        if (_random.Next(30) == 0)
        {
            int length = Pick([999, 1000, 1001, 2000, 2001]);
            return Keep(Pick<object>([
                new PyList(Enumerable.Range(0, length).Select(i => (object?)(long)i)),
                Enumerable.Range(0, length).ToArray(),
                Enumerable.Range(0, length).Select(i => i / 2.0).ToList(),
                Enumerable.Range(0, length).Select(i => "n" + i).ToList()]))!;
        }

        IList<object?> list = _random.Next(2) == 0 ? new PyList() : new List<object?>();
        Keep(list);
        _open.Add(list);
        foreach (object? item in Many(Size(), () => Value(depth + 1)))
        {
            list.Add(item);
        }

        _open.RemoveAt(_open.Count - 1);
        return list;
    }

    private object?[] Array(int depth)
    {
        object?[] items = new object?[Size()];
        Keep(items);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Value(depth + 1);
        }

        return items;
    }

    private object Dict(int depth)
    {
        if (_random.Next(4) == 0)
        {
            var native = new Dictionary<string, object?>();
            Keep(native);
            foreach (int _ in Enumerable.Range(0, Size()))
            {
                native[Text()] = Value(depth + 1);
            }

            return native;
        }

        var dict = new PyDict();
        Keep(dict);
        _open.Add(dict);
        foreach (int i in Enumerable.Range(0, _random.Next(40) == 0 ? Pick([999, 1000, 1001, 2000]) : Size()))
        {
            dict[i < 12 ? Key() : (long)i] = i < 12 ? Value(depth + 1) : null;
        }

        _open.RemoveAt(_open.Count - 1);
        return dict;
    }

    private PySet Fill(PySet set)
    {
        foreach (object? key in Many(Size(), Key))
        {
            set.Add(key);
        }

        return set;
    }

    private object? Keep(object? value)
    {
        _seen.Add(value);
        return value;
    }

    private int Size() => Pick([0, 1, 1, 2, 2, 3, 4, 6, 10]);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    // Made at once: what a lazy sequence draws would hang on when it is read.
    private static T[] Many<T>(int count, Func<T> make)
    {
        var items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = make();
        }

        return items;
    }
}
