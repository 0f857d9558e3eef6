using System.Numerics;
using Pickling.Model;

namespace Pickling.Caching.Tests.Keys;

/// <summary>Values whose keys are fixed for ever.</summary>
internal static class KeyCase
{
    public static Dictionary<string, object?> All { get; } = new()
    {
        ["none"] = null,
        ["true"] = true,
        ["one"] = 1,
        ["minus"] = -129L,
        ["big"] = BigInteger.Pow(2, 70),
        ["float"] = 1.5,
        ["complex"] = new Complex(1, -2),
        ["decimal"] = 12.50m,
        ["text"] = "Kraków 🎉",
        ["surrogate"] = "a\ud800",
        ["long text"] = new string('é', 5000),
        ["bytes"] = new byte[] { 0, 255 },
        ["bytearray"] = new PyByteArray([1]),
        ["bytestring"] = new PyByteString([1]),
        ["datetime"] = new DateTime(2024, 2, 29, 12, 30, 15),
        ["utc"] = new DateTimeOffset(2024, 2, 29, 12, 30, 15, TimeSpan.FromHours(2)),
        ["date"] = new DateOnly(2024, 2, 29),
        ["time"] = new TimeOnly(12, 30),
        ["span"] = TimeSpan.FromSeconds(-1.5),
        ["uuid"] = Guid.Parse("12345678-1234-5678-1234-567812345678"),
        ["tuple"] = (1, "a", (2.5, false)),
        ["list"] = new object?[] { 1, null, new List<int> { 2, 3 } },
        ["long list"] = Enumerable.Range(0, 5000).ToArray(),
        ["dict"] = new Dictionary<string, object?> { ["b"] = 1, ["a"] = new[] { "x" } },
        ["set"] = new HashSet<int> { 3, 1, 2 },
        ["frozenset"] = new PyFrozenSet(["b", "a"]),
        ["global"] = new PyGlobal("shop", "Order"),
        ["object"] = new PyObject(new PyGlobal("shop", "Order"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["b"] = 1, ["a"] = 2 } },
        ["ordered"] = new PyObject(new PyGlobal("collections", "OrderedDict"), PyTuple.Empty, PyConstruction.Reduce) { DictItems = new PyDict { ["b"] = 1, ["a"] = 2 } },
        ["persistent"] = new PersistentReference("id"),
        ["cycle"] = Cycle(),
    };

    public static PyList Cycle()
    {
        var list = new PyList { 1 };
        list.Add(list);
        return list;
    }
}
