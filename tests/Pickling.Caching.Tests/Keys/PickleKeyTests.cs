using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Caching.Tests.Keys;

/// <summary>What has one key, what has not, and that keys stay what they are.</summary>
public sealed class PickleKeyTests
{
    private static readonly PickleKeyOptions Untyped = new() { TypedNumbers = false };

    public static TheoryData<string, string> Goldens { get; } = new()
    {
        { "none", "LbLWgU24NyfeTj3QrZKY2wiG9FvE7_Zk4HrxOVPo2hA" },
        { "true", "n51CcDSKdj9YBzUdUigFo41H7Zyqb3jj4ZWInMpXW0k" },
        { "one", "omRhBHk-oU9T3VgeFOVoJPC0h1enwlsxCG-6P5wknKo" },
        { "minus", "QWmSRCfZQ4xmoWqAHiiQ_wzZzppLBp_7u51anS3oWTA" },
        { "big", "ClC2cb9BI115MKORz70wXv4LyKO0EXw38yRdw0GQTI0" },
        { "float", "foD10PIdlP0ldSlSrobJQhzCH1EF1TW946Wju20OJGA" },
        { "complex", "ARgJttm_lJoPW2x0NRN6TDEyaiN0N_lYEtIgYcA4lDg" },
        { "decimal", "KS7HhOga2AB_1SQd4nBNQah66gIPYWYxJI8M6PKXi-Y" },
        { "text", "dTCrh9qBcVPgJFbIKmKsoZF9L2axxQzcYdMeBJcPqC4" },
        { "surrogate", "3AXYu71OnAJNu0wW6xp9tmjuWGfC6LZ527sE3ZswcBI" },
        { "long text", "4u0HaM3mxlIF4QNNPExjJse6qfg6l3r0aUYxlpnHPpo" },
        { "bytes", "FGPvQ82bYrSIgXM12FS_2eKia_8OBEUDH7dERfWgCR8" },
        { "bytearray", "irJh1rIKRT9tzvTLF3sSJQIMvysbcKzWKJlxeSAe3Fw" },
        { "bytestring", "q_CbG1K2NDfnaSi4oB8drgV7KTUi4yUnCLNBajfgzzs" },
        { "datetime", "FZmJ-gJgewRlwXwYrX1DrpXox7R75UWdRd8Aj38dGbU" },
        { "utc", "hgRsx94WYCRZII091VcSbwHacryir_Nay1qm7OZ7uvg" },
        { "date", "uFt4CFrXXXX2Zucu9surefypxQVMuy0AlvehAgF11v8" },
        { "time", "HzGpw_2WyUFdpG4AMlIbonRobo0dDcOO0_mdhpLICCs" },
        { "span", "dO9FgMKN-fDDB1nzRjtY4sx4-sKnbX7KDB_XGcbI15w" },
        { "uuid", "3dkNwjPHO6UxCgdfe5p5YyP7blxJcywT5zdUTfQc99k" },
        { "tuple", "dK21AAWjH_vh3l1Qrpbja5vPjIVBvUGyOzwarzhJlC4" },
        { "list", "ci2YSg5OZ6ylt57nSDfjfCS8I7C4HzqArSmx_NavkoQ" },
        { "long list", "Gk4MDSQUs9L98juWY3V0JApiTLYm_ARMRKAH8tCXAJ0" },
        { "dict", "kWkpNV5pJd_mDCEgsi71uML5fo-6hGiPVm-8-8Fovcc" },
        { "set", "b3xmIgrjhhFDLbXCNJPN_7iBqODdCr4BTmTkbOJQoy4" },
        { "frozenset", "HSQ2gpmlgb2YrVOocAJjRJXD7g1kc_KE4mSZtHxzESc" },
        { "global", "C5hECVtwqhayi_Uio472JYhy_3dM0blTMkIH3sndjKw" },
        { "object", "gmbJq6HmmFTivMUIDWb4DfHjuHHEoufaoUjmgFFlzwU" },
        { "ordered", "HDlU5RE477EffkNYb6hIaVWmo5xVKmhX_E_Zw1sqriw" },
        { "persistent", "vDjKsWny3SyctY56_CvSfjII1R3BrjkO9JBHry42ZrE" },
        { "cycle", "ce9bxANh-ISS_BdmjPym3AczACqSg_E5yn8VuZdNCG0" },
    };

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Keys_are_the_same_in_every_process_and_version(string name, string golden) =>
        Assert.Equal(golden, PickleKey.Of(KeyCase.All[name]).ToString(PickleKeyFormat.Base64Url256));

    [Fact]
    public void Every_case_has_a_golden_and_a_key_of_its_own()
    {
        Assert.Equal(KeyCase.All.Keys.Order(), Goldens.Select(row => row.Data.Item1).Order());
        Assert.Equal(KeyCase.All.Count, KeyCase.All.Values.Select(value => PickleKey.Of(value)).Distinct().Count());
    }

    [Fact]
    public void Keys_survive_a_pickle_at_every_protocol()
    {
        foreach ((string name, object? value) in KeyCase.All.Where(item => item.Key is not "bytestring"))
        {
            for (int protocol = 0; protocol <= 5; protocol++)
            {
                byte[] pickle = Pickle.Dumps(value, new PickleOptions { Protocol = protocol });
                object? natural = Pickle.Loads(pickle);
                object? kept = Pickle.Loads(pickle, new PickleOptions { ConvertStandardLibrary = false });

                Assert.True(PickleKey.Of(value).Equals(PickleKey.Of(natural)), $"{name} at protocol {protocol}: {natural}");
                Assert.True(PickleKey.Of(value).Equals(PickleKey.Of(kept)) || name == "complex", $"{name} at protocol {protocol}, kept: {kept}");
            }
        }
    }

    [Fact]
    public void Order_of_dicts_and_sets_and_sharing_do_not_count()
    {
        string[] shared = ["x"];

        Same(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 2 }, new PyDict { ["b"] = 2, ["a"] = 1 });
        Same(new HashSet<string> { "a", "b" }, new PySet(["b", "a"]));
        Same(new object[] { shared, shared }, new object[] { new[] { "x" }, new List<string> { new('x', 1) } });
        Same(new SortedDictionary<int, string> { [2] = "b", [1] = "a" }, new PyDict { [1] = "a", [2] = "b" });
    }

    [Fact]
    public void Arrays_of_all_numbers_are_the_lists_that_they_are_dumped_as()
    {
        Assert.Equal(PickleKey.Of(new PyList { 1L, 4294967295L }), PickleKey.Of((object)new uint[] { 1, uint.MaxValue }));
        Assert.Equal(PickleKey.Of(new PyList { 1L, -1L }), PickleKey.Of((object)new[] { 1, -1 }));
        Assert.Equal(PickleKey.Of(new PyList { 1L, -1L }), PickleKey.Of(new List<int> { 1, -1 }));
        Assert.Equal(PickleKey.Of(new PyList { "a", null }), PickleKey.Of((object)new[] { "a", null }));
        var asInPython = new PickleKeyOptions { TypedNumbers = false };
        foreach (PickleKeyOptions options in new[] { PickleKeyOptions.Default, asInPython })
        {
            PickleKey key = PickleKey.Of(new PyList { 1.0, -0.0, double.NaN, 2.5 }, options);
            Assert.Equal(key, PickleKey.Of(new[] { 1.0, 0.0, -double.NaN, 2.5 }, options));
            Assert.Equal(key, PickleKey.Of(new List<double> { 1.0, 0.0, double.NaN, 2.5 }, options));
        }

        Assert.Equal(PickleKey.Of(new[] { 1, 0 }, asInPython), PickleKey.Of(new List<double> { 1.0, 0.0 }, asInPython));
        Assert.Equal(PickleKey.Of(new PyList([.. Enumerable.Range(0, 9000).Select(number => (object)(long)number)])), PickleKey.Of(Enumerable.Range(0, 9000).ToList()));
        Assert.Equal(PickleKey.Of(new PyList { PyByteArrayOf(1), 2.5 }), PickleKey.Of((object)new List<object?> { PyByteArrayOf(1), 2.5 }));

        static PyByteArray PyByteArrayOf(byte value) => new([value]);
    }

    [Theory]
    [InlineData("", 80)]
    [InlineData("value ", 16)]
    [InlineData("value ", 17)]
    [InlineData("a rather long beginning ", 256)]
    [InlineData("a rather long beginning ", 257)]
    public void Texts_that_begin_alike_have_no_order(string beginning, int count)
    {
        Random random = new(TestSeed.Value + count);

        // Heads of eight bytes tell few of these apart, and those with a zero behind them none from the shorter ones.
        string[] texts = [.. Enumerable.Range(0, count).Select(number => beginning + (number % 2 == 0 ? $"{number:000000000}" : new string('\0', number % 12) + (number % 7)))];
        texts = [.. texts.Distinct()];
        PickleKey set = PickleKey.Of(new PySet(texts));
        PickleKey dict = PickleKey.Of(Dict(static text => (object)text));
        PickleKey lengths = PickleKey.Of(Dict(static text => (object)(long)text.Length));
        for (int round = 0; round < 20; round++)
        {
            random.Shuffle(texts);
            Assert.True(set.Equals(PickleKey.Of(new HashSet<string>(texts))), $"PICKLING_SEED={TestSeed.Value}, round {round}");
            Assert.True(set.Equals(PickleKey.Of(new HashSet<object>(texts))), $"PICKLING_SEED={TestSeed.Value}, round {round}");
            Assert.True(dict.Equals(PickleKey.Of(texts.ToDictionary(static text => text))), $"PICKLING_SEED={TestSeed.Value}, round {round}");
            Assert.True(lengths.Equals(PickleKey.Of(texts.ToDictionary(static text => text, static text => text.Length))), $"PICKLING_SEED={TestSeed.Value}, round {round}");
        }

        PyDict Dict(Func<string, object> value)
        {
            PyDict result = [];
            foreach (string text in texts)
            {
                result.Add(text, value(text));
            }

            return result;
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(300)]
    public void Dicts_and_sets_of_any_size_have_no_order(int count)
    {
        Random random = new(TestSeed.Value + count);
        object[] keys = [.. Enumerable.Range(0, count).Select(number => (object)(number % 3 == 0 ? number : new string('k', number % 11) + number))];
        PickleKey dict = PickleKey.Of(Dict());
        PickleKey set = PickleKey.Of(new PySet(keys));
        for (int round = 0; round < 20; round++)
        {
            random.Shuffle(keys);
            Assert.True(dict.Equals(PickleKey.Of(Dict())), $"PICKLING_SEED={TestSeed.Value}, round {round}");
            Assert.True(set.Equals(PickleKey.Of(new PySet(keys))), $"PICKLING_SEED={TestSeed.Value}, round {round}");
        }

        PyDict Dict()
        {
            PyDict result = [];
            foreach (object key in keys)
            {
                result.Add(key, new PyDict { [key] = 1, ["a"] = key });
            }

            return result;
        }
    }

    [Fact]
    public void Kinds_and_order_of_lists_count()
    {
        object?[] values =
        [
            null, 0, false, 0.0, 0m, "", "0", Array.Empty<byte>(), new PyList(), PyTuple.Empty, new PyDict(), new PySet(), new PyFrozenSet([]),
            new[] { 1, 2 }, new[] { 2, 1 }, (1, 2), new object[] { new[] { 1 }, 2 }, new object[] { 1, new[] { 2 } },
            new PyDict { [1] = 2 }, new PyDict { ["1"] = 2 }, new[] { "ab", "c" }, new[] { "a", "bc" }, "a\ud800", "a\ufffd",
        ];

        Assert.Equal(values.Length, values.Select(value => PickleKey.Of(value)).Distinct().Count());
    }

    [Fact]
    public void Numbers_are_of_one_kind_when_asked_for()
    {
        object[] ones = [1, 1L, (byte)1, true, 1.0, 1f, 1.00m, (Half)1, System.Numerics.Complex.One];
        object[] halves = [0.5, 0.50m, 0.5f];

        Assert.Single(ones.Select(value => PickleKey.Of(value, Untyped)).Distinct());
        Assert.Single(halves.Select(value => PickleKey.Of(value, Untyped)).Distinct());
        Assert.NotEqual(PickleKey.Of(0.1, Untyped), PickleKey.Of(0.1m, Untyped));
        Assert.Equal(PickleKey.Of(1e300, Untyped), PickleKey.Of(new System.Numerics.BigInteger(1e300), Untyped));
        Assert.Equal(5, ones.Select(value => PickleKey.Of(value)).Distinct().Count());
        Assert.NotEqual(PickleKey.Of("a"), PickleKey.Of("a", Untyped));
        Assert.Equal(PickleKey.Of(new double[] { 1, 2 }, Untyped), PickleKey.Of(new[] { 1, 2 }, Untyped));
    }

    [Fact]
    public void Zeros_are_one_and_so_are_all_nans()
    {
        Same(0.0, -0.0);
        Same(double.NaN, BitConverter.Int64BitsToDouble(unchecked((long)0xfff8000000000001)));
        Same(1.0m, 1.000m);
        Same(new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 13, 0, 0, TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("1E+400", "1.0E+400")]
    [InlineData("1E+400", "10E+399")]
    [InlineData("-0.5", "-0.50")]
    [InlineData("12345678901234567890123456789012345678.90", "12345678901234567890123456789012345678.9")]
    [InlineData("1E-30", "0.0000000000000000000000000000010")]
    [InlineData("0E+5", "-0")]
    [InlineData("1E+999999999999999999", "0.1E+1000000000000000000")]
    public void Decimals_of_any_size_count_by_their_value(string one, string other)
    {
        Same(Decimal(one), Decimal(other));
        Same(new PyList { Decimal(one) }, new PyList { Decimal(other) });
        Assert.Equal(PickleKey.Of(Decimal(one), Untyped), PickleKey.Of(Decimal(other), Untyped));
    }

    [Fact]
    public void Decimals_beyond_those_of_NET_are_told_apart_and_are_the_numbers_that_they_equal()
    {
        object[] different = [Decimal("1E+400"), Decimal("1E+401"), Decimal("-1E+400"), Decimal("1E-400"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"), 0m];
        foreach (PickleKeyOptions options in new[] { PickleKeyOptions.Default, Untyped })
        {
            Assert.Equal(different.Length, different.Select(value => PickleKey.Of(value, options)).Distinct().Count());
        }

        Assert.Equal(PickleKey.Of(System.Numerics.BigInteger.Pow(10, 400), Untyped), PickleKey.Of(Decimal("1E+400"), Untyped));
        Assert.Equal(PickleKey.Of(double.PositiveInfinity, Untyped), PickleKey.Of(Decimal("Infinity"), Untyped));
        Assert.Equal(PickleKey.Of(double.NegativeInfinity, Untyped), PickleKey.Of(Decimal("-Infinity"), Untyped));
        Assert.Equal(PickleKey.Of(Math.ScaleB(1, -40), Untyped), PickleKey.Of(Decimal("9.094947017729282379150390625E-13"), Untyped));
        Assert.NotEqual(PickleKey.Of(1e-30, Untyped), PickleKey.Of(Decimal("1E-30"), Untyped));
        Assert.NotEqual(PickleKey.Of(System.Numerics.BigInteger.Pow(10, 400)), PickleKey.Of(Decimal("1E+400")));
        Same(12.5m, Decimal("12.500"));
    }

    [Theory]
    [InlineData("datetime", "07e88a1b02000000030900", "07e80a1b02000000030900")]
    [InlineData("time", "820000030900", "020000030900")]
    public void Which_of_two_equal_times_a_time_says_it_is_does_not_count(string type, string second, string first)
    {
        // datetime(2024, 10, 27, 2, 0, 0, 198912, fold=1) == datetime(2024, 10, 27, 2, 0, 0, 198912), and so are their hashes.
        object one = Call("datetime", type, Convert.FromHexString(second)[..(type == "time" ? 6 : 10)]);
        object other = Call("datetime", type, Convert.FromHexString(first)[..(type == "time" ? 6 : 10)]);

        Same(one, other);
        Same(Pickle.Loads(Pickle.Dumps(one))!, other);
    }

    [Fact]
    public void Signed_bytes_are_a_list_and_sorted_sets_are_frozen()
    {
        Same(new sbyte[] { 1, -2 }, new PyList { 1, -2 });
        Same(new object[] { new sbyte[] { 1, -2 } }, new PyList { new PyList { 1, -2 } });
        Same(System.Collections.Immutable.ImmutableSortedSet.Create(2, 1), new PyFrozenSet([1, 2]));
        Same(new object[] { System.Collections.Immutable.ImmutableSortedSet.Create(2, 1) }, new PyList { new PyFrozenSet([1, 2]) });
        Same(
            new HashSet<object> { System.Collections.Immutable.ImmutableHashSet.Create("a", "b") },
            new PySet([new PyFrozenSet(["b", "a"])]));
    }

    [Fact]
    public void A_collection_that_cannot_be_read_is_named() => Assert.Contains(
        "ImmutableArray",
        Assert.Throws<PicklingException>(() => PickleKey.Of((object)new List<object> { default(System.Collections.Immutable.ImmutableArray<int>) })).Message);

    [Fact]
    public void Cycles_count_as_what_they_unroll_to()
    {
        var once = new PyList();
        once.Add(once);
        var inner = new PyList();
        var twice = new PyList { inner };
        inner.Add(twice);
        var other = new PyList { 1 };
        other.Add(other);

        Same(once, twice);
        Same(new[] { once, twice }, new[] { twice, twice });
        Assert.NotEqual(PickleKey.Of(once), PickleKey.Of(other));
        Assert.NotEqual(PickleKey.Of(once), PickleKey.Of(new PyList { new PyList() }));
    }

    [Fact]
    public void Cycles_through_dicts_have_no_order()
    {
        Same(Node("a", "b"), Node("b", "a"));

        static PyDict Node(string first, string second)
        {
            var node = new PyDict();
            node[first] = first == "a" ? node : 1;
            node[second] = second == "a" ? node : 1;
            return node;
        }
    }

    [Fact]
    public void Everyone_who_knows_everyone_has_a_key()
    {
        PyDict[] people = [.. Enumerable.Range(0, 60).Select(number => new PyDict { ["number"] = number })];
        foreach (PyDict person in people)
        {
            person["friends"] = new PyList(people);
        }

        Assert.NotEqual(PickleKey.Of(people[0]), PickleKey.Of(people[1]));
    }

    [Fact]
    public void Depth_and_sharing_without_end_are_no_burden()
    {
        PyList deep = [];
        PyList laughs = [1];
        for (int i = 0; i < 200_000; i++)
        {
            deep = [deep];
        }

        for (int i = 0; i < 500; i++)
        {
            laughs = [laughs, laughs];
        }

        Assert.True(PickleKey.Of(deep).Bytes.Length < 5000);
        Assert.True(PickleKey.Of(laughs).Bytes.Length < 5000);
    }

    [Fact]
    public void Long_parts_count_as_a_whole()
    {
        int[] numbers = Enumerable.Range(0, 10_000).ToArray();
        int[] others = Enumerable.Range(0, 10_000).ToArray();
        others[9_999] = 0;

        Same(new object[] { numbers, 1 }, new object[] { new List<int>(numbers), 1 });
        Same(numbers, PyList.FromInt64s([.. numbers.Select(number => (long)number)]));
        Assert.NotEqual(PickleKey.Of(numbers), PickleKey.Of(others));
        Assert.NotEqual(PickleKey.Of(new string('a', 5000)), PickleKey.Of(new byte[5000]));
    }

    [Fact]
    public void Records_count_as_what_they_are_dumped_as()
    {
        Assert.Equal(PickleKey.Of(new Query("orders", [1, 2])), PickleKey.Of(new Query("orders", [1, 2])));
        Assert.NotEqual(PickleKey.Of(new Query("orders", [1, 2])), PickleKey.Of(new Query("orders", [2, 1])));
        Assert.Equal(PickleKey.Of(new List<Query> { new("a", []) }), PickleKey.Of(new List<Query> { new("a", []) }));
    }

    [Fact]
    public void What_Python_has_no_value_for_is_refused() =>
        Assert.Throws<PicklingException>(() => PickleKey.Of((object)new List<object> { new CancellationTokenSource() }));

    [Fact]
    public void Random_graphs_have_the_keys_of_their_copies()
    {
        var random = new Random(TestSeed.Value);
        for (int round = 0; round < 200; round++)
        {
            object? value = RandomValue(random, 4);
            object? copy = Shuffled(value, random);

            Assert.True(PickleKey.Of(value).Equals(PickleKey.Of(copy)), $"PICKLING_SEED={TestSeed.Value}, round {round}: {value}");
            Assert.False(PickleKey.Of(value).Equals(PickleKey.Of((value, 0))), $"PICKLING_SEED={TestSeed.Value}, round {round}: {value}");
        }
    }

    [Fact]
    public void Texts_have_the_lengths_that_they_promise()
    {
        var key = PickleKey.Of("a");

        Assert.Equal(64, key.ToString().Length);
        Assert.Equal(43, key.ToString(PickleKeyFormat.Base64Url256).Length);
        Assert.Equal(32, key.ToString(PickleKeyFormat.Hex128).Length);
        Assert.Equal(22, key.ToString(PickleKeyFormat.Base64Url128).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => key.ToString((PickleKeyFormat)99));
    }

    private static object? RandomValue(Random random, int depth) => random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => null,
        1 => random.NextInt64(-1000, 1000),
        2 => new string((char)random.Next('a', 'z'), random.Next(200)),
        3 => random.NextDouble(),
        4 => new PyList(Enumerable.Range(0, random.Next(6)).Select(_ => RandomValue(random, depth - 1))),
        5 => PyTuple.Create([.. Enumerable.Range(0, random.Next(6)).Select(_ => RandomValue(random, depth - 1))]),
        _ => new PyDict(Enumerable.Range(0, random.Next(6)).Select(i => KeyValuePair.Create<object, object?>($"k{i}", RandomValue(random, depth - 1)))),
    };

    private static object? Shuffled(object? value, Random random) => value switch
    {
        PyList list => list.Select(item => Shuffled(item, random)).ToArray(),
        PyTuple tuple => PyTuple.Create([.. tuple.Select(item => Shuffled(item, random))]),
        PyDict dict => new PyDict(dict.OrderBy(_ => random.Next()).Select(pair => KeyValuePair.Create(pair.Key, Shuffled(pair.Value, random)))),
        string text => new string(text.AsSpan()),
        _ => value,
    };

    private static PyObject Decimal(string text) => Call("decimal", "Decimal", text);

    private static PyObject Call(string module, string name, params object[] arguments) =>
        new(new PyGlobal(module, name), PyTuple.Create(arguments), PyConstruction.Reduce);

    private static void Same(object a, object b)
    {
        Assert.Equal(PickleKey.Of(a), PickleKey.Of(b));
        Assert.Equal(PickleKey.Of(a).GetHashCode(), PickleKey.Of(b).GetHashCode());
        Assert.Equal(PickleKey.Of(a).ToString(), PickleKey.Of(b).ToString());
    }

    internal sealed record Query(string Table, int[] Years);
}
