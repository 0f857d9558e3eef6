using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>The caller's hooks: names found and refused, ids, and classes made and written in every way that pickle has.</summary>
public class HookTests
{
    private static readonly PyGlobal PointName = new("shapes", "Point");

    private static readonly PickleClass<Point> PointClass = new("shapes", "Point")
    {
        OtherNames = [new PyGlobal("old", "P")],
        Reduce = point => new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject)
        {
            State = new PyDict { ["x"] = point.X, ["next"] = point.Next },
        },
        Create = call => new Point { Made = call },
        SetState = (point, state) =>
        {
            point.X = PyConvert.To<int>(((PyDict)state!)["x"]);
            point.Next = ((PyDict)state!)["next"];
        },
        Append = (point, item) => point.Items.Add(item),
        SetItem = (point, key, value) => point.Items.Add((key, value)),
        AddItem = (point, item) => point.Items.Add(item),
    };

    private static readonly PickleOptions Options = new() { TypeMap = PickleTypeMap.Empty.Add(PointClass) };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Registered_objects_travel_with_sharing_and_cycles(int protocol)
    {
        var first = new Point { X = 1 };
        var second = new Point { X = 2, Next = first };
        first.Next = second;

        object? loaded = Pickle.Loads(Pickle.Dumps(new object[] { first, second, first }, Options with { Protocol = protocol }), Options);

        var list = Assert.IsType<PyList>(loaded);
        var one = Assert.IsType<Point>(list[0]);
        Assert.Equal((1, 2), (one.X, ((Point)one.Next!).X));
        Assert.Same(one, list[2]);
        Assert.Same(list[1], one.Next);
        Assert.Same(one, ((Point)list[1]!).Next);
    }

    public static TheoryData<PyObject, int> Forms => new()
    {
        { new PyObject(PointName, PyTuple.Create(1, "a"), PyConstruction.Reduce), 0 },
        { new PyObject(PointName, PyTuple.Create(1, "a"), PyConstruction.NewObject), 0 },
        { new PyObject(PointName, PyTuple.Create(1, "a"), PyConstruction.NewObjectEx) { KeywordArguments = new PyDict { ["k"] = 1 } }, 0 },
        { new PyObject(PointName, PyTuple.Create(1), PyConstruction.Instance), 0 },
        { new PyObject(new PyGlobal("old", "P"), PyTuple.Create(1), PyConstruction.Reduce), 0 },
        { new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject) { ListItems = [1, 2, 3] }, 3 },
        { new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject) { ListItems = [1] }, 1 },
        { new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject) { DictItems = new PyDict { ["a"] = 1, ["b"] = 2 } }, 2 },
        { new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject) { DictItems = new PyDict { ["a"] = 1 } }, 1 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_way_to_construct_is_read_at_every_protocol(PyObject form, int items)
    {
        ArgumentNullException.ThrowIfNull(form);
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            var point = Assert.IsType<Point>(Pickle.Loads(Pickle.Dumps(form, new PickleOptions { Protocol = protocol }), Options));

            Assert.Equal(form.Arguments, point.Made!.Arguments);
            Assert.Equal(form.KeywordArguments as PyDict, point.Made.KeywordArguments as PyDict);
            Assert.Equal(items, point.Items.Count);
        }
    }

    [Fact]
    public void Class_that_needs_its_state_takes_the_place_of_what_was_memoized()
    {
        var temperature = new PickleClass<Temperature>("m", "Temperature")
        {
            NeedsState = true,
            Create = call => new Temperature(PyConvert.To<double>(call["degrees"])),
            Reduce = value => new PyObject(new PyGlobal("m", "Temperature"), PyTuple.Empty, PyConstruction.NewObject)
            {
                State = new PyDict { ["degrees"] = value.Degrees },
            },
        };
        PickleOptions options = new() { TypeMap = PickleTypeMap.Empty.Add(temperature) };
        var one = new Temperature(21.5);
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            var list = (PyList)Pickle.Loads(Pickle.Dumps(new object[] { one, one }, options with { Protocol = protocol }), options)!;

            Assert.Equal(one, Assert.IsType<Temperature>(list[0]));
            Assert.Same(list[0], list[1]);
        }
    }

    [Theory]
    [InlineData("has a state", "SetState")]
    [InlineData("has list items", "Append")]
    [InlineData("has dict items", "SetItem")]
    [InlineData("has set items", "AddItem")]
    public void Class_without_a_step_refuses_pickles_that_need_it(string reason, string member)
    {
        var bare = new PickleClass<Point>("shapes", "Point") { Create = _ => new Point() };
        var form = new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject);
        switch (member)
        {
            case "SetState":
                form.State = "state";
                break;
            case "Append":
                form.ListItems = [1];
                break;
            case "SetItem":
                form.DictItems = new PyDict { ["a"] = 1 };
                break;
            default:
                form.SetItems = [1];
                break;
        }

        var error = Assert.Throws<PickleException>(() => Pickle.Loads(Pickle.Dumps(form), new PickleOptions { TypeMap = PickleTypeMap.Empty.Add(bare) }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(member, error.Message, StringComparison.Ordinal);
        Assert.Contains("shapes.Point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_of_the_callers_code_name_class_and_offset()
    {
        var broken = new PickleClass<Point>("shapes", "Point") { Create = _ => throw new InvalidCastException("no such shape") };
        byte[] pickle = Pickle.Dumps(new PyObject(PointName, PyTuple.Empty, PyConstruction.NewObject));

        var error = Assert.Throws<PickleException>(() => Pickle.Loads(pickle, new PickleOptions { TypeMap = PickleTypeMap.Empty.Add(broken) }));

        Assert.IsType<InvalidCastException>(error.InnerException);
        Assert.Contains("Create of shapes.Point failed: no such shape", error.Message, StringComparison.Ordinal);
        Assert.Contains("NEWOBJ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Renames_reach_classes_modules_and_what_is_in_them()
    {
        PickleTypeMap map = PickleTypeMap.Empty
            .Rename("shop", "store")
            .Rename("shop.old", "archive")
            .Rename(new PyGlobal("shop", "Cart"), new PyGlobal("store.baskets", "Basket"));
        object?[] names = [new PyGlobal("shop", "Order"), new PyGlobal("shop.models.tax", "Rate"), new PyGlobal("shop.old.x", "Y"), new PyGlobal("shop", "Cart"), new PyGlobal("shopping", "List")];

        object? loaded = Pickle.Loads(Pickle.Dumps(names), new PickleOptions { TypeMap = map });

        Assert.Equal(
            ["store.Order", "store.models.tax.Rate", "archive.x.Y", "store.baskets.Basket", "shopping.List"],
            ((PyList)loaded!).Select(name => name!.ToString()));
    }

    [Fact]
    public void Find_class_sees_every_name_and_may_refuse()
    {
        List<string> seen = [];
        PyGlobal Find(PyGlobal name)
        {
            seen.Add(name.FullName);
            return name.Name == "system" ? throw new PickleException($"{name} is not allowed") : name;
        }

        PickleOptions options = new() { FindClass = Find, Extensions = new Dictionary<int, PyGlobal> { [7] = new PyGlobal("ext", "Seven") } };

        Pickle.Loads(Pickle.Dumps(new PyList { PointName, new PyGlobal("ext", "Seven") }, options), options);
        var error = Assert.Throws<PickleException>(() => Pickle.Loads(Pickle.Dumps(new PyGlobal("os", "system")), options));

        Assert.Equal(["shapes.Point", "ext.Seven", "os.system"], seen);
        Assert.Contains("os.system is not allowed", error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset > 0);
    }

    [Fact]
    public void Hooks_that_give_nothing_of_use_are_named()
    {
        var find = Assert.Throws<PickleException>(() => Pickle.Loads(Pickle.Dumps(PointName), new PickleOptions { FindClass = _ => null! }));
        var reduce = Assert.Throws<PicklingException>(() => Pickle.Dumps(new[] { PointName }, new PickleOptions { ReducerOverride = _ => 5 }));
        var mapping = new PickleClass<Point>("shapes", "Point") { Reduce = _ => "text" };
        var typed = Assert.Throws<PicklingException>(() => Pickle.Dumps(new[] { new Point() }, new PickleOptions { TypeMap = PickleTypeMap.Empty.Add(mapping) }));

        Assert.Contains("FindClass", find.Message, StringComparison.Ordinal);
        Assert.Contains("ReducerOverride", reduce.Message, StringComparison.Ordinal);
        Assert.Contains("root[0]", reduce.Message, StringComparison.Ordinal);
        Assert.Contains("shapes.Point", typed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Persistent_ids_come_back_through_the_loading_hook()
    {
        object database = new Point();
        PickleOptions options = new()
        {
            PersistentId = value => ReferenceEquals(value, database) ? PyTuple.Create("db", 5) : null,
            PersistentLoad = id => id is PyTuple { Count: 2 } pair && pair[0] is "db" ? database : throw new PickleException($"unknown id {id}"),
        };

        object? loaded = Pickle.Loads(Pickle.Dumps(new[] { database, database }, options), options);

        Assert.All((PyList)loaded!, item => Assert.Same(database, item));
    }

    private sealed class Point
    {
        public PyObject? Made { get; init; }

        public int X { get; set; }

        public object? Next { get; set; }

        public List<object?> Items { get; } = [];
    }

    private sealed record Temperature(double Degrees);
}
