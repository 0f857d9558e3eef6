using System.Net;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>Objects where any object may stand: as roots, members and items of type object.</summary>
public sealed class ObjectTests
{
    private static readonly ReflectionPickleContext WithNode = new(new PickleMapping { Types = [typeof(Node)] });

    [PickleClass("m", "Node")]
    public sealed class Node
    {
        public int Number { get; set; }

        public object? Other { get; set; }
    }

    public sealed class Unmapped
    {
        public int Number { get; set; }
    }

    public static TheoryData<string, object?, string> Written => new()
    {
        { "a mapped class", new Node { Number = 1 }, "m.Node() {'number': 1, 'other': None}" },
        { "a class without a mapping", new Unmapped { Number = 1 }, "{'Number': 1}" },
        { "an anonymous class", new { A = 1, B = new[] { new { C = 'x' } } }, "{'A': 1, 'B': [{'C': 'x'}]}" },
        { "a mapped class in a list", new Node { Other = new List<object?> { new Node { Number = 2 } } }, "m.Node() {'number': 0, 'other': [m.Node() {'number': 2, 'other': None}]}" },
        { "a mapped class in a dictionary", new Node { Other = new Dictionary<string, Node?> { ["a"] = null } }, "m.Node() {'number': 0, 'other': {'a': None}}" },
        { "what can only be enumerated", new Node { Other = Enumerable.Range(0, 3).Where(static number => number > 0) }, "m.Node() {'number': 0, 'other': [1, 2]}" },
        { "an array of two dimensions", new Node { Other = new[,] { { 1, 2 } } }, "m.Node() {'number': 0, 'other': [[1, 2]]}" },
        { "a tuple of mapped classes", new Node { Other = (1, new Node()) }, "m.Node() {'number': 0, 'other': (1, m.Node() {'number': 0, 'other': None})}" },
        { "an enum", new Node { Other = DayOfWeek.Friday }, "m.Node() {'number': 0, 'other': 5}" },
        { "a value of the graph", new Node { Other = new PyFrozenSet([1]) }, "m.Node() {'number': 0, 'other': frozenset({1})}" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Object_is_written_as_its_own_type(string what, object? value, string python)
    {
        Assert.Equal(python, Pickle.Loads(Pickle.Dumps(value))?.ToString());

        using var stream = new MemoryStream();
        Pickle.Dump<object?>(value, stream);
        Assert.True(Pickle.Dumps(value).AsSpan().SequenceEqual(stream.ToArray()), what);
    }

    [Fact]
    public void Dictionary_without_items_is_empty_for_any_type_of_value()
    {
        byte[] empty = Pickle.Dumps(new PyObject(new PyGlobal("collections", "OrderedDict"), PyTuple.Empty, PyConstruction.Reduce));

        Assert.Empty(Pickle.Loads<Dictionary<string, Node>>(empty)!);
        Assert.Empty(Pickle.Loads<Dictionary<string, object>>(empty)!);
    }

    [Theory]
    [InlineData("collections", "OrderedDict")]
    [InlineData("m", "Both")]
    public void Object_with_items_of_a_list_is_no_dictionary(string module, string name)
    {
        byte[] pickle =
        [
            0x80, 2,
            .. System.Text.Encoding.ASCII.GetBytes($"c{module}\n{name}\n"),
            .. ")R(K\u0001K\u0002e"u8,
            .. name == "Both" ? "(K\u0001K\u0002u"u8 : [],
            (byte)'.',
        ];

        Assert.Throws<PickleException>(() => Pickle.Loads<Dictionary<string, object>>(pickle));
        Assert.Throws<PickleException>(() => Pickle.Loads<Dictionary<string, Node>>(pickle));
    }

    [Fact]
    public void Object_loads_as_natural_value_where_no_type_is_known()
    {
        Node loaded = Pickle.Loads<Node>(Pickle.Dumps(new Node { Other = new Node { Number = 2 } }));

        Assert.Equal(2, Assert.IsType<PyObject>(loaded.Other).Get<int>("number"));
    }

    [Fact]
    public void Object_loads_as_known_type_with_its_cycles()
    {
        var node = new Node { Number = 1 };
        node.Other = new Node { Number = 2, Other = node };

        Node loaded = Pickle.Loads<Node>(Pickle.Dumps(node, WithNode), WithNode);

        Assert.Same(loaded, Assert.IsType<Node>(Assert.IsType<Node>(loaded.Other).Other));
        Assert.IsType<Node>(Pickle.Loads<List<object>>(Pickle.Dumps(new List<object> { node }), WithNode)[0]);
        Assert.IsType<Node>(Pickle.Loads<object>(Pickle.Dumps(node), WithNode));
    }

    [Fact]
    public void Boxed_value_stays_one_object()
    {
        object price = 1.50m;
        byte[] pickle = Pickle.Dumps(new List<object> { price, price });

        PyList loaded = Pickle.Loads<PyList>(pickle);
        Assert.Same(loaded[0], loaded[1]);
    }

    [Fact]
    public void Types_that_only_a_converter_writes_are_roots_too()
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(zone, Pickle.Loads<TimeZoneInfo>(Pickle.Dumps(zone)));
        Assert.Equal(IPAddress.Loopback, Pickle.Loads<IPAddress>(Pickle.Dumps(IPAddress.Loopback)));
        Assert.Equal(IPNetwork.Parse("10.0.0.0/8"), Pickle.Loads<IPNetwork>(Pickle.Dumps(IPNetwork.Parse("10.0.0.0/8"))));
        Assert.Equal(1..5, Pickle.Loads<Range>(Pickle.Dumps(1..5)));
        Assert.Equal("10.0.0.1", Pickle.Loads<IPAddress>(Pickle.Dumps((object)IPAddress.Parse("10.0.0.1"))).ToString());
    }

    [Fact]
    public void Empty_tuple_is_one_wherever_it_is()
    {
        Assert.Equal("8005292e", Convert.ToHexStringLower(Pickle.Dumps(ValueTuple.Create())));
        Assert.Equal("(1, ())", Pickle.Loads(Pickle.Dumps((1, ValueTuple.Create())))!.ToString());
        Assert.Equal(default, Pickle.Loads<ValueTuple>(Pickle.Dumps(PyTuple.Empty)));
        Assert.Throws<PickleException>(() => Pickle.Loads<ValueTuple>(Pickle.Dumps((1, 2))));
    }

    [Fact]
    public void Refused_object_is_named_by_its_path()
    {
        var error = Assert.Throws<PicklingException>(() => Pickle.Dumps(new Node { Other = new List<object> { 1, Stream.Null } }));

        Assert.Equal("root.Other[1]", error.Path);
    }
}
