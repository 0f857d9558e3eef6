using System.Diagnostics;
using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

/// <summary>Graphs that a pickle may hold and that would overflow a stack, never end, or take years.</summary>
public sealed class HostileGraphTests
{
    // A recursive method overflows a stack of 8 MB long before.
    private const int Deep = 300_000;
    private const int VeryDeep = 3_000_000;
    private const int Doublings = 60;

    public static TheoryData<string> Kinds => ["list", "tuple", "dict", "frozenset", "object", "persistent", "key"];

    [Fact]
    public void Three_million_levels_compare_hash_and_print()
    {
        object tuple = Nest("tuple", VeryDeep);
        Assert.True(PythonEquality.Equals(tuple, Nest("tuple", VeryDeep)));
        Assert.NotEqual(0, tuple.GetHashCode());
        Assert.InRange(tuple.ToString()!.Length, 10, 4000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Deep_graphs_compare_hash_and_print(string kind)
    {
        object a = Nest(kind, Deep);
        object b = Nest(kind, Deep);
        Assert.True(PythonEquality.StructuralEquals(a, b));
        Assert.False(PythonEquality.StructuralEquals(a, Nest(kind, Deep - 1)));
        if (kind is not ("object" or "persistent"))
        {
            Assert.True(PythonEquality.Equals(a, b));
            Assert.False(PythonEquality.Equals(a, Nest(kind, Deep - 1)));
            Assert.Equal(PythonEquality.GetHashCode(a), PythonEquality.GetHashCode(b));
        }

        Assert.InRange(a.ToString()!.Length, 10, 4000);
        Assert.InRange(PythonFormatter.Format(a, 100_000, int.MaxValue).Length, 100_000, 101_000);
    }

    [Fact]
    public void A_deep_tuple_is_a_key_found_by_its_equal()
    {
        var dict = new PyDict { [Nest("tuple", Deep)] = 1 };
        Assert.True(dict.ContainsKey(Nest("tuple", Deep)));
        Assert.False(dict.ContainsKey(Nest("tuple", Deep - 1)));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("tuple")]
    [InlineData("dict")]
    [InlineData("frozenset")]
    [InlineData("object")]
    public void Exponential_sharing_compares_hashes_and_prints_at_once(string kind)
    {
        long start = Stopwatch.GetTimestamp();
        object a = Double(kind);
        object b = Double(kind);
        Assert.True(PythonEquality.StructuralEquals(a, b));
        Assert.True(PythonEquality.StructuralEquals(a, b, StructuralComparison.Sharing));
        if (kind != "object")
            Assert.True(PythonEquality.Equals(a, b));
        Assert.Equal(kind == "object", PythonEquality.GetHashCode(a) != PythonEquality.GetHashCode(b));
        Assert.InRange(a.ToString()!.Length, 10, 4000);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    // A reference to it takes two bytes in a pickle.
    [Theory]
    [InlineData("text", false)]
    [InlineData("bytes", false)]
    [InlineData("int", false)]
    [InlineData("text", true)]
    [InlineData("bytes", true)]
    [InlineData("int", true)]
    public void One_large_key_a_hundred_thousand_times_is_looked_up_at_once(string kind, bool inTuples)
    {
        byte[] pickle =
        [
            .. kind switch { "text" => Large((byte)'X', (byte)'a'), "bytes" => Large((byte)'B', (byte)'a'), _ => Large(0x8b, 0x7f) },
            (byte)'q', 0, (byte)'}', (byte)'(',
            .. Enumerable.Repeat<byte[]>(inTuples ? [(byte)'h', 0, 0x85, (byte)'N'] : [(byte)'h', 0, (byte)'N'], 100_000).SelectMany(item => item),
            (byte)'u', (byte)'.',
        ];

        long start = Stopwatch.GetTimestamp();
        var dict = (PyDict)Pickle.Loads(pickle)!;
        Assert.Single(dict);
        Assert.True(PythonEquality.Equals(dict, Pickle.Loads(pickle)));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));

        static byte[] Large(byte opcode, byte content) => [opcode, 0x40, 0x42, 0x0f, 0, .. Enumerable.Repeat(content, 1_000_000)];
    }

    [Fact]
    public void One_large_text_a_hundred_thousand_times_is_compared_at_once()
    {
        PyList a = Many(new string('a', 1_000_000));
        PyList b = Many(new string('a', 1_000_000));
        PyList c = Many(new string('a', 999_999) + "b");

        long start = Stopwatch.GetTimestamp();
        Assert.True(PythonEquality.Equals(a, b));
        Assert.True(PythonEquality.StructuralEquals(a, b));
        Assert.False(PythonEquality.Equals(a, c));
        Assert.False(PythonEquality.StructuralEquals(a, c));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));

        static PyList Many(string text) => [.. Enumerable.Repeat<object?>(text, 100_000)];
    }

    // Each key holds the one before, and all of them are there twice: comparing each from the top to the bottom has no end.
    [Fact]
    public void Equal_keys_that_hold_each_other_are_found_at_once()
    {
        long start = Stopwatch.GetTimestamp();
        var keys = new List<byte>([0x80, 4, (byte)'}', (byte)'(']);
        for (int chain = 0; chain < 2; chain++)
        {
            keys.AddRange([(byte)')', 0x94, (byte)'N']);
            for (int i = 0; i < 20_000; i++)
                keys.AddRange([(byte)'j', .. BitConverter.GetBytes((chain * 20_001) + i), 0x85, 0x94, (byte)'N']);
        }

        var dict = (PyDict)Pickle.Loads([.. keys, (byte)'u', (byte)'.'])!;
        Assert.Equal(20_001, dict.Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Long_keys_that_differ_anywhere_are_different_keys()
    {
        PyDict dict = [];
        for (int place = 0; place < 6000; place += 7)
        {
            char[] text = new string('a', 6000).ToCharArray();
            text[place] = 'b';
            dict.Add(new string(text), place);
            dict.Add(text.Select(c => (byte)c).ToArray(), place);
            dict.Add((BigInteger.One << 50_000) + (BigInteger.One << place), place);
        }

        Assert.Equal(3 * 858, dict.Count);
        Assert.Equal(7L, dict["aaaaaaab" + new string('a', 5992)]);
        Assert.Equal(14L, dict[(BigInteger.One << 50_000) + (BigInteger.One << 14)]);
        Assert.False(dict.ContainsKey(new string('a', 6000)));
    }

    [Fact]
    public void Containers_that_hold_themselves_print_and_compare()
    {
        PyList a = [1];
        a.Add(a);
        PyList b = [1];
        b.Add(b);
        PyList c = [1];
        c.Add(PyList.Create(1, c));
        Assert.Equal("[1, [...]]", a.ToString());
        Assert.True(PythonEquality.Equals(a, b));
        Assert.True(PythonEquality.Equals(a, c));
        Assert.True(PythonEquality.StructuralEquals(a, c));
        Assert.False(PythonEquality.StructuralEquals(a, c, StructuralComparison.Sharing));

        var dict = new PyDict();
        dict["self"] = dict;
        Assert.Equal("{'self': {...}}", dict.ToString());

        PyList list = [];
        var tuple = PyTuple.Create(list);
        list.Add(tuple);
        Assert.Equal("([(...)],)", tuple.ToString());

        var instance = new PyObject(new PyGlobal("m", "C"), PyTuple.Empty, PyConstruction.NewObject);
        instance["me"] = instance;
        Assert.Equal("m.C() {'me': m.C(...)}", instance.ToString());
    }

    [Fact]
    public void Cycles_of_coprime_length_meet_in_few_pairs()
    {
        // A set of pairs would grow to 10^10.
        Assert.True(PythonEquality.Equals(Cycle(100_000), Cycle(100_001)));
        Assert.True(PythonEquality.StructuralEquals(Cycle(100_000), Cycle(100_001)));
    }

    [Fact]
    public void Many_NaN_keys_do_not_pile_up()
    {
        const int count = 200_000;
        var set = new PySet();
        Span<object?> items = set.Reserve(count);
        for (int i = 0; i < count; i++)
            items[i] = double.NaN;
        set.Commit(count);
        Assert.Equal(count, set.Count);
    }

    [Fact]
    public void Integers_that_collide_in_CPython_do_not_pile_up()
    {
        const int count = 200_000;
        var dict = new PyDict();
        for (long i = 0; i < count; i++)
            dict[i * ((1L << 61) - 1)] = i;
        for (long i = 0; i < count; i++)
            dict[i << 32] = i;
        for (long i = 0; i < count; i++)
            dict[i << 40] = i;
        Assert.InRange(dict.Count, count, 3 * count);
    }

    private static object Nest(string kind, int depth)
    {
        object value = kind is "key" or "frozenset" or "tuple" ? PyTuple.Empty : new PyList();
        var global = new PyGlobal("m", "C");
        for (int i = 0; i < depth; i++)
        {
            value = kind switch
            {
                "list" => List(value),
                "tuple" => new PyTuple(value),
                "dict" => new PyDict { ["k"] = value },
                "frozenset" => Frozen(value),
                "object" => new PyObject(global, PyTuple.Empty, PyConstruction.NewObject) { State = value },
                "persistent" => new PersistentReference(value),
                _ => (i & 1) == 0 ? new PyTuple(value) : Frozen(value, "x"),
            };
        }

        return kind == "key" ? new PyDict { [value] = 1 } : value;
    }

    private static object Double(string kind)
    {
        object value = kind is "tuple" or "frozenset" ? PyTuple.Create("leaf") : PyList.Create("leaf");
        for (int i = 0; i < Doublings; i++)
        {
            value = kind switch
            {
                "list" => List(value, value),
                "tuple" => new PyTuple(value, value),
                "dict" => new PyDict { ["a"] = value, ["b"] = value },
                "frozenset" => Frozen(new PyTuple(value, 1L), new PyTuple(value, 2L)),
                _ => new PyObject(value, new PyTuple(value), PyConstruction.Reduce) { State = value },
            };
        }

        return value;
    }

    private static PyList List(params ReadOnlySpan<object?> items)
    {
        var list = new PyList();
        foreach (object? item in items)
            list.AppendObject(item);
        return list;
    }

    private static PyFrozenSet Frozen(params ReadOnlySpan<object?> items)
    {
        var set = new PyFrozenSet();
        items.CopyTo(set.Reserve(items.Length));
        set.Commit(items.Length);
        return set;
    }

    private static PyList Cycle(int length)
    {
        var first = new PyList();
        PyList last = first;
        for (int i = 1; i < length; i++)
        {
            var next = new PyList();
            last.Add(next);
            last = next;
        }

        last.Add(first);
        return first;
    }
}
