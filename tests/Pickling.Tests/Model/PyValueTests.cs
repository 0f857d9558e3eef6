using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PyValueTests
{
    private static readonly PyDict Sample = new()
    {
        ["a"] = PyList.Create(new PyDict { ["b"] = 300 }, PyTuple.Create(1.5, "x", null)),
        [5] = "five",
        ["order"] = new PyObject(new PyGlobal("shop", "Order"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["id"] = 9 } },
    };

    [Fact]
    public void Paths_lead_through_every_container()
    {
        Assert.Equal(300, Sample.Get<int>("a", 0, "b"));
        Assert.Equal("x", Sample.Get<string>("a", -1, 1));
        Assert.Equal(1.5f, Sample.Get<float>("a", 1, 0));
        Assert.Null(Sample.Get<int?>("a", 1, 2));
        Assert.Null(Sample.Get<string>("a", 1, -1));
        Assert.Equal("five", Sample.Get<string>(5));
        Assert.Equal((ushort)9, Sample.Get<ushort>("order", "id"));
        Assert.Same(Sample, Sample.Get<PyDict>());
        Assert.Equal(2, Sample.Get<IReadOnlyList<object?>>("a").Count);
        Assert.Equal(7, PyValue.At<int>(7L));
    }

    [Fact]
    public void Errors_say_which_step_failed_and_what_was_there()
    {
        Check("at value: the dict of 3 has no key 'z'", () => Sample.Get<int>("z", 1));
        Check("at value['a']: the list has 2 items, none at 2", () => Sample.Get<int>("a", 2, "b"));
        Check("at value['a'][1]: the tuple has 3 items, none at -4", () => Sample.Get<int>("a", 1, -4));
        Check("at value['a'][0]['b']: an int has nothing at 'c'", () => Sample.Get<int>("a", 0, "b", "c"));
        Check("at value['order']: the shop.Order object has no attribute 'x'", () => Sample.Get<int>("order", "x"));
        Check("at value['a'][0]['b']: the int 300 does not fit byte; ask for a wider type or BigInteger", () => Sample.Get<byte>("a", 0, "b"));
        Check("at value['a']: the pickle holds a list, not a string; ask for PyList or object", () => Sample.Get<string>("a"));
        Check("the pickle holds a dict, not a string; ask for PyDict or object", () => PyConvert.To<string>(Sample));
        Check("the pickle holds None, not an int; ask for a nullable type or object", () => PyConvert.To<int>(null));
        Check("item 1 of the list: the pickle holds a str, not an int; ask for string or object", () => PyConvert.To<int[]>(PyList.Create(1, "x")));

        static void Check(string message, Func<object?> act) =>
            Assert.Equal(message, Assert.Throws<PickleException>(() => act()).Message);
    }

    [Fact]
    public void Collections_convert()
    {
        Assert.Equal([1, 2], PyConvert.To<int[]>(PyList.Create(1, 2)));
        Assert.Equal([1, 2], PyConvert.To<long[]>(PyTuple.Create(1, 2)));
        Assert.Equal([1.0, 2.0], PyConvert.To<List<double>>(PyList.Create(1, 2)));
        Assert.Equal([0.5], PyConvert.To<double[]>(PyList.Create(0.5)));
        Assert.Equal(["a", "b"], PyConvert.To<List<string>>(PyList.Create("a", "b")));
        Assert.Equal(["a"], PyConvert.To<IEnumerable<string>>(PySet.Create("a")));
        Assert.Equal([true], PyConvert.To<IReadOnlyList<bool>>(PyTuple.Create(true)));
        Assert.Equal([1L, "x"], PyConvert.To<object?[]>(PyTuple.Create(1, "x")));
        Assert.Equal([BigInteger.One], PyConvert.To<HashSet<BigInteger>>(PyFrozenSet.Create(1)));
        Assert.Equal(2, PyConvert.To<Dictionary<string, int>>(new PyDict { ["a"] = 2 })["a"]);
        Assert.Equal([1, 2], PyConvert.To<byte[]>(new PyByteArray(new byte[] { 1, 2 })));
        Assert.Equal([[1]], PyConvert.To<byte[][]>(PyList.Create(new byte[] { 1 })));
        Assert.Throws<PickleException>(() => PyConvert.To<Dictionary<string, int>>(new PyDict { [1] = 2 }));
        Assert.Throws<PickleException>(() => PyConvert.To<HashSet<int>>(PyList.Create(1)));
        Assert.Throws<PickleException>(() => PyConvert.To<Uri>("x"));
        Assert.Throws<PickleException>(() => PyConvert.To<bool>(1L));
    }

    [Fact]
    public void Numbers_convert_in_range()
    {
        Assert.Equal(byte.MaxValue, PyConvert.To<byte>(255L));
        Assert.Throws<PickleException>(() => PyConvert.To<byte>(256L));
        Assert.Throws<PickleException>(() => PyConvert.To<uint>(-1L));
        Assert.Equal(ulong.MaxValue, PyConvert.To<ulong>(new BigInteger(ulong.MaxValue)));
        Assert.Throws<PickleException>(() => PyConvert.To<long>(new BigInteger(ulong.MaxValue)));
        Assert.Equal(new BigInteger(5), PyConvert.To<BigInteger>(5L));
        Assert.Equal(5.0, PyConvert.To<double>(5L));
        Assert.Equal(5m, PyConvert.To<decimal>(5L));
        Assert.Equal(3, PyConvert.To<int?>(3L));
        Assert.Throws<PickleException>(() => PyConvert.To<int>(1.0));
        Assert.Throws<PickleException>(() => PyConvert.To<double>(BigInteger.Pow(10, 400)));
    }

    [Fact]
    public void Collections_of_natural_types_can_be_asked_for()
    {
        Assert.Equal(1, PyConvert.To<List<PyDict>>(PyList.Create(new PyDict { ["a"] = 1 }))[0].Get<int>("a"));
        Assert.Equal([1.5f, 2f], PyConvert.To<float[]>(PyList.Create(1.5, 2)));
    }
}
