using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PythonEqualityTests
{
    public static TheoryData<object?, object?, bool> Pairs => new()
    {
        { 1, 1L, true },
        { 1, 1.0, true },
        { true, 1, true },
        { false, 0.0, true },
        { -0.0, 0, true },
        { 1, "1", false },
        { null, 0, false },
        { null, false, false },
        { long.MaxValue, (double)long.MaxValue, false },
        { BigInteger.Pow(2, 63), 9223372036854775808.0, true },
        { BigInteger.Pow(2, 63) + 1, 9223372036854775808.0, false },
        { 9007199254740993L, 9007199254740992.0, false },
        { new BigInteger(5), 5, true },
        { ulong.MaxValue, (UInt128)ulong.MaxValue, true },
        { 0.5f, 0.5, true },
        { 0.1f, 0.1, false },
        { 0.5m, 0.5, true },
        { 0.1m, 0.1, false },
        { 0.1m, 0.10m, true },
        { 1e300, BigInteger.Parse("1" + new string('0', 300), System.Globalization.CultureInfo.InvariantCulture), false },
        { double.NaN, double.NaN, false },
        { double.PositiveInfinity, double.PositiveInfinity, true },
        { "a", "a", true },
        { new byte[] { 1, 2 }, new byte[] { 1, 2 }, true },
        { new byte[] { 1, 2 }, new PyByteArray("\u0001\u0002"u8), true },
        { new byte[] { 97 }, new PyByteString("a"u8), false },
        { new PyByteString("a"u8), new PyByteString("a"u8), true },
        { new PyGlobal("m", "C"), new PyGlobal("m", "C"), true },
        { new PyGlobal("m", "C"), new PyGlobal("m", "D"), false },
        { PyTuple.Create(1, "a"), PyTuple.Create(1.0, "a"), true },
        { PyTuple.Create(1), PyTuple.Create(1, 2), false },
        { PyTuple.Create(1), PyList.Create(1), false },
        { PyList.Create(1, 2), PyList.Create(1.0, 2.0), true },
        { PyList.Create(1, 2), PyList.Create(true, 2), true },
        { PyList.Create(1, 2), PyList.Create(1, 3), false },
        { PyList.Create(double.NaN), PyList.Create(double.NaN), false },
        { new PyDict { ["a"] = 1, ["b"] = 2 }, new PyDict { ["b"] = 2, ["a"] = 1.0 }, true },
        { new PyDict { ["a"] = 1 }, new PyDict { ["a"] = 2 }, false },
        { new PyDict { [PyTuple.Create(1, 2)] = PyList.Create() }, new PyDict { [PyTuple.Create(1.0, 2)] = PyList.Create() }, true },
        { PySet.Create(1, 2), PyFrozenSet.Create(2, 1), true },
        { PySet.Create(1, 2), PySet.Create(1, 3), false },
        { PyFrozenSet.Create(PyFrozenSet.Create(1), PyFrozenSet.Create(2)), PyFrozenSet.Create(PyFrozenSet.Create(2), PyFrozenSet.Create(1)), true },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Values_are_equal_as_in_Python(object? a, object? b, bool equal)
    {
        Assert.Equal(equal, PythonEquality.Equals(a, b));
        Assert.Equal(equal, PythonEquality.Equals(b, a));
        if (equal)
            Assert.Equal(PythonEquality.GetHashCode(a), PythonEquality.GetHashCode(b));
        // As keys of a large table, where hashes decide, they behave the same.
        if (PyDict.FindUnhashable(a) is null && PyDict.FindUnhashable(b) is null)
        {
            var dict = new PyDict();
            for (int i = 100; i < 200; i++)
                dict[i] = i;
            dict[a] = "a";
            Assert.Equal(equal, dict.ContainsKey(b));
        }
    }

    [Fact]
    public void The_same_NaN_is_equal_to_itself_as_in_a_container()
    {
        object nan = double.NaN;
        Assert.True(PythonEquality.Equals(PyTuple.Create(nan), PyTuple.Create(nan)));
        Assert.True(new PyDict { [nan] = 1 }.ContainsKey(nan));
        Assert.False(new PyDict { [nan] = 1 }.ContainsKey(double.NaN));
    }

    [Fact]
    public void Structural_comparison_is_strict()
    {
        Assert.False(PythonEquality.StructuralEquals(1L, true));
        Assert.False(PythonEquality.StructuralEquals(1L, 1.0));
        Assert.False(PythonEquality.StructuralEquals(0.0, -0.0));
        Assert.True(PythonEquality.StructuralEquals(double.NaN, double.NaN));
        Assert.False(PythonEquality.StructuralEquals(PySet.Create(1), PyFrozenSet.Create(1)));
        var boxed = new PyList();
        boxed.AppendObject(1L);
        Assert.True(PythonEquality.StructuralEquals(PyList.Create(1), boxed));

        var ab = new PyDict { ["a"] = 1, ["b"] = 2 };
        var ba = new PyDict { ["b"] = 2, ["a"] = 1 };
        Assert.False(PythonEquality.StructuralEquals(ab, ba));
        Assert.True(PythonEquality.StructuralEquals(ab, ba, StructuralComparison.None));
        Assert.False(PythonEquality.StructuralEquals(ab, new PyDict { ["b"] = 2, ["a"] = true }, StructuralComparison.None));

        PyObject Instance(object? state) => new(new PyGlobal("m", "C"), PyTuple.Empty, PyConstruction.NewObject) { State = state };
        Assert.True(PythonEquality.StructuralEquals(Instance(ab), Instance(new PyDict(ab))));
        Assert.False(PythonEquality.StructuralEquals(Instance(ab), Instance(null)));
        Assert.False(PythonEquality.Equals(Instance(ab), Instance(ab)));
        Assert.True(PythonEquality.StructuralEquals(PySet.Create(Instance(1L), "x"), PySet.Create("x", Instance(1L)), StructuralComparison.None));
    }

    [Fact]
    public void Sharing_counts_when_asked()
    {
        var inner = new PyList();
        PyList shared = [inner, inner];
        PyList copies = [new PyList(), new PyList()];
        Assert.True(PythonEquality.StructuralEquals(shared, copies));
        Assert.False(PythonEquality.StructuralEquals(shared, copies, StructuralComparison.Sharing));
        Assert.False(PythonEquality.StructuralEquals(copies, shared, StructuralComparison.Sharing));
        PyList again = [new PyList()];
        again.Add(again[0]);
        Assert.True(PythonEquality.StructuralEquals(shared, again, StructuralComparison.Sharing));
    }

    [Fact]
    public void Hashes_of_unhashable_values_agree_with_their_equality()
    {
        Assert.Equal(PythonEquality.GetHashCode(PyList.Create(1)), PythonEquality.GetHashCode(PyList.Create(1.0)));
        Assert.Equal(PyTuple.Create(PyList.Create(1)).GetHashCode(), PyTuple.Create(PyList.Create(true)).GetHashCode());
        Assert.Equal(PyTuple.Create(PyList.Create(1)), PyTuple.Create(PyList.Create(true)));
        Assert.Equal(
            "unhashable type: 'list'",
            Assert.Throws<PickleException>(() => PyDict.CheckHashable(PyTuple.Create(1, PyTuple.Create(PyList.Create())))).Message);
        Assert.Throws<ArgumentException>(() => new PyDict { [PyTuple.Create(new PySet())] = 1 });
        Assert.False(new PyDict { [1] = 1 }.ContainsKey(new PyList()));
    }
}
