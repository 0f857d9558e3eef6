using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model.Standard;

/// <summary>What reading the standard library's values refuses, and how it says so.</summary>
public sealed class StandardReadingTests
{
    [Fact]
    public void Errors_say_what_does_not_fit_and_what_to_ask_for()
    {
        Check<decimal>(PythonLibrary.Decimal("1E+40"), "Decimal('1E+40') does not fit decimal; ask for string, BigInteger or PyObject");
        Check<int>(PythonLibrary.Decimal("1.5"), "Decimal('1.5') is no integer that can be written out; ask for decimal, string or PyObject");
        Check<int>(PythonLibrary.Fraction(1, 3), "Fraction(1, 3) is no integer; ask for (BigInteger, BigInteger) or double");
        Check<byte>(PythonLibrary.Fraction(300, 1), "does not fit byte");
        Check<DateTimeOffset>(PythonLibrary.DateTime(DateTime.UnixEpoch), "the datetime has no time zone; ask for DateTime");
        Check<DateTime>(PythonLibrary.DateTime(DateTime.UnixEpoch, fold: true), "the datetime has fold=1, which DateTime cannot hold");
        Check<DateTimeOffset>(
            PythonLibrary.DateTime(DateTime.UnixEpoch, zone: PythonLibrary.TimeZone(TimeSpan.FromSeconds(1))),
            "the datetime is 00:00:01 from UTC, and DateTimeOffset holds whole minutes up to 14 hours; ask for PyObject");
        Check<DateTimeOffset>(
            PythonLibrary.DateTime(DateTime.MinValue, zone: PythonLibrary.TimeZone(TimeSpan.FromHours(1))), "outside the years of DateTimeOffset");
        Check<TimeZoneInfo>(PythonLibrary.ZoneInfo("../../etc/passwd"), "the time zone '../../etc/passwd' is not known to this system");
        Check<TimeSpan>(PythonLibrary.TimeDelta(999_999_999, 0, 0), "the timedelta of 999999999 days does not fit TimeSpan");
        Check<long[]>(PythonLibrary.Range(0, BigInteger.Pow(10, 12)), "the range has 1000000000000 items, more than are written out; ask for (long, long, long)");
        Check<(int, int)>(PythonLibrary.NamedTuple(new PyGlobal("shop", "Point"), 1, 2, 3), "the shop.Point has 3 items, not 2");
        Check<(int, int)>(PythonLibrary.NamedTuple(new PyGlobal("shop", "Point"), 1, "x"), "item 1: the pickle holds a str, not an int");
        Check<DayOfWeek>(PythonLibrary.EnumMember(new PyGlobal("shop", "Day"), 9), "9 is no member of DayOfWeek");
        Check<DayOfWeek>(PythonLibrary.EnumMember(new PyGlobal("shop", "Day"), BigInteger.Pow(2, 100)), "is no member of DayOfWeek");
        Check<int[]>(PythonLibrary.Slice(1, 2), "the pickle holds builtins.slice, not int[]; ask for PyObject or object");
        Check<Dictionary<string, int>>(PythonLibrary.OrderedDict(new PyDict { [1] = 2 }), "the dict has a key that is no str: 1; ask for PyDict");

        static void Check<T>(object value, string message) =>
            Assert.Contains(message, Assert.Throws<PickleException>(() => PyValue.At<T>(value)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_enums_read_by_name_as_Python_3_11_wrote_them()
    {
        PyObject Of(string name) => new(
            new PyGlobal("builtins", "getattr"), PyTuple.Create(new PyGlobal("shop", "Day"), name), PyConstruction.Reduce);
        PyObject Either(object left, object right) =>
            new(new PyGlobal("_operator", "or_"), PyTuple.Create(left, right), PyConstruction.Reduce);

        Assert.Equal(DayOfWeek.Friday, Of("FRIDAY").Get<DayOfWeek>());
        Assert.Equal(StringSplitOptions.RemoveEmptyEntries, Of("REMOVE_EMPTY_ENTRIES").Get<StringSplitOptions?>());
        Assert.Equal(
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries,
            Either(Of("REMOVE_EMPTY_ENTRIES"), Of("TRIM_ENTRIES")).Get<StringSplitOptions>());
        Assert.Equal((StringSplitOptions)9, Either(8, Of("REMOVE_EMPTY_ENTRIES")).Get<StringSplitOptions>());
        Assert.Throws<PickleException>(() => Of("1").Get<DayOfWeek>());
        Assert.Throws<PickleException>(() => Of("NEVER").Get<DayOfWeek>());
        Assert.Throws<PickleException>(() => Either(Of("FRIDAY"), Of("MONDAY")).Get<DayOfWeek>());
        object deep = Of("NONE");
        for (int i = 0; i < 10_000; i++)
            deep = Either(deep, Of("NONE"));
        Assert.Throws<PickleException>(() => PyValue.At<StringSplitOptions>(deep));
        object twice = Of("NONE");
        for (int i = 0; i < 100; i++)
            twice = Either(twice, twice);
        Assert.Throws<PickleException>(() => PyValue.At<StringSplitOptions>(twice));
        Assert.Throws<PickleException>(() => Pickle.Loads<StringSplitOptions>(Pickle.Dumps(twice)));
    }

    [Fact]
    public void Factories_refuse_what_Python_has_no_value_for()
    {
        Assert.Throws<ArgumentException>(() => PythonLibrary.Decimal("1.2.3"));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Decimal(""));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Decimal("."));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Decimal("1E"));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Fraction(1, 0));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Range(1, 2, 0));
        Assert.Throws<ArgumentException>(() => PythonLibrary.DateTime(new DateTime(1)));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Deque([1, 2], lengthMax: 1));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Array('x', [1]));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Array('b', [128]));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Array('u', ["ab"]));
        Assert.Throws<ArgumentException>(() => PythonLibrary.ItemGetter());
        Assert.Throws<ArgumentException>(() => PythonLibrary.PurePosixPath("a", new Version(2, 7)));
        Assert.Throws<ArgumentException>(() => PythonLibrary.Decimal("1", new Version(3, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PythonLibrary.TimeZone(TimeSpan.FromDays(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PythonLibrary.TimeDelta(1_000_000_000, 0, 0));
    }

    [Fact]
    public void Nesting_without_end_is_refused_not_followed()
    {
        object list = PyList.Create(1);
        object dict = new PyDict { ["a"] = 1 };
        object error = PythonLibrary.Exception("ValueError");
        for (int i = 0; i < 100_000; i++)
        {
            list = new PyObject(new PyGlobal("collections", "UserList"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["data"] = list } };
            dict = new PyObject(new PyGlobal("collections", "UserDict"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["data"] = dict } };
            error = new PyObject(new PyGlobal("concurrent.futures.process", "_rebuild_exc"), PyTuple.Create(error, "text"), PyConstruction.Reduce);
        }

        PyObject chain = PythonLibrary.ChainMap([]);
        ((PyList)chain["maps"]!).Add(chain);
        Assert.Throws<PickleException>(() => PyValue.At<int[]>(list));
        Assert.Throws<PickleException>(() => PyValue.At<Dictionary<string, int>>(dict));
        Assert.Throws<PickleException>(() => PyValue.At<PyExceptionInfo>(error));
        Assert.Throws<PickleException>(() => PyValue.At<Dictionary<string, int>>(chain));
    }

    [Fact]
    public void Numbers_convert_only_exactly()
    {
        Assert.Equal(79228162514264337593543950335m, PyValue.At<decimal>(PythonLibrary.Decimal("79228162514264337593543950335")));
        Assert.Throws<PickleException>(() => PyValue.At<decimal>(PythonLibrary.Decimal("79228162514264337593543950336")));
        Assert.Throws<PickleException>(() => PyValue.At<decimal>(PythonLibrary.Decimal("0.12345678901234567890123456789")));
        Assert.Equal(1e22, PyValue.At<double>(PythonLibrary.Decimal("1E+22")));
        Assert.Throws<PickleException>(() => PyValue.At<double>(PythonLibrary.Decimal("0.12345678901234567890")));
        Assert.Equal(5e-324, PyValue.At<double>(PythonLibrary.Decimal("5E-324")));
        Assert.Equal(BigInteger.Pow(10, 50), PyValue.At<BigInteger>(PythonLibrary.Decimal("1.0E+50")));
        Assert.Equal(2.0 / 3, PyValue.At<double>(PythonLibrary.Fraction(2, 3)));
        Assert.Equal(-1e300, PyValue.At<double>(PythonLibrary.Fraction(-BigInteger.Pow(10, 300), 1)));
        Assert.Equal(9007199254740993.0, PyValue.At<double>(PythonLibrary.Fraction(9007199254740993, 1)));
        Assert.Throws<PickleException>(() => PyValue.At<double>(PythonLibrary.Fraction(BigInteger.Pow(10, 400), 1)));
    }

    [Fact]
    public void Old_zones_of_pytz_are_known()
    {
        var utc = new PyObject(new PyGlobal("pytz", "_UTC"), PyTuple.Empty, PyConstruction.Reduce);
        var berlin = new PyObject(new PyGlobal("pytz", "_p"), PyTuple.Create("Europe/Berlin", 7200, 3600, "CEST"), PyConstruction.Reduce);
        var time = new DateTime(2020, 7, 1);

        Assert.Equal(new DateTimeOffset(time, TimeSpan.Zero), PyValue.At<DateTimeOffset>(PythonLibrary.DateTime(time, zone: utc)));
        Assert.Equal(new DateTimeOffset(time, TimeSpan.FromHours(2)), PyValue.At<DateTimeOffset>(PythonLibrary.DateTime(time, zone: berlin)));
    }

    [Fact]
    public void Elements_of_collections_convert_too()
    {
        PyObject deque = PythonLibrary.Deque([PythonLibrary.Decimal("1E+2"), PythonLibrary.EnumMember(new PyGlobal("shop", "Level"), 7)]);

        Assert.Equal([100m, 7m], PyValue.At<decimal[]>(deque));
        Assert.Equal([100, 7], PyValue.At<List<int>>(deque));
    }

    [Fact]
    public void Deque_that_is_given_more_than_it_holds_drops_the_oldest()
    {
        PyObject deque = PythonLibrary.Deque([0, 1, 2], lengthMax: 3);
        deque.Arguments = PyTuple.Create(PyTuple.Empty, 2);

        Assert.Equal([1, 2], PyValue.At<int[]>(deque));
    }
}
