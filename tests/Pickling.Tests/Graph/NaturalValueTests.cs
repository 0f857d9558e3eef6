using System.Globalization;
using System.Numerics;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Values of Python's standard library that .NET values hold exactly, and those that stay what the pickle says.</summary>
public class NaturalValueTests
{
    private static readonly PyGlobal Decimal = new("decimal", "Decimal");

    public static TheoryData<object, string> Values => new()
    {
        { new DateTime(2024, 2, 29, 13, 5, 0), "datetime.datetime(2024, 2, 29, 13, 5)" },
        { new DateTime(1, 1, 1).AddTicks(10), "datetime.datetime(1, 1, 1, 0, 0, 0, 1)" },
        { new DateTime(9999, 12, 31, 23, 59, 59).AddTicks(9_999_990), "datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)" },
        { new DateTimeOffset(2024, 2, 29, 13, 5, 9, TimeSpan.Zero), "datetime.datetime(2024, 2, 29, 13, 5, 9, tzinfo=datetime.timezone.utc)" },
        { new DateOnly(2024, 2, 29), "datetime.date(2024, 2, 29)" },
        { new TimeOnly(23, 59, 59, 999, 999), "datetime.time(23, 59, 59, 999999)" },
        { TimeSpan.Zero, "datetime.timedelta(0)" },
        { TimeSpan.FromMicroseconds(-1), "datetime.timedelta(days=-1, seconds=86399, microseconds=999999)" },
        { new TimeSpan(400, 3, 2, 1), "datetime.timedelta(days=400, seconds=10921)" },
        { 12.50m, "Decimal('12.50')" },
        { decimal.MinValue, "Decimal('-79228162514264337593543950335')" },
        { 0.0000001m, "Decimal('1E-7')" },
        { new Guid("00000000-0000-0000-0000-000000000005"), "UUID('00000000-0000-0000-0000-000000000005')" },
        { new Guid("ffffffff-1234-5678-9abc-def012345678"), "UUID('ffffffff-1234-5678-9abc-def012345678')" },
        { new Complex(1, -2.5), "(1-2.5j)" },
        { new Complex(0, 2), "2j" },
        { new Complex(-0.0, double.NaN), "(-0+nanj)" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_comes_back_at_every_protocol_and_reads_as_in_Python(object value, string repr)
    {
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            var list = (PyList)Pickle.Loads(Pickle.Dumps(new[] { value, value }, new PickleOptions { Protocol = protocol }))!;

            Assert.Equal(value, list[0]);
            Assert.Same(list[0], list[1]);
            Assert.Equal(repr, PyValue.Repr(list[0]));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("1.50")]
    [InlineData("0.00")]
    [InlineData("0.000001")]
    [InlineData("-1.23E-8")]
    [InlineData("1E-28")]
    [InlineData("0E-7")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950335")]
    [InlineData("-0.00")]
    [InlineData("999999999999999999")]
    [InlineData("-999999999999.999999")]
    [InlineData("999999999999.9999999")]
    [InlineData("0.1234567")]
    public void Decimal_that_dotnet_holds_is_one(string text) => Assert.IsType<decimal>(Reload(Call(Decimal, text)));

    [Theory]
    [InlineData("1E+3")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("1.00000000000000000000000000001")]
    [InlineData("00.1")]
    [InlineData(" 1")]
    [InlineData("1e5")]
    [InlineData("1,000")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-.5")]
    [InlineData("01")]
    [InlineData("1.2.3")]
    [InlineData("0.0000000")]
    [InlineData("")]
    public void Decimal_that_dotnet_would_change_stays_what_it_is(string text) => Assert.IsType<PyObject>(Reload(Call(Decimal, text)));

    [Fact]
    public void Decimals_of_any_scale_keep_their_text_and_value()
    {
        var random = new Random(TestSeed.Value);
        for (int round = 0; round < 2_000; round++)
        {
            var value = new decimal(random.Next(), random.Next() >> random.Next(32), random.Next() >> random.Next(32), random.Next(2) == 0, (byte)random.Next(29));

            string text = Assert.IsType<string>(Assert.Single(Assert.IsType<PyObject>(Pickle.Loads(Pickle.Dumps(value), new PickleOptions { ConvertStandardLibrary = false })).Arguments));

            Assert.True(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value, $"PICKLING_SEED={TestSeed.Value}: {text}, not {value}");
            Assert.Equal(value, Assert.IsType<decimal>(Reload(Call(Decimal, text))));
        }
    }

    public static TheoryData<string, PyObject> Kept => new()
    {
        { "fold", Call(new("datetime", "datetime"), new byte[] { 7, 0xe4, 0x82, 29, 1, 2, 3, 0, 0, 0 }) },
        { "no such day", Call(new("datetime", "datetime"), new byte[] { 7, 0xe4, 2, 30, 1, 2, 3, 0, 0, 0 }) },
        { "year 0", Call(new("datetime", "date"), new byte[] { 0, 0, 1, 1 }) },
        { "too short", Call(new("datetime", "time"), new byte[] { 1, 2, 3 }) },
        { "microsecond", Call(new("datetime", "time"), new byte[] { 1, 2, 3, 0x0f, 0x42, 0x40 }) },
        { "offset", Call(new("datetime", "datetime"), new byte[] { 7, 0xe4, 2, 29, 1, 2, 3, 0, 0, 0 }, Call(new("datetime", "timezone"), TimeSpan.FromHours(2))) },
        { "long delta", Call(new("datetime", "timedelta"), 999_999_999, 0, 0) },
        { "not normal", Call(new("datetime", "timedelta"), 0, 86_400, 0) },
        { "float", Call(new("datetime", "timedelta"), 0, 0.5, 0) },
        { "complex of ints", Call(new("builtins", "complex"), 1, 2) },
        { "safe UUID", new PyObject(new PyGlobal("uuid", "UUID"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["int"] = 5, ["is_safe"] = null } } },
        { "negative UUID", new PyObject(new PyGlobal("uuid", "UUID"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["int"] = -5 } } },
        { "long UUID", new PyObject(new PyGlobal("uuid", "UUID"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["int"] = BigInteger.One << 128 } } },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_no_dotnet_value_holds_stays_an_object(string why, PyObject value) =>
        Assert.True(Reload(value) is PyObject, why);

    [Fact]
    public void Conversion_can_be_left_out()
    {
        var options = new PickleOptions { ConvertStandardLibrary = false };
        foreach (object value in Values.Select(row => row.Data.Item1))
        {
            byte[] pickle = Pickle.Dumps(value);

            Assert.Equal(pickle, Pickle.Dumps(Assert.IsType<PyObject>(Pickle.Loads(pickle, options))));
        }
    }

    [Fact]
    public void Ticks_below_a_microsecond_are_cut_off_and_kinds_are_kept()
    {
        DateTime utc = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(19);

        var aware = Assert.IsType<DateTimeOffset>(Pickle.Loads(Pickle.Dumps(utc)));
        object? offset = Pickle.Loads(Pickle.Dumps(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(5.5))));

        Assert.Equal(utc.AddTicks(-9), aware.UtcDateTime);
        Assert.Equal("datetime.datetime(b'\\x07\\xe8\\x01\\x02\\x03\\x04\\x05\\x00\\x00\\x00', datetime.timezone(datetime.timedelta(seconds=19800)))", offset!.ToString());
    }

    // cPickle.dumps([date(2024, 5, 1), datetime(2024, 5, 1, 2, 3, 4, 5), time(1, 2, 3, 4), Decimal('1.10')], 2)
    [Theory]
    [InlineData("latin1")]
    [InlineData("bytestring")]
    public void Times_that_Python_2_packed_into_a_str_are_read(string encoding)
    {
        byte[] pickle = Convert.FromHexString(
            "80025d710128636461746574696d650a646174650a7102550407e8050185527103636461746574696d650a6461746574696d650a7104550a07e8050102030400000585527105"
            + "636461746574696d650a74696d650a710655060102030000048552710763646563696d616c0a446563696d616c0a71085504312e313085527109652e");
        var options = new PickleOptions { Encoding = encoding, Profile = CPythonProfile.Python27, Protocol = 2 };

        var list = Assert.IsType<PyList>(Pickle.Loads(pickle, options));

        object time = new TimeOnly(1, 2, 3).Add(TimeSpan.FromMicroseconds(4));
        Assert.Equal([new DateOnly(2024, 5, 1), new DateTime(2024, 5, 1, 2, 3, 4).AddMicroseconds(5), time, 1.10m], list);
        Assert.Equal(pickle, Pickle.Dumps(list, options));
    }

    [Fact]
    public void Builtin_functions_share_a_module_name_that_is_not_that_of_the_types()
    {
        byte[] pickle = Pickle.Dumps(PyTuple.Create(Complex.One, new PyGlobal("builtins", "len"), new PyGlobal("builtins", "iter"), new PyGlobal("builtins", "int")));

        Assert.Equal(2, pickle.AsSpan().Count("builtins"u8));
        Assert.Equal(pickle, Pickle.Dumps(Pickle.Loads(pickle)));
    }

    [Fact]
    public void Numbers_equal_across_types_as_keys_do_in_Python()
    {
        Assert.True(PythonEquality.Equals(1L, 1.0m));
        Assert.True(PythonEquality.Equals(2.5, 2.50m));
        Assert.True(PythonEquality.Equals(new Complex(3, 0), 3L));
        Assert.Equal(PythonEquality.GetHashCode(2.5), PythonEquality.GetHashCode(2.5m));
        Assert.Equal(PythonEquality.GetHashCode(3L), PythonEquality.GetHashCode(new Complex(3, 0)));
        Assert.Equal("one", new PyDict { [1] = "one" }[1.00m]);
    }

    private static PyObject Call(PyGlobal type, params object?[] arguments) => new(type, PyTuple.Create(arguments), PyConstruction.Reduce);

    // Whatever becomes of it, the bytes stay.
    private static object? Reload(PyObject value)
    {
        byte[] pickle = Pickle.Dumps(value);
        object? loaded = Pickle.Loads(pickle);
        Assert.Equal(pickle, Pickle.Dumps(loaded));
        return loaded;
    }
}
