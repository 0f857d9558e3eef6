using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using Pickling.Model;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>The standard library's values, one a line: Python source, the same made by PythonLibrary, and what .NET reads.</summary>
internal static class StandardCases
{
    private const string Model = "__import__('standard_model').";
    private const string Paths = "__import__('pathlib').";
    private const string Addresses = "__import__('ipaddress').";

    private enum Level
    {
        Low = 1,
        High = 2,
    }

    [Flags]
    private enum Mode
    {
        Write = 2,
        Read = 4,
    }

    private enum Shade
    {
        Dark,
        Light,
    }

    public static IEnumerable<StandardCase> All => [.. Numbers(), .. Times(), .. Collections(), .. Classes(), .. Texts(), .. Others()];

    private static IEnumerable<StandardCase> Numbers()
    {
        yield return Case("complex(1, -2.5)", _ => PythonLibrary.Complex(new Complex(1, -2.5)), Is(new Complex(1, -2.5)));
        yield return Case("decimal.Decimal('12.50')", v => PythonLibrary.Decimal("12.50", v), Are(Is(12.50m), Is("12.50"), Is(12.5)));
        yield return Case("decimal.Decimal('1E+5')", v => PythonLibrary.Decimal(1, 5, v), Are(Is(100000m), Is("1E+5"), Is(100000), Is(new BigInteger(100000))));
        yield return Case("decimal.Decimal('-7')", v => PythonLibrary.Decimal(-7, 0, v), Are(Is(-7), Is(-7L), Is(-7m), Is("-7")));
        yield return Case("decimal.Decimal('0.1')", v => PythonLibrary.Decimal(1, -1, v), Are(Is(0.1), Is(0.1m), Fails<long>()));
        yield return Case("decimal.Decimal('1E-10')", v => PythonLibrary.Decimal(1, -10, v), Are(Is(1e-10m), Is(1e-10)));
        yield return Case("decimal.Decimal('0.000001')", v => PythonLibrary.Decimal(1, -6, v), Is(0.000001m));
        yield return Case(
            "decimal.Decimal('3.14159265358979323846264338327950288419716939937510')",
            v => PythonLibrary.Decimal(BigInteger.Parse("314159265358979323846264338327950288419716939937510", null), -50, v),
            Are(Is("3.14159265358979323846264338327950288419716939937510"), Fails<decimal>(), Fails<double>(), Fails<BigInteger>()));
        yield return Case("decimal.Decimal('NaN')", v => PythonLibrary.Decimal("NaN", v), Are(Is("NaN"), Is(double.NaN), Fails<decimal>()));
        yield return Case("decimal.Decimal('-Infinity')", v => PythonLibrary.Decimal("-Infinity", v), Are(Is(double.NegativeInfinity), Fails<decimal>()));
        yield return Case("decimal.Decimal('-0.0')", v => PythonLibrary.Decimal("-0.0", v), Are(Is("-0.0"), Is(0.0m), Is(0)));
        yield return Case("decimal.Decimal('1E+999999')", v => PythonLibrary.Decimal("1E+999999", v), Are(Is("1E+999999"), Fails<double>(), Fails<BigInteger>(), Fails<decimal>()));
        yield return Case("[decimal.Decimal(4), decimal.Decimal(4)]", v => PyList.Create(PythonLibrary.Decimal("4", v), PythonLibrary.Decimal("4", v)), Is<int[]>([4, 4]));
        yield return Case("fractions.Fraction(1, 3)", v => PythonLibrary.Fraction(2, 6, v), Are(Is((BigInteger.One, new BigInteger(3))), Is(1.0 / 3), Is("1/3"), Fails<int>()));
        yield return Case("fractions.Fraction(-7)", v => PythonLibrary.Fraction(7, -1, v), Are(Is((new BigInteger(-7), BigInteger.One)), Is(-7), Is(-7.0), Is("-7")));
        yield return Case("range(1, 10, 3)", _ => PythonLibrary.Range(1, 10, 3), Are(Is((1L, 10L, 3L)), Is<int[]>([1, 4, 7]), Fails<Range>())).From(3, 6);
        yield return Case("range(3)", _ => PythonLibrary.Range(0, 3), Are(Is(0..3), Is<long[]>([0, 1, 2]))).From(3, 6);
        yield return Case("range(10**30)", _ => PythonLibrary.Range(0, BigInteger.Pow(10, 30)), Are(Is((BigInteger.Zero, BigInteger.Pow(10, 30), BigInteger.One)), Fails<long[]>())).From(3, 6);
        yield return Case("range(5, -5, -2)", _ => PythonLibrary.Range(5, -5, -2), Is<int[]>([5, 3, 1, -1, -3])).From(3, 6);
        yield return Case("slice(1, -2)", _ => PythonLibrary.Slice(1, -2), Are(Is(1..^2), Is(((long?)1, (long?)-2, (long?)null)))).From(3, 6);
        yield return Case("slice(None)", _ => PythonLibrary.Slice(null, null), Is(..)).From(3, 6);
        yield return Case("slice(1, 2, 3)", _ => PythonLibrary.Slice(1, 2, 3), Are(Is((1L, 2L, 3L)), Fails<Range>())).From(3, 6);
        yield return Case("[Ellipsis, NotImplemented, type(None), type(Ellipsis), type(NotImplemented)]", _ => PyList.Create(
            PythonLibrary.Ellipsis, PythonLibrary.NotImplemented, PythonLibrary.NoneType(), PythonLibrary.EllipsisType(), PythonLibrary.NotImplementedType()), Nothing).From(3, 6);
    }

    private static IEnumerable<StandardCase> Times()
    {
        var time = new DateTime(2026, 2, 28, 1, 2, 3).AddMicroseconds(456789);
        const string Time = "datetime.datetime(2026, 2, 28, 1, 2, 3, 456789";
        yield return Case("datetime.date(2020, 2, 29)", _ => PythonLibrary.Date(new DateOnly(2020, 2, 29)), Is(new DateOnly(2020, 2, 29)));
        yield return Case("datetime.date.max", _ => PythonLibrary.Date(DateOnly.MaxValue), Is(DateOnly.MaxValue));
        yield return Case("datetime.time(23, 2, 3, 456789)", _ => PythonLibrary.Time(new TimeOnly(23, 2, 3, 456, 789)), Is(new TimeOnly(23, 2, 3, 456, 789)));
        yield return Case("datetime.time(1, fold=1)", _ => PythonLibrary.Time(new TimeOnly(1, 0), fold: true), Fails<TimeOnly>()).From(3, 6).AtLeast(4);
        yield return Case("datetime.time(1, tzinfo=datetime.timezone.utc)", _ => PythonLibrary.Time(new TimeOnly(1, 0), zone: PythonLibrary.TimeZone(TimeSpan.Zero)), Fails<TimeOnly>()).From(3, 6);
        yield return Case(Time + ")", _ => PythonLibrary.DateTime(time), Are(Is(time), Fails<DateTimeOffset>()));
        yield return Case("datetime.datetime.min", _ => PythonLibrary.DateTime(DateTime.MinValue), Is(DateTime.MinValue));
        yield return Case(Time + ", fold=1)", _ => PythonLibrary.DateTime(time, fold: true), Are(Fails<DateTime>(), Fails<DateTimeOffset>())).From(3, 6).AtLeast(4);
        yield return Case(Time + ", tzinfo=datetime.timezone.utc)", _ => PythonLibrary.DateTime(new DateTimeOffset(time, TimeSpan.Zero)),
            Are(Is(new DateTimeOffset(time, TimeSpan.Zero)), Is(time))).From(3, 6);
        yield return Case(Time + ", tzinfo=datetime.timezone(datetime.timedelta(hours=-5), 'EST'))", _ => PythonLibrary.DateTime(time, zone: PythonLibrary.TimeZone(TimeSpan.FromHours(-5), "EST")),
            Are(Is(new DateTimeOffset(time, TimeSpan.FromHours(-5))), Fails<DateTime>())).From(3, 6);
        yield return Case(Time + ", tzinfo=datetime.timezone(datetime.timedelta(seconds=1, microseconds=2)))", _ => PythonLibrary.DateTime(time, zone: PythonLibrary.TimeZone(TimeSpan.FromMicroseconds(1_000_002))),
            Fails<DateTimeOffset>()).From(3, 7);
        yield return Case("datetime.datetime(2026, 7, 1, 12, tzinfo=__import__('zoneinfo').ZoneInfo('Europe/Berlin'))", v => PythonLibrary.DateTime(new DateTime(2026, 7, 1, 12, 0, 0), zone: PythonLibrary.ZoneInfo("Europe/Berlin", v)),
            Is(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)))).From(3, 9).NotOnWebAssembly();
        yield return Case("datetime.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=__import__('zoneinfo').ZoneInfo('Europe/Berlin'))", v => PythonLibrary.DateTime(new DateTime(2026, 10, 25, 2, 30, 0), fold: true, PythonLibrary.ZoneInfo("Europe/Berlin", v)),
            Is(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(1)))).From(3, 9).AtLeast(4).NotOnWebAssembly();
        yield return Case("datetime.datetime(2026, 10, 25, 2, 30, tzinfo=__import__('zoneinfo').ZoneInfo('Europe/Berlin'))", v => PythonLibrary.DateTime(new DateTime(2026, 10, 25, 2, 30, 0), zone: PythonLibrary.ZoneInfo("Europe/Berlin", v)),
            Is(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)))).From(3, 9).NotOnWebAssembly();
        yield return Case("__import__('zoneinfo').ZoneInfo('America/New_York')", v => PythonLibrary.ZoneInfo("America/New_York", v),
            Are(Is("America/New_York"), value => Assert.Equal("America/New_York", PyValue.At<TimeZoneInfo>(value).Id))).From(3, 9).NotOnWebAssembly();
        yield return Case("datetime.timezone.utc", _ => PythonLibrary.TimeZone(TimeSpan.Zero), Are(Is(TimeZoneInfo.Utc), Is(TimeSpan.Zero))).From(3, 6);
        yield return Case("datetime.timezone(datetime.timedelta(hours=5, minutes=30), 'IST')", _ => PythonLibrary.TimeZone(new TimeSpan(5, 30, 0), "IST"),
            Are(Is(new TimeSpan(5, 30, 0)), value => Assert.Equal(("IST", new TimeSpan(5, 30, 0)), (PyValue.At<TimeZoneInfo>(value).Id, PyValue.At<TimeZoneInfo>(value).BaseUtcOffset)))).From(3, 6);
        yield return Case("datetime.timezone(-datetime.timedelta(hours=23, minutes=59))", _ => PythonLibrary.TimeZone(-new TimeSpan(23, 59, 0)), Are(Is(-new TimeSpan(23, 59, 0)), Fails<TimeZoneInfo>())).From(3, 6);
        yield return Case("datetime.timedelta(1, 2, 3)", _ => PythonLibrary.TimeDelta(1, 2, 3), Is(new TimeSpan(1, 0, 0, 2, 0, 3)));
        yield return Case("datetime.timedelta(microseconds=-1)", _ => PythonLibrary.TimeDelta(TimeSpan.FromMicroseconds(-1)), Is(TimeSpan.FromMicroseconds(-1)));
        yield return Case("datetime.timedelta.max", _ => PythonLibrary.TimeDelta(999_999_999, 86_399, 999_999), Fails<TimeSpan>());
        yield return Case("uuid.UUID('12345678-1234-5678-9234-567812345678')", _ => PythonLibrary.Uuid(new Guid("12345678-1234-5678-9234-567812345678")),
            Are(Is(new Guid("12345678-1234-5678-9234-567812345678")), Is("12345678-1234-5678-9234-567812345678")));
        yield return Case("uuid.UUID(int=0)", _ => PythonLibrary.Uuid(Guid.Empty), Is(Guid.Empty));
    }

    private static IEnumerable<StandardCase> Collections()
    {
        yield return Case("collections.deque([1, 2])", v => PythonLibrary.Deque([1, 2], null, v), Are(Is<int[]>([1, 2]), Is<List<long>>([1, 2]), At(2, 1)));
        yield return Case("collections.deque([1, 2, 3], 5)", v => PythonLibrary.Deque([1, 2, 3], 5, v), Is<int[]>([1, 2, 3]));
        yield return Case("collections.deque()", v => PythonLibrary.Deque([], null, v), Is<string[]>([]));
        yield return Case("collections.deque([], 0)", v => PythonLibrary.Deque([], 0, v), Is<string[]>([]));
        yield return Case("collections.OrderedDict([(u'b', 1), (u'a', 2)])", v => PythonLibrary.OrderedDict(new PyDict { ["b"] = 1, ["a"] = 2 }, v),
            Are(HasEntries(("b", 1), ("a", 2)), At(2, "a"), value => Assert.Equal(["b", "a"], PyValue.At<OrderedDictionary<string, int>>(value).Keys)));
        yield return Case("collections.OrderedDict()", v => PythonLibrary.OrderedDict([], v), HasEntries());
        yield return Case("collections.defaultdict(list, {u'a': 1})", v => PythonLibrary.DefaultDict(new PyGlobal("builtins", "list"), new PyDict { ["a"] = 1 }, v), Are(HasEntries(("a", 1)), At(1, "a")));
        yield return Case("collections.defaultdict(None)", v => PythonLibrary.DefaultDict(null, [], v), HasEntries());
        yield return Case("collections.Counter({u'a': 2})", _ => PythonLibrary.Counter(new PyDict { ["a"] = 2 }), Are(HasEntries(("a", 2)), At(2, "a")));
        yield return Case("collections.Counter([1, 1, 2])", _ => PythonLibrary.Counter(new PyDict { [1] = 2, [2] = 1 }),
            Are(value => Assert.Equal([(1, 2), (2, 1)], PyValue.At<Dictionary<int, int>>(value).Select(entry => (entry.Key, entry.Value))), At(2, 1), Fails<Dictionary<string, int>>()));
        yield return Case("collections.ChainMap({'a': 1}, {'b': 2, 'a': 3})", _ => PythonLibrary.ChainMap([new PyDict { ["a"] = 1 }, new PyDict { ["b"] = 2, ["a"] = 3 }]),
            Are(HasEntries(("b", 2), ("a", 1)), At(1, "a"))).From(3, 6);
        yield return Case("collections.UserDict({'a': 1})", _ => PythonLibrary.UserDict(new PyDict { ["a"] = 1 }), Are(HasEntries(("a", 1)), At(1, "data", "a"))).From(3, 6);
        yield return Case("collections.UserList([1, 2])", _ => PythonLibrary.UserList([1, 2]), Are(Is<int[]>([1, 2]), At(2, 1))).From(3, 6);
        yield return Case("collections.UserString('text')", _ => PythonLibrary.UserString("text"), Is("text")).From(3, 6);
        yield return Case("[collections.deque(), collections.OrderedDict(), collections.defaultdict(), collections.Counter(), collections.deque()]", v => PyList.Create(
            PythonLibrary.Deque([], null, v), PythonLibrary.OrderedDict([], v), PythonLibrary.DefaultDict(null, [], v), PythonLibrary.Counter([]), PythonLibrary.Deque([], null, v)), Nothing).From(3, 6);
        foreach (char typecode in "bBhHiIlLqQ")
        {
            yield return Case($"__import__('array').array('{typecode}', [1, 100])", v => PythonLibrary.Array(typecode, [1, 100], v), Are(Is<int[]>([1, 100]), Is<byte[]>([1, 100]))).From(3, 6).NotOnWebAssembly(typecode is 'l' or 'L');
        }

        yield return Case("__import__('array').array('h', [-1, 32767])", v => PythonLibrary.Array('h', [-1, 32767], v), Are(Fails<short[]>(), Is<int[]>([-1, 32767]))).From(3, 6);
        yield return Case("__import__('array').array('Q', [2**64 - 1])", v => PythonLibrary.Array('Q', [ulong.MaxValue], v), Is<BigInteger[]>([ulong.MaxValue])).From(3, 6);
        yield return Case("__import__('array').array('d', [0.5, -1.5])", v => PythonLibrary.Array('d', [0.5, -1.5], v), Is<double[]>([0.5, -1.5])).From(3, 6);
        yield return Case("__import__('array').array('f', [0.5])", v => PythonLibrary.Array('f', [0.5], v), Is<float[]>([0.5f])).From(3, 6);
        yield return Case("__import__('array').array('u', u'a\\u20ac')", v => PythonLibrary.Array('u', ["a", "€"], v), Is<string[]>(["a", "€"])).From(3, 6);
        yield return Case("__import__('array').array('w', 'a\\U0001f600')", v => PythonLibrary.Array('w', ["a", "😀"], v), Is<string[]>(["a", "😀"])).From(3, 13);
        yield return Case("[__import__('array').array('i', [1]), __import__('array').array('i', [2])]", v => PyList.Create(PythonLibrary.Array('i', [1], v), PythonLibrary.Array('i', [2], v)), Nothing).From(3, 6);
        yield return Case("__import__('types').SimpleNamespace(a=1)", _ => PythonLibrary.SimpleNamespace(new PyDict { ["a"] = 1 }), Are(HasEntries(("a", 1)), At(1, "a"))).From(3, 6);
        yield return Case("__import__('types').SimpleNamespace()", _ => PythonLibrary.SimpleNamespace([]), HasEntries()).From(3, 6);
    }

    private static IEnumerable<StandardCase> Classes()
    {
        yield return Case(Model + "Point(1, 2)", _ => PythonLibrary.NamedTuple(new PyGlobal("standard_model", "Point"), 1, 2), Are(Is((1, 2)), Is((1.0, 2.0)), Is<int[]>([1, 2]), At(2, 1)));
        yield return Case(Model + "Single(5)", _ => PythonLibrary.NamedTuple(new PyGlobal("standard_model", "Single"), 5), Is<int[]>([5]));
        yield return Case("Pair((1, 2))", _ => PythonLibrary.Subclass(new PyGlobal("corpus_model", "Pair"), PyTuple.Create(1, 2)), Are(Is((1, 2)), Is<int[]>([1, 2]))).From(3, 6);
        yield return Case("Number(5)", _ => PythonLibrary.Subclass(new PyGlobal("corpus_model", "Number"), 5L), Are(Is(5), Is((byte)5), Is(5.0), Is(5m))).From(3, 6);
        yield return Case(Model + "Ratio(0.5)", _ => PythonLibrary.Subclass(new PyGlobal("standard_model", "Ratio"), 0.5), Are(Is(0.5), Is(0.5f), Fails<int>())).From(3, 6);
        yield return Case("Text('text')", _ => PythonLibrary.Subclass(new PyGlobal("corpus_model", "Text"), "text"), Are(Is("text"), Fails<int>())).From(3, 6);
        yield return Case(Model + "Blob(b'abc')", _ => PythonLibrary.Subclass(new PyGlobal("standard_model", "Blob"), "abc"u8.ToArray()), Is<byte[]>([97, 98, 99])).From(3, 6);
        yield return Case("Items([1, 2])", _ => PythonLibrary.ListSubclass(new PyGlobal("corpus_model", "Items"), [1, 2]), Are(Is<int[]>([1, 2]), At(1, 0))).From(3, 6);
        yield return Case("Items()", _ => PythonLibrary.ListSubclass(new PyGlobal("corpus_model", "Items"), []), Is<int[]>([])).From(3, 6);
        yield return Case("Table([('a', 1)])", _ => PythonLibrary.DictSubclass(new PyGlobal("corpus_model", "Table"), new PyDict { ["a"] = 1 }), Are(HasEntries(("a", 1)), At(1, "a"))).From(3, 6);
        yield return Case("Table()", _ => PythonLibrary.DictSubclass(new PyGlobal("corpus_model", "Table"), []), HasEntries()).From(3, 6);
        yield return Case(Model + "Names([1])", v => PythonLibrary.SetSubclass(new PyGlobal("standard_model", "Names"), [1], null, v), Are(Is<HashSet<int>>([1]), Is<int[]>([1])));
        yield return Case(Model + "Fixed([1])", v => PythonLibrary.SetSubclass(new PyGlobal("standard_model", "Fixed"), [1], null, v), Is<HashSet<int>>([1]));
        yield return Case("Plain(x=1)", v => PythonLibrary.Instance(new PyGlobal("corpus_model", "Plain"), new PyDict { ["x"] = 1 }, v), Are(HasEntries(("x", 1)), At(1, "x")));
        yield return Case("[Plain(), Plain()]", v => PyList.Create(PythonLibrary.Instance(new PyGlobal("corpus_model", "Plain")), PythonLibrary.Instance(new PyGlobal("corpus_model", "Plain"))), Nothing).From(3, 6);
        yield return Case("Slots(1, 2)", _ => PythonLibrary.SlotsInstance(new PyGlobal("corpus_model", "Slots"), new PyDict { ["x"] = 1, ["y"] = 2 }), Are(HasEntries(("x", 1), ("y", 2)), At(2, "y"))).From(3, 6).AtLeast(2);
        yield return Case(Model + "Money(5)", _ => PythonLibrary.Instance(new PyGlobal("standard_model", "Money"), new PyDict { ["amount"] = 5, ["currency"] = "EUR" }),
            Are(At(5, "amount"), value => Assert.Equal("EUR", PyValue.At<Dictionary<string, object?>>(value)["currency"]))).From(3, 7);
        yield return Case(Model + "Frozen(5)", _ => PythonLibrary.Instance(new PyGlobal("standard_model", "Frozen"), new PyDict { ["amount"] = 5 }), HasEntries(("amount", 5))).From(3, 7);
        yield return Case(Model + "Slotted(5)", _ => PythonLibrary.SlotsInstance(new PyGlobal("standard_model", "Slotted"), new PyDict { ["amount"] = 5, ["currency"] = "EUR" }), At(5, "amount")).From(3, 10).AtLeast(2);
        yield return Case(Model + "FrozenSlotted(5)", _ => PythonLibrary.FrozenSlotsInstance(new PyGlobal("standard_model", "FrozenSlotted"), [5, "EUR"]), Is<object?[]>([5L, "EUR"])).From(3, 10);
        yield return Case(Model + "Level.HIGH", _ => PythonLibrary.EnumMember(new PyGlobal("standard_model", "Level"), 2), Are(Is(Level.High), Is<Level?>(Level.High), Is(2), Fails<Shade>())).From(3, 6);
        yield return Case(Model + "Mode.READ | " + Model + "Mode.WRITE", _ => PythonLibrary.EnumMember(new PyGlobal("standard_model", "Mode"), 6), Are(Is(Mode.Read | Mode.Write), Fails<Level>())).From(3, 6);
        yield return Case(Model + "Shade.DARK", _ => PythonLibrary.EnumMember(new PyGlobal("standard_model", "Shade"), "dark"), Are(Is(Shade.Dark), Is("dark"), Fails<Level>())).From(3, 6);
        yield return Case("Colour.GREEN", _ => PythonLibrary.EnumMember(new PyGlobal("corpus_model", "Colour"), "green"), Is("green")).From(3, 6);
    }

    private static IEnumerable<StandardCase> Texts()
    {
        foreach (string path in new[] { "/a/b.txt", "a/b", "/", "//server/x" })
            yield return Case($"{Paths}PurePosixPath('{path}')", v => PythonLibrary.PurePosixPath(path, v), Is(path)).From(3, 6);

        // From 3.13 on a path keeps the text that it was made of.
        foreach (string path in new[] { "a//b", "./a/.", "./a//b/.", "///a" })
            yield return Case($"{Paths}PurePosixPath('{path}')", v => PythonLibrary.PurePosixPath(path, v), Nothing).From(3, 6);
        yield return Case($"{Paths}PurePosixPath('')", v => PythonLibrary.PurePosixPath("", v), Is(".")).From(3, 6);
        yield return Case($"{Paths}PosixPath('/a')", v => PythonLibrary.PosixPath("/a", v), Is("/a")).From(3, 6);
        yield return Case($"{Paths}PureWindowsPath('C:/a/b')", v => PythonLibrary.PureWindowsPath("C:/a/b", v), Nothing).From(3, 6);
        yield return Case($"{Paths}PureWindowsPath('C:\\\\a\\\\b')", v => PythonLibrary.PureWindowsPath(@"C:\a\b", v), Is(@"C:\a\b")).From(3, 6);
        yield return Case($"{Paths}PureWindowsPath('C:a')", v => PythonLibrary.PureWindowsPath("C:a", v), Is("C:a")).From(3, 6);
        yield return Case($"{Paths}PureWindowsPath('\\\\\\\\server\\\\share\\\\a')", v => PythonLibrary.PureWindowsPath(@"\\server\share\a", v), Is(@"\\server\share\a")).From(3, 6);
        yield return Case(Addresses + "ip_address('1.2.3.4')", v => PythonLibrary.IPAddress(IPAddress.Parse("1.2.3.4"), v), Are(Is(IPAddress.Parse("1.2.3.4")), Is("1.2.3.4"), Fails<IPNetwork>())).From(3, 6);
        foreach (string address in new[] { "::1", "::", "2001:db8::1:0:0:1", "::1.2.3.4", "::ffff:1.2.3.4", "1:0:0:2::3", "1:2:3:4:5:6:7:8" })
            yield return Case($"{Addresses}ip_address('{address}')", v => PythonLibrary.IPAddress(IPAddress.Parse(address), v), Is(IPAddress.Parse(address))).From(3, 6);
        yield return Case(Addresses + "ip_address('fe80::1%3')", v => v >= new Version(3, 11) ? PythonLibrary.IPAddress(IPAddress.Parse("fe80::1%3"), v) : PythonLibrary.IPAddress(IPAddress.Parse("fe80::1"), v), Nothing).From(3, 9);
        yield return Case(Addresses + "ip_address('fe80::1%eth0')", null, Are(Is("fe80::1%eth0"), Fails<IPAddress>())).From(3, 11);
        yield return Case(Addresses + "ip_network('10.0.0.0/8')", v => PythonLibrary.IPNetwork(IPNetwork.Parse("10.0.0.0/8"), v), Are(Is(IPNetwork.Parse("10.0.0.0/8")), Is("10.0.0.0/8"), Fails<IPAddress>())).From(3, 6);
        yield return Case(Addresses + "ip_network('fe80::/10')", v => PythonLibrary.IPNetwork(IPNetwork.Parse("fe80::/10"), v), Is(IPNetwork.Parse("fe80::/10"))).From(3, 6);
        yield return Case(Addresses + "ip_interface('10.0.0.1/8')", v => PythonLibrary.IPInterface(IPAddress.Parse("10.0.0.1"), 8, v), Are(Is("10.0.0.1/8"), Fails<IPNetwork>(), Fails<IPAddress>())).From(3, 6);
        yield return Case("__import__('re').compile('a+')", v => PythonLibrary.Pattern("a+", 0, v), value =>
        {
            Assert.Matches(PyValue.At<Regex>(value), "xaax");
            Assert.Equal("a+", PyValue.At<string>(value));
        });
        yield return Case("__import__('re').compile('(?P<x>^b.)', 2 | 8 | 16)", v => PythonLibrary.Pattern("(?P<x>^b.)", 2 | 8 | 16, v), value =>
            Assert.Equal("B\n", PyValue.At<Regex>(value).Match("a\nB\n").Groups["x"].Value));
        yield return Case("__import__('re').compile('a', 256)", v => PythonLibrary.Pattern("a", 256, v), Nothing).From(3, 6);
        yield return Case("__import__('re').compile(b'a')", _ => PythonLibrary.Pattern("a"u8.ToArray()), Fails<Regex>()).From(3, 6);
    }

    private static IEnumerable<StandardCase> Others()
    {
        var integer = new PyGlobal("builtins", "int");
        yield return Case("__import__('functools').partial(int, '11', base=2)", v => PythonLibrary.Partial(integer, PyTuple.Create("11"), new PyDict { ["base"] = 2 }, v), Nothing).From(3, 6);
        yield return Case("__import__('functools').partial(int)", v => PythonLibrary.Partial(integer, PyTuple.Empty, null, v), Nothing).From(3, 6);
        yield return Case("__import__('operator').itemgetter(1, 'a')", _ => PythonLibrary.ItemGetter(1, "a"), Nothing).From(3, 6);
        yield return Case("__import__('operator').attrgetter('a.b')", _ => PythonLibrary.AttributeGetter("a.b"), Nothing).From(3, 6);
        yield return Case("__import__('operator').methodcaller('m', 1)", v => PythonLibrary.MethodCaller("m", PyTuple.Create(1), null, v), Nothing).From(3, 6);
        yield return Case("__import__('operator').methodcaller('m', 1, k=2)", v => PythonLibrary.MethodCaller("m", PyTuple.Create(1), new PyDict { ["k"] = 2 }, v), Nothing).From(3, 6);
        yield return Case("[1, 2].append", _ => PythonLibrary.BoundMethod(PyList.Create(1, 2), "append"), Nothing).From(3, 6);
        yield return Case("[[1].append, int, ValueError(), [2].append]", _ => PyList.Create(
            PythonLibrary.BoundMethod(PyList.Create(1), "append"), integer, PythonLibrary.Exception("ValueError"), PythonLibrary.BoundMethod(PyList.Create(2), "append")), Nothing).From(3, 6);
        yield return Case("ValueError('bad', 3)", _ => PythonLibrary.Exception("ValueError", "bad", 3), HasMessage("builtins.ValueError", "('bad', 3)")).From(3, 6);
        yield return Case("ValueError()", _ => PythonLibrary.Exception("ValueError"), HasMessage("builtins.ValueError", ""));
        yield return Case("KeyError('k')", _ => PythonLibrary.Exception("KeyError", "k"), HasMessage("builtins.KeyError", "'k'")).From(3, 6);
        yield return Case("FileNotFoundError(2, 'No such', 'f')", _ => PythonLibrary.Exception("FileNotFoundError", 2, "No such", "f"), value =>
            Assert.Equal("[Errno 2] No such: 'f'", PyValue.At<PyExceptionInfo>(value).Message)).From(3, 6);
        yield return Case("ImportError('m', name='n')", v => PythonLibrary.Exception(new PyGlobal("builtins", "ImportError"), PyTuple.Create("m"), null, new PyDict { ["name"] = "n" }, v), HasMessage("builtins.ImportError", "m")).From(3, 6);
        yield return Case("AttributeError('m')", v => PythonLibrary.Exception(new PyGlobal("builtins", "AttributeError"), PyTuple.Create("m"), null, null, v), HasMessage("builtins.AttributeError", "m")).From(3, 6);
        yield return Case(Model + "Failure('m')", v => PythonLibrary.Exception(new PyGlobal("standard_model", "Failure"), PyTuple.Create("m"), null, null, v), HasMessage("standard_model.Failure", "m")).From(3, 6);
        yield return Case("(lambda e: (e.add_note('n'), e)[1])(ValueError(1))", v => PythonLibrary.Exception(new PyGlobal("builtins", "ValueError"), PyTuple.Create(1), ["n"], null, v), value =>
            Assert.Equal(["n"], PyValue.At<PyExceptionInfo>(value).Notes)).From(3, 11);
        yield return Case("ExceptionGroup('g', [ValueError(1)])", v => PythonLibrary.Exception(new PyGlobal("builtins", "ExceptionGroup"), PyTuple.Create("g", PyList.Create(PythonLibrary.Exception("ValueError", 1))), null, null, v),
            HasMessage("builtins.ExceptionGroup", "g (1 sub-exception)")).From(3, 11);
        yield return Case("__import__('concurrent.futures.process', fromlist=['x'])._ExceptionWithTraceback(ValueError('deep'), None)", null, value =>
        {
            PyExceptionInfo info = PyValue.At<PyExceptionInfo>(value);
            Assert.Equal("builtins.ValueError", info.Type);
            Assert.Contains("deep", info.Traceback, StringComparison.Ordinal);
        }).From(3, 6).NotOnWebAssembly();
        yield return Case("__import__('io').BytesIO(b'ab')", v => PythonLibrary.BytesIO("ab"u8.ToArray(), 0, v), Is<byte[]>([97, 98])).AtLeast(2);
        yield return Case("__import__('io').StringIO(u'ab')", v => PythonLibrary.StringIO("ab", 0, v), Is("ab")).AtLeast(2);
        yield return Case("__import__('os').terminal_size((80, 24))", null, Is((80, 24))).From(3, 6);
        yield return Case("__import__('time').gmtime(0)", null, value => Assert.Equal(1970, PyValue.At<int[]>(value)[0]));
        yield return Case("frozendict(a=1)", null, HasEntries(("a", 1))).From(3, 15).AtLeast(2);
    }

    private static StandardCase Case(string source, Func<Version, object?>? make, Action<object?> check) => new(source, make, check);

    private static void Nothing(object? value)
    {
    }

    private static Action<object?> Is<T>(T expected) => value => Assert.Equal(expected, PyValue.At<T>(value));

    private static Action<object?> Fails<T>() => value => Assert.Throws<PickleException>(() => PyValue.At<T>(value));

    private static Action<object?> At(int expected, params object?[] path) => value => Assert.Equal(expected, PyValue.At<int>(value, path));

    private static Action<object?> HasEntries(params (string Key, int Value)[] entries) => value =>
        Assert.Equal(entries, PyValue.At<Dictionary<string, int>>(value).Select(entry => (entry.Key, entry.Value)));

    private static Action<object?> HasMessage(string type, string message) => value =>
    {
        PyExceptionInfo info = PyValue.At<PyExceptionInfo>(value);
        Assert.Equal((type, message), (info.Type, info.Message));
    };

    private static Action<object?> Are(params Action<object?>[] checks) => value =>
    {
        foreach (Action<object?> check in checks)
            check(value);
    };
}
