using System.Net;
using System.Numerics;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Tests.Model;

/// <summary>PythonLibrary makes the bytes that real CPythons wrote, each version its own.</summary>
public sealed class PythonLibraryTests
{
    private static readonly Dictionary<string, Func<Version, object?>> Made = new()
    {
        ["stdlib:complex"] = _ => PyList.Create(PythonLibrary.Complex(new Complex(1, -2.5)), PythonLibrary.Complex(new Complex(0.0, double.PositiveInfinity))),
        ["stdlib:range"] = _ => PyList.Create(PythonLibrary.Range(0, 5), PythonLibrary.Range(1, 10, 3), PythonLibrary.Range(0, BigInteger.Pow(2, 70))),
        ["stdlib:slice"] = _ => PyList.Create(PythonLibrary.Slice(null, 3), PythonLibrary.Slice(1, 2, 3)),
        ["global:singletons"] = _ => PyList.Create(PythonLibrary.Ellipsis, PythonLibrary.NotImplemented),
        ["global:singleton-types"] = _ => PyList.Create(PythonLibrary.NoneType(), PythonLibrary.EllipsisType(), PythonLibrary.NotImplementedType()),
        ["global:bound-method"] = _ => PyList.Create(PythonLibrary.BoundMethod("abc", "upper"), PythonLibrary.BoundMethod(new PyList(), "append")),
        ["stdlib:datetime"] = _ => PythonLibrary.DateTime(new DateTime(2026, 11, 22, 13, 14, 15, 161, 718)),
        ["stdlib:datetime-utc"] = _ => PythonLibrary.DateTime(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)),
        ["stdlib:datetime-zone"] = _ => PythonLibrary.DateTime(new DateTime(2026, 1, 2), zone: PythonLibrary.TimeZone(TimeSpan.FromHours(-5), "EST")),
        ["stdlib:date"] = _ => PyList.Create(PythonLibrary.Date(new DateOnly(2026, 11, 22)), PythonLibrary.Date(DateOnly.MinValue), PythonLibrary.Date(DateOnly.MaxValue)),
        ["stdlib:timedelta"] = _ => PyList.Create(
            PythonLibrary.TimeDelta(1, 2, 3), PythonLibrary.TimeDelta(-1, 0, 0), PythonLibrary.TimeDelta(999_999_999, 86_399, 999_999), PythonLibrary.TimeDelta(-999_999_999, 0, 0)),
        ["stdlib:decimal-digit-twice"] = v => PyList.Create(PythonLibrary.Decimal("4", v), PythonLibrary.Decimal(4, 0, v), "4"),
        ["stdlib:uuid"] = _ => PythonLibrary.Uuid(new Guid("12345678-1234-5678-1234-567812345678")),
        ["stdlib:fraction"] = v => PythonLibrary.Fraction(1, 3, v),
        ["stdlib:orderedDict"] = v => PythonLibrary.OrderedDict(new PyDict { ["b"] = 1, ["a"] = 2 }, v),
        ["stdlib:defaultdict"] = v => PythonLibrary.DefaultDict(new PyGlobal("builtins", "list"), new PyDict { ["a"] = PyList.Create(1) }, v),
        ["stdlib:counter"] = _ => PythonLibrary.Counter(new PyDict { ["a"] = 2, ["b"] = 1 }),
        ["stdlib:deque"] = v => PyList.Create(PythonLibrary.Deque([1, 2, 3], null, v), PythonLibrary.Deque([1], 5, v), PythonLibrary.Deque([], null, v)),
        ["stdlib:namespace"] = _ => PythonLibrary.SimpleNamespace(new PyDict { ["a"] = 1, ["b"] = "two" }),
        ["stdlib:partial"] = v => PythonLibrary.Partial(new PyGlobal("builtins", "int"), PyTuple.Create("11"), new PyDict { ["base"] = 2 }, v),
        ["stdlib:path"] = v => PythonLibrary.PurePosixPath("/a/b.txt", v),
        ["stdlib:addresses"] = v => PyList.Create(
            PythonLibrary.IPAddress(IPAddress.Parse("127.0.0.1"), v), PythonLibrary.IPAddress(IPAddress.Parse("::1"), v), PythonLibrary.IPNetwork(IPNetwork.Parse("10.0.0.0/8"), v)),
        ["stdlib:array"] = v => PyList.Create(
            PythonLibrary.Array('b', [1, -1], v), PythonLibrary.Array('d', [0.5], v), PythonLibrary.Array('H', [1, 65535], v), PythonLibrary.Array('i', [], v)),
        ["object:slots"] = _ => PythonLibrary.SlotsInstance(new PyGlobal("corpus_model", "Slots"), new PyDict { ["x"] = 1, ["y"] = PyList.Create(2) }),
        ["object:attributes"] = v => PythonLibrary.Instance(new PyGlobal("corpus_model", "Plain"), new PyDict { ["x"] = 1, ["y"] = "two" }, v),
        ["object:list-subclass"] = _ => PythonLibrary.ListSubclass(new PyGlobal("corpus_model", "Items"), [1, 2, 3], new PyDict { ["name"] = "n" }),
        ["object:dict-subclass"] = _ => PythonLibrary.DictSubclass(new PyGlobal("corpus_model", "Table"), new PyDict { ["a"] = 1 }, new PyDict { ["name"] = "n" }),
        ["object:tuple-subclass"] = _ => PythonLibrary.Subclass(new PyGlobal("corpus_model", "Pair"), PyTuple.Create(1, 2), new PyDict { ["name"] = "n" }),
        ["object:exception"] = _ => PyList.Create(PythonLibrary.Exception("ValueError", "bad", 3), PythonLibrary.Exception("KeyError", "k")),
    };

    public static TheoryData<string> Names => [.. Made.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Made_values_have_the_bytes_of_every_version(string name)
    {
        List<string> failures = [];
        int checks = 0;
        foreach (CorpusEntry entry in CorpusFile.Of(name))
        {
            foreach (string version in entry.Versions.Where(version => version != "2.7"))
            {
                checks++;
                byte[] pickle = Pickle.Dumps(Made[name](Version.Parse(version)), entry.DumpOptions with { Profile = CPythonProfile.ForVersion(version) });
                if (!pickle.AsSpan().SequenceEqual(entry.Bytes))
                    failures.Add($"{entry}\n  as {version}: {Difference.Of(entry.Bytes, pickle)}");
            }
        }

        Assert.True(checks > 0, $"the corpus has no {name}");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
