using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model.Standard;

/// <summary>array.array as .NET arrays: each of its formats, in both byte orders, of other machines too.</summary>
public sealed class ArrayReadingTests
{
    // Format numbers of CPython's arraymodule.c; the odd ones from 3 on are big-endian.
    [Theory]
    [InlineData(0, "00 01 ff", "0 1 255")]
    [InlineData(1, "00 01 ff", "0 1 -1")]
    [InlineData(2, "0100 ffff", "1 65535")]
    [InlineData(3, "0001 fffe", "1 65534")]
    [InlineData(4, "0100 ffff", "1 -1")]
    [InlineData(5, "0001 fffe", "1 -2")]
    [InlineData(6, "01000000 ffffffff", "1 4294967295")]
    [InlineData(7, "00000001 fffffffe", "1 4294967294")]
    [InlineData(8, "01000000 ffffffff", "1 -1")]
    [InlineData(9, "00000001 fffffffe", "1 -2")]
    [InlineData(10, "0100000000000000 ffffffffffffff7f", "1 9223372036854775807")]
    [InlineData(10, "0100000000000000 ffffffffffffffff", "1 18446744073709551615")]
    [InlineData(11, "0000000000000001 8000000000000000", "1 9223372036854775808")]
    [InlineData(12, "0100000000000000 ffffffffffffffff", "1 -1")]
    [InlineData(13, "0000000000000001 fffffffffffffffe", "1 -2")]
    [InlineData(12, "", "")]
    public void Integers_of_every_format_are_read(int format, string hex, string expected)
    {
        byte[] pickle = Pickle.Dumps(Array(format, hex));
        BigInteger[] items = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(BigInteger.Parse)];

        Assert.Equal(items, PyValue.At<BigInteger[]>(Pickle.Loads(pickle)));
        Check<long>(pickle, items, long.MinValue, long.MaxValue, item => (long)item);
        Check<int>(pickle, items, int.MinValue, int.MaxValue, item => (int)item);
        Check<byte>(pickle, items, byte.MinValue, byte.MaxValue, item => (byte)item);
    }

    [Theory]
    [InlineData(14, "0000c03f 000010c0")]
    [InlineData(15, "3fc00000 c0100000")]
    [InlineData(16, "000000000000f83f 00000000000002c0")]
    [InlineData(17, "3ff8000000000000 c002000000000000")]
    public void Floats_of_every_format_are_read(int format, string hex)
    {
        byte[] pickle = Pickle.Dumps(PyTuple.Create(Array(format, hex), "after"));

        Assert.Equal([1.5, -2.25], Pickle.Loads<(double[], string)>(pickle).Item1);
        Assert.Equal([1.5f, -2.25f], Pickle.Loads<(float[], string)>(pickle).Item1);
        Assert.Equal([1.5, -2.25], Pickle.Loads<(List<double>, string)>(pickle).Item1);
        Assert.Equal([1.5, -2.25], PyValue.At<double[]>(Pickle.Loads(pickle), 0));
        Assert.Equal(-2.25, PyValue.At<double>(Pickle.Loads(pickle), 0, 1));
    }

    [Fact]
    public void One_array_stays_one()
    {
        PyObject shared = PythonLibrary.Array('d', [0.5]);
        byte[] pickle = Pickle.Dumps(PyTuple.Create(shared, shared));

        (double[] first, double[] second) = Pickle.Loads<(double[], double[])>(pickle);
        Assert.Same(first, second);
        Assert.Equal([0.5], first);
        PyTuple natural = Pickle.Loads<PyTuple>(pickle);
        Assert.Same(natural[0], natural[1]);
    }

    [Theory]
    [InlineData(16, "0000")]
    [InlineData(12, "00000000000000")]
    [InlineData(-1, "00")]
    [InlineData(99, "00")]
    public void Bytes_that_do_not_fit_the_format_are_an_error(int format, string hex)
    {
        byte[] pickle = Pickle.Dumps(Array(format, hex));
        Assert.Throws<PickleException>(() => Pickle.Loads<double[]>(pickle));
        Assert.Throws<PickleException>(() => Pickle.Loads<long[]>(pickle));
        PickleException error = Assert.Throws<PickleException>(() => PyValue.At<double[]>(Pickle.Loads(pickle)));
        Assert.Contains("which do not fit together", error.Message, StringComparison.Ordinal);
    }

    // What multiprocessing registers for its connections and managers: reduce_array.
    [Theory]
    [InlineData("b", "01ff", "1 -1")]
    [InlineData("B", "01ff", "1 255")]
    [InlineData("h", "0100ffff", "1 -1")]
    [InlineData("H", "0100ffff", "1 65535")]
    [InlineData("i", "01000000 ffffffff", "1 -1")]
    [InlineData("I", "01000000 ffffffff", "1 4294967295")]
    [InlineData("l", "0100000000000000 ffffffffffffffff", "1 -1")]
    [InlineData("Q", "0100000000000000 ffffffffffffffff", "1 18446744073709551615")]
    [InlineData("q", "", "")]
    public void Arrays_as_multiprocessing_sends_them_are_read(string typecode, string hex, string expected)
    {
        byte[] pickle = Pickle.Dumps(Native(typecode, hex));
        BigInteger[] items = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(BigInteger.Parse)];

        Assert.Equal(items, PyValue.At<BigInteger[]>(Pickle.Loads(pickle)));
        Check<long>(pickle, items, long.MinValue, long.MaxValue, item => (long)item);
        Check<int>(pickle, items, int.MinValue, int.MaxValue, item => (int)item);
        Check<byte>(pickle, items, byte.MinValue, byte.MaxValue, item => (byte)item);
    }

    [Fact]
    public void Floats_and_characters_as_multiprocessing_sends_them_are_read()
    {
        byte[] floats = Pickle.Dumps(PyTuple.Create(Native("d", "000000000000f83f 00000000000002c0"), Native("f", "0000c03f 000010c0")));
        (double[] wide, float[] narrow) = Pickle.Loads<(double[], float[])>(floats);
        Assert.Equal([1.5, -2.25], wide);
        Assert.Equal([1.5f, -2.25f], narrow);
        Assert.Equal([1.5, -2.25], PyValue.At<double[]>(Pickle.Loads(floats), 1));
        Assert.Equal(["a", "\u20ac"], PyValue.At<string[]>(Native("u", "61000000 ac200000")));
    }

    [Theory]
    [InlineData("i", "000000")]
    [InlineData("z", "00")]
    [InlineData("ii", "00000000")]
    public void Bytes_that_do_not_fit_the_typecode_are_an_error(string typecode, string hex)
    {
        byte[] pickle = Pickle.Dumps(Native(typecode, hex));
        Assert.Throws<PickleException>(() => Pickle.Loads<int[]>(pickle));
        PickleException error = Assert.Throws<PickleException>(() => PyValue.At<int[]>(Pickle.Loads(pickle)));
        Assert.Contains("which do not fit together", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_that_are_none_of_an_array_are_an_error()
    {
        foreach (PyTuple arguments in new[] { PyTuple.Create(1, 2, 3, 4), PyTuple.Create(null, "d", 16, "text"), PyTuple.Create(16), PyTuple.Empty })
        {
            byte[] pickle = Pickle.Dumps(new PyObject(new PyGlobal("array", "_array_reconstructor"), arguments, PyConstruction.Reduce));
            Assert.Throws<PickleException>(() => Pickle.Loads<double[]>(pickle));
        }
    }

    [Fact]
    public void Numbers_that_lie_unboxed_are_written_as_those_that_do_not()
    {
        PyList boxed = ["x", 0.5, -1.5];
        boxed.RemoveAt(0);
        Assert.Equal(Pickle.Dumps(PythonLibrary.Array('d', boxed)), Pickle.Dumps(PythonLibrary.Array('d', PyList.FromDoubles([0.5, -1.5]))));
        PyList integers = ["x", 1, -1];
        integers.RemoveAt(0);
        Assert.Equal(Pickle.Dumps(PythonLibrary.Array('q', integers)), Pickle.Dumps(PythonLibrary.Array('q', PyList.FromInt64s([1, -1]))));
    }

    private static void Check<T>(byte[] pickle, BigInteger[] items, BigInteger least, BigInteger most, Func<BigInteger, T> convert)
    {
        if (items.All(item => item >= least && item <= most))
        {
            Assert.Equal(items.Select(convert), Pickle.Loads<T[]>(pickle));
            Assert.Equal(items.Select(convert), PyValue.At<T[]>(Pickle.Loads(pickle)));
        }
        else
        {
            Assert.Throws<PickleException>(() => PyValue.At<T[]>(Pickle.Loads(pickle)));
        }
    }

    private static PyObject Native(string typecode, string hex) => new(
        new PyGlobal("array", "array"),
        PyTuple.Create(typecode, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))),
        PyConstruction.Reduce);

    private static PyObject Array(int format, string hex) => new(
        new PyGlobal("array", "_array_reconstructor"),
        PyTuple.Create(new PyGlobal("array", "array"), "?", format, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))),
        PyConstruction.Reduce);
}
