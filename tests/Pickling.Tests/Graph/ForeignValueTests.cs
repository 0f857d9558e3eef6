using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Dynamic;
using System.Text.Json.Nodes;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Collections of .NET are dumped as what they are in Python; what is nothing there is refused with its path.</summary>
public class ForeignValueTests
{
    private static readonly PyGlobal Class = new("m", "C");

    public static TheoryData<string, object?> Values => new()
    {
        { "[1, 2]", new List<int> { 1, 2 } },
        { "[1, 2]", new[] { 1, 2 } },
        { "[[1], []]", new[] { [1], Array.Empty<int>() } },
        { "[1, 2]", ImmutableArray.Create(1, 2) },
        { "[3, 4]", Enumerable.Range(0, 5).Where(number => number > 2) },
        { "[1, 'x']", new List<object> { 1, 'x' } },
        { "{'a': 1, 'b': [1]}", new Dictionary<string, object> { ["a"] = 1, ["b"] = new List<int> { 1 } } },
        { "{(1, 2): 'x'}", new Dictionary<(int, int), string> { [(1, 2)] = "x" } },
        { "{'a': 1}", Expando() },
        { "{1, 2}", new HashSet<int> { 1, 2 } },
        { "frozenset({1})", ImmutableHashSet.Create(1) },
        { "frozenset({1, 2})", ImmutableSortedSet.Create(1, 2) },
        { "{1, 2}", new SortedSet<int> { 1, 2 } },
        { "frozenset({1, 2})", new[] { 1, 2 }.ToFrozenSet() },
        { "frozenset({1, 2})", new ReadOnlySet<int>(new HashSet<int> { 1, 2 }) },
        { "[frozenset({1}), {1: frozenset()}]", new object[] { ImmutableHashSet.Create(1), new Dictionary<int, object> { [1] = FrozenSet<int>.Empty } } },
        { "{(1, 2)}", new HashSet<(int, int)> { (1, 2) } },
        { "{frozenset({1}), frozenset()}", new HashSet<object> { ImmutableHashSet.Create(1), FrozenSet<int>.Empty } },
        { "frozenset({frozenset({frozenset({1})})})", new object[] { new object[] { ImmutableHashSet.Create(1) }.ToFrozenSet() }.ToFrozenSet() },
        { "{frozenset({'a', 'b'}): 1}", new Dictionary<ImmutableSortedSet<string>, int> { [ImmutableSortedSet.Create("a", "b")] = 1 } },
        { "[1, -2]", new sbyte[] { 1, -2 } },
        { "{b'x'}", new HashSet<byte[]> { "x"u8.ToArray() } },
        { "(1, 'a', (2.5, None))", (1, "a", (2.5, (string?)null)) },
        { "(1, 2, 3, 4, 5, 6, 7, 8, 9)", (1, 2, 3, 4, 5, 6, 7, 8, 9) },
        { "(1, 'x')", Tuple.Create(1, "x") },
        { "b'ab'", "ab"u8.ToArray().AsMemory() },
        { "b''", default(ArraySegment<byte>) },
        { "('a', 1)", KeyValuePair.Create("a", 1) },
        { "[[1, 2], [3, 4]]", new[,] { { 1, 2 }, { 3, 4 } } },
        { "[1, 2]", new[] { 1, 2 }.AsMemory() },
        { "{'a': [1, 2.5, None]}", JsonNode.Parse("""{"a": [1, 2.5, null]}""") },
        { "[1, 'x']", JsonNode.Parse("""[1, "x"]""") },
    };

    public static TheoryData<object, object> Numbers => new()
    {
        { new[] { 1, -2, 70_000, int.MinValue }, new object[] { 1, -2, 70_000, int.MinValue } },
        { new uint[] { 1, uint.MaxValue }, new object[] { 1, uint.MaxValue } },
        { new sbyte[] { 1, -2 }, new object[] { 1, -2 } },
        { new[] { 1L, long.MaxValue, -1L }, new object[] { 1, long.MaxValue, -1 } },
        { new ulong[] { 1, ulong.MaxValue }, new object[] { 1, ulong.MaxValue } },
        { new[] { 0.5, double.NaN, -0.0 }, new object[] { 0.5, double.NaN, -0.0 } },
        { new[] { 0.5f, 0.1f }, new object[] { 0.5, (double)0.1f } },
        { Enumerable.Range(0, 2001).ToList(), Enumerable.Range(0, 2001).Cast<object>().ToArray() },
        { new List<long> { 1, 1 << 20 }, new object[] { 1, 1 << 20 } },
        { new List<double> { 1.5 }, new object[] { 1.5 } },
        { new[] { DayOfWeek.Friday }.Cast<int>().ToArray(), new object[] { 5 } },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Typed_numbers_are_written_as_boxed_ones(object typed, object boxed)
    {
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            var options = new PickleOptions { Protocol = protocol };

            Assert.Equal(Pickle.Dumps(new[] { boxed, boxed }, options), Pickle.Dumps(new[] { typed, typed }, options));
        }
    }

    public static TheoryData<string, object?> Refused => new()
    {
        { "root[\"orders\"][2][0][1]: a System.Uri", new Dictionary<string, object> { ["orders"] = new object[] { 1, 2, new object[] { (1, new Uri("urn:a:b")) } } } },
        { "root.keys(): a System.Version", new Dictionary<Version, int> { [new Version(1, 2)] = 1 } },
        { "root.args[1]: a System.Version", new PyObject(Class, PyTuple.Create(1, new Version(1, 2)), PyConstruction.NewObject) },
        { "root.state[\"a\"]: a System.Version", new PyObject(Class, PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["a"] = new Version(1, 2) } } },
        { "root[1]: a System.Version", new PyObject(Class, PyTuple.Empty, PyConstruction.NewObject) { ListItems = [1, new Version(1, 2)] } },
        { "root[\"k\"]: a System.Version", new PyObject(Class, PyTuple.Empty, PyConstruction.NewObject) { DictItems = new PyDict { ["k"] = new Version(1, 2) } } },
        { "at root[0]: a System.Collections.Specialized.NameValueCollection", new object[] { new System.Collections.Specialized.NameValueCollection { { "a", "b" } } } },
        { "at root[0]: the System.Collections.Immutable.ImmutableArray", new object[] { default(System.Collections.Immutable.ImmutableArray<int>) } },
        { "KeywordArguments", new PyObject(Class, PyTuple.Empty, PyConstruction.NewObjectEx) },
        { "at root[0]: a System.Int32[,]", new object[] { new int[2, 2] } },
        { "at root[0]: a System.Collections.Generic.KeyValuePair", new List<KeyValuePair<string, object?>> { new("a", 1), new("a", 2) } },
        { "root[0]: unhashable type: 'list'", new object[] { new HashSet<PyList> { new() } } },
        { "at root: unhashable type", new HashSet<int[]> { new[] { 1 } } },
        { "at root: unhashable type", new HashSet<HashSet<int>> { new() } },
        { "at root: unhashable type: 'System.SByte[]'", new HashSet<sbyte[]> { new sbyte[] { 1 } } },
        { "unhashable type: 'list'", new HashSet<object> { new object[] { new PyList() }.ToFrozenSet() } },
        { "at root: unhashable type", new Dictionary<List<int>, int> { [[]] = 1 } },
        { "at root: unhashable type: 'list'", new Dictionary<PyTuple, int> { [PyTuple.Create(1, new PyList())] = 1 } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Collection_is_its_counterpart_in_Python(string expected, object? value) =>
        Assert.Equal(expected, PythonFormatter.Format(Pickle.Loads(Pickle.Dumps(value))));

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_Python_cannot_hold_is_refused_with_its_path(string words, object? value)
    {
        var error = Assert.Throws<PicklingException>(() => Pickle.Dumps(value));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collections_that_hold_themselves_come_back_so()
    {
        var list = new List<object?>();
        list.Add(list);
        var dictionary = new Dictionary<string, object?>();
        dictionary["self"] = dictionary;

        var loaded = Pickle.Loads<PyList>(Pickle.Dumps(list));
        var loadedDict = Pickle.Loads<PyDict>(Pickle.Dumps(dictionary));

        Assert.Same(loaded, loaded[0]);
        Assert.Same(loadedDict, loadedDict["self"]);
    }

    [Fact]
    public void Collection_is_no_key_of_a_dict_or_set()
    {
        Assert.Throws<ArgumentException>(() => new PyDict { [new List<int>()] = 1 });
        Assert.Throws<ArgumentException>(() => new PySet { new[] { 1 } });
    }

    private static object Expando()
    {
        IDictionary<string, object?> expando = new ExpandoObject();
        expando["a"] = 1;
        return expando;
    }
}
