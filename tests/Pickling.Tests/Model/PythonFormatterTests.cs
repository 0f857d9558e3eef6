using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PythonFormatterTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "None" },
        { true, "True" },
        { -5L, "-5" },
        { 1.0, "1.0" },
        { "it's", "\"it's\"" },
        { new byte[] { 0, 97 }, "b'\\x00a'" },
        { new PyByteArray("ab"u8), "bytearray(b'ab')" },
        { new PyByteString("ab"u8), "'ab'" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { BigInteger.Pow(2, 100_000), "<int of 100001 bits>" },
        { PyTuple.Create(PyTuple.Create(), PyTuple.Create(1), PyTuple.Create(1, 2)), "((), (1,), (1, 2))" },
        { PyList.Create(new PyList(), new PyDict(), PyList.Create(1.5)), "[[], {}, [1.5]]" },
        { new PyDict { ["a"] = new PyDict { [1] = PyTuple.Create("x") }, [PyTuple.Create(1, 2)] = null }, "{'a': {1: ('x',)}, (1, 2): None}" },
        { PySet.Create(PyFrozenSet.Create(1)), "{frozenset({1})}" },
        { new PyGlobal("collections", "OrderedDict"), "collections.OrderedDict" },
        { new PersistentReference(PyTuple.Create("storage", 0)), "persistent_id(('storage', 0))" },
        { new PickleBuffer(new byte[3]), "<buffer of 3 bytes>" },
        { new PickleBuffer((ReadOnlyMemory<byte>)new byte[3]), "<read-only buffer of 3 bytes>" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_print_as_in_Python(object? value, string expected) =>
        Assert.Equal(expected, PythonFormatter.Format(value));

    [Fact]
    public void The_same_object_twice_is_no_cycle()
    {
        PyList inner = [1];
        Assert.Equal("[[1], [1]]", PyList.Create(inner, inner).ToString());
        var order = new PyObject(new PyGlobal("m", "C"), PyTuple.Create(inner), PyConstruction.Reduce) { State = inner };
        Assert.Equal("[m.C([1]) state=[1], m.C([1]) state=[1]]", PyList.Create(order, order).ToString());
    }

    [Fact]
    public void Long_texts_end_with_dots()
    {
        string text = PyList.FromInt64s(new long[1_000_000]).ToString();
        Assert.StartsWith("[0, 0, ", text, StringComparison.Ordinal);
        Assert.EndsWith("...", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 2000, 2020);
        Assert.InRange(PyList.Create(new string('x', 1_000_000)).ToString().Length, 2000, 2020);
    }

    [Fact]
    public void Deep_values_end_with_dots()
    {
        PyList list = [];
        for (int i = 0; i < 100; i++)
            list = [list];
        Assert.Equal(new string('[', 64) + "[...]" + new string(']', 64), list.ToString());
    }
}
