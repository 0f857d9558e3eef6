using System.Collections;
using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using Pickling.Conformance.Models;
using Pickling.Model;
using static Pickling.Conformance.MappingCase;

namespace Pickling.Conformance;

/// <summary>What converters must do, whoever made them.</summary>
public static class MappingCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MappingCase> All { get; } = [.. Classes(), .. Shared(), .. Construction(), .. Derivation(), .. Private(), .. BuiltIn(), .. Untyped(), .. PythonForms(), .. Evolution(), .. Refused()];

    private static IEnumerable<MappingCase> Classes()
    {
        yield return RoundTrip(
            "A class becomes an instance of its Python class",
            () => new Order { Id = 7, Customer = "Ann", Lines = [new Line("a", 3)], Totals = new() { ["x"] = 1L << 40 }, Anything = 1.5, Cache = 9 },
            null,
            order =>
            {
                Same(7, order.Id, "Id");
                Same("Ann", order.Customer, "Customer");
                Same(new Line("a", 3), order.Lines[0], "Lines");
                Same(1L << 40, order.Totals["x"], "Totals");
                Same(null, order.Discount, "Discount");
                Same<object?>(1.5, order.Anything, "Anything");
                Same(0, order.Cache, "Cache, which is ignored");
            });
        yield return RoundTrip("A class in a class, which has no name of its own below protocol 4", static () => new Door(2.5), "shop.garage.Garage.Door() {'width': 2.5}");
        yield return RoundTrip("A struct by arguments", () => new Point(1, -2.5), null, point => Same(new Point(1, -2.5), point, "point"));
        yield return RoundTrip(
            "A struct with slots",
            () => new Spot { Row = 3, Column = 4 },
            null,
            spot => Same((3, 4), (spot.Row, spot.Column), "spot"));
        yield return RoundTrip(
            "Names, order and fields as attributes say",
            () =>
            {
                var renamed = new Renamed { Id = 5, Name = "n", Active = false, Weight = 2 };
                renamed.Hide(11);
                return renamed;
            },
            "{'Active': False, 'Hidden': 11, 'Weight': 2.0, 'Fixed': 3, 'Name': 'n', 'identifier': 5}",
            renamed =>
            {
                Same(5L, renamed.Id, "Id");
                Same(11, renamed.Hidden, "Hidden");
                Same(2.0, renamed.Weight, "Weight");
            });
        yield return RoundTrip(
            "An enum with a Python class, and null",
            () => new[] { Color.Red, Color.Green, Color.Red },
            null,
            colors => Same("Red, Green, Red", string.Join(", ", colors), "colors"));
        yield return RoundTrip("Members with converters of their own", () => new Converted { Loud = "a", Quiet = "b", Twice = new Doubled(4) }, "{'Loud': 'A', 'Quiet': 'b', 'Twice': 8}");
    }

    private static IEnumerable<MappingCase> Shared()
    {
        yield return RoundTrip(
            "Shared objects stay shared",
            () =>
            {
                var line = new Line("a");
                return new List<Line> { line, line, new("a") };
            },
            null,
            lines =>
            {
                True(ReferenceEquals(lines[0], lines[1]), "the first two are one");
                True(!ReferenceEquals(lines[0], lines[2]), "the third is another");
            });
        yield return RoundTrip(
            "A cycle stays a cycle",
            () =>
            {
                var node = new Node { Value = 1 };
                node.Next = new Node { Value = 2, Next = node };
                node.Others = [node, node.Next];
                return node;
            },
            null,
            node =>
            {
                True(ReferenceEquals(node, node.Next!.Next), "the next of the next is the first");
                True(ReferenceEquals(node, node.Others![0]), "the list holds the first");
            });
        yield return new MappingCase("A hundred thousand nodes", context =>
        {
            Node? first = null;
            for (int i = 0; i < 100_000; i++)
            {
                first = new Node { Value = i, Next = first };
            }

            int count = 0;
            for (Node? at = Pickle.Loads<Node>(Pickle.Dumps(first, context), context); at is not null; at = at.Next)
            {
                count++;
            }

            Same(100_000, count, "nodes");
        });
    }

    private static IEnumerable<MappingCase> Construction()
    {
        yield return RoundTrip(
            "Required and init-only members, and a name that is a keyword",
            () => new Strict { Id = 1, Name = "n", @class = "first" },
            "{'Id': 1, 'class': 'first', 'Name': 'n'}");
        yield return LoadFails<Strict>("A required member that is missing", new PyDict { ["Id"] = 1L }, "Name");
        yield return RoundTrip(
            "A constructor's parameter, and a member set after it",
            () => new LateNode("a") { Next = new LateNode("b") },
            "{'Name': 'a', 'Next': {'Name': 'b', 'Next': None}}");
        yield return Load<Line>(
            "Default values of parameters",
            new PyDict { ["Sku"] = "s", ["sku"] = "s" },
            line => Same(new Line("s"), line, "line"));
        yield return Load<SeveralConstructors>(
            "A private constructor that is marked",
            new PyDict { ["Id"] = 3L, ["Name"] = "n" },
            made => Same((3, "n5"), (made.Id, made.Name), "made"));
        yield return RoundTrip(
            "Generic classes with private members",
            () => Pair<string, int>.Of("a", 4),
            "{'First': 'a', 'More': [4], 'Inner': 4}",
            pair => Same(4, pair.Second, "Second"));
        yield return RoundTrip("A generic record in a generic class", () => new Pair<int, Line>.Nested<double>(1, 2), "{'Key': 1, 'Value': 2.0}");
        yield return RoundTrip("A generic struct with private members", () => new Cell<string>("x"), "{'Value': 'x'}", cell => Same("x", cell.Get(), "cell"));
        yield return RoundTrip("An array of generic structs", () => new[] { new Cell<int>(1), new Cell<int>(2) }, "[{'Value': 1}, {'Value': 2}]");
    }

    private static IEnumerable<MappingCase> Derivation()
    {
        yield return RoundTrip<List<Shape>>(
            "Derived classes by their Python class",
            () => [new Circle { Name = "c", Radius = 1 }, new Square { Side = 2 }, new Box { Side = 3, Height = 4 }],
            null,
            shapes => Same("Circle, Square, Box", string.Join(", ", shapes.Select(static shape => shape.GetType().Name)), "classes"));
        yield return RoundTrip<IAnimal>(
            "An interface",
            () => new Dog { Name = "Rex", Kind = Dog.virtual_.Small },
            null,
            animal => Same(Dog.virtual_.Small, ((Dog)animal).Kind, "Kind"));
        yield return RoundTrip(
            "Inherited, overridden and hidden members",
            () =>
            {
                var derived = new Derived { Number = 1, Shadowed = "s", First = "f", Last = "l" };
                derived.Keep(42);
                return derived;
            },
            "{'Number': 1, 'Shadowed': 's', 'First': 'f', 'Secret': 42, 'Last': 'l'}",
            derived => Same(42, derived.Reveal(), "Secret"));
        yield return LoadFails<List<Shape>>("An abstract class that the pickle does not name", new PyList { new PyDict() }, "Shape");
    }

    private static IEnumerable<MappingCase> Private()
    {
        yield return RoundTrip(
            "Private state, without running a constructor",
            () => new Account("Ann", 500),
            null,
            account => Same("Ann 500 1 new", account.Describe(), "account"));
        yield return RoundTrip(
            "Private state of a struct",
            () =>
            {
                var counter = new Counter(2, "c");
                counter.Add();
                return counter;
            },
            "{'_count': 3, '_name': 'c'}".Replace("_", "", StringComparison.Ordinal),
            counter => Same("c 3", counter.Describe(), "counter"));
    }

    private static IEnumerable<MappingCase> BuiltIn()
    {
        yield return RoundTrip("Every kind of builtin type", MakeEverything, null, everything =>
        {
            Same((byte)255, everything.Byte, "Byte");
            Same(Int128.MaxValue, everything.Wide, "Wide");
            Same('x', everything.Letter, "Letter");
            Same(new DateTime(2026, 11, 22, 20, 30, 0), everything.When, "When");
            Same(4, everything.Grid![1, 1], "Grid");
            Same((1, "one"), everything.Pair, "Pair");
            Same(new Line("boxed"), everything.Boxed!.Item2, "Boxed");
            Same(3, everything.Stack!.Peek(), "Stack");
            Same(2, everything.Queue!.Count, "Queue");
            Same(Access.All, everything.Access, "Access");
            Same(Color.Green, everything.Color, "Color");
            Same("a,b", string.Join(",", everything.Names!), "Names");
            Same(new Line("r"), everything.Registry!["r"], "Registry");
            True(everything.Tags!.SetEquals([1, 2]), "Tags");
            Same(new Point(1, 2), everything.Points![0].Item2, "Points");
        });
        yield return LoadFails<Everything>("A number that does not fit", new PyDict { ["Byte"] = 300L }, "root.Byte");
        yield return LoadFails<Keeper>("A float where an int is expected", new PyDict { ["Known"] = 1.0 }, "root.Known");
        yield return Load<Renamed>("An int where a float is expected", new PyDict { ["Weight"] = 1L << 53, ["Name"] = "n" }, static renamed => Same(9007199254740992.0, renamed.Weight, "Weight"));
        yield return LoadFails<Renamed>("An int that a float does not hold", new PyDict { ["Weight"] = (1L << 53) + 1, ["Name"] = "n" }, "root.Weight");
        yield return LoadFails<List<Line>>("An item of the wrong kind", new PyList { new PyDict { ["sku"] = 1L } }, "root[0]");
    }

    private static IEnumerable<MappingCase> Untyped()
    {
        yield return RoundTrip(
            "An object is written as its own type is",
            static () =>
            {
                var line = new Line("a", 3);
                return new Loose { Any = line, Items = [line, null, 5, "x", Color.Green], Named = new() { ["lines"] = new List<Line> { line }, ["at"] = new Uri("a/b", UriKind.Relative) } };
            },
            null,
            loose =>
            {
                Same("shop.models.Line", ((PyObject)loose.Any!).Global!.FullName, "Any");
                True(ReferenceEquals(loose.Any, loose.Items![0]), "it is one object");
                True(ReferenceEquals(loose.Any, ((PyList)loose.Named!["lines"]!)[0]), "it is one object in another list, too");
                Same<object?>("a/b", loose.Named["at"], "at");
            });
        yield return RoundTrip(
            "Lists and dictionaries from before there were generic types",
            static () => new Loose
            {
                Old = new ArrayList { 1, "a", new ArrayList { 2.5 } },
                OldTable = new Hashtable { ["k"] = new Line("h") },
                OldItems = new List<object?> { 1, null },
                OldNamed = new Dictionary<string, int> { ["n"] = 1 },
            },
            null,
            loose =>
            {
                Same("1, a", $"{loose.Old![0]}, {loose.Old[1]}", "Old");
                Same("shop.models.Line", ((PyObject)loose.OldTable!["k"]!).Global!.FullName, "OldTable");
                Same(2, loose.OldItems!.Count, "OldItems");
                Same<object?>(1L, loose.OldNamed!["n"], "OldNamed");
            });
        yield return RoundTrip(
            "Tuples of more than seven items",
            static () => new Loose { Nine = (1, 2, 3, 4, 5, 6, 7, 8, "nine"), Eight = Tuple.Create(1, 2, 3, 4, 5, 6, 7, 8) },
            null,
            loose =>
            {
                Same("nine", loose.Nine.Item9, "Nine");
                Same(8, loose.Eight!.Rest.Item1, "Eight");
            });
        yield return new MappingCase("A long tuple is one tuple in Python", static context =>
        {
            var dict = (PyDict)Pickle.Loads(Pickle.Dumps(new Loose { Nine = (1, 2, 3, 4, 5, 6, 7, 8, "nine") }, context))!;
            Same("(1, 2, 3, 4, 5, 6, 7, 8, 'nine')", $"{dict["Nine"]}", "Nine");
        });
        yield return RoundTrip(
            "Addresses, JSON scalars and vectors",
            static () => new Loose { Address = IPAddress.Loopback, Json = JsonValue.Create(5), Place = new Vector3(1, 2, 3) },
            null,
            static loose => Same(new Vector3(1, 2, 3), loose.Place, "Place"));
        yield return LoadFails<Loose>("An item of a long tuple that does not fit", new PyDict { ["Nine"] = PyTuple.Create(1, 2, 3, 4, 5, 6, 7, "x", "nine") }, "root.Nine.Item8");
        yield return LoadFails<Loose>("A long tuple that is too short", new PyDict { ["Nine"] = PyTuple.Create(1, 2) }, "has 2 items where 9 are expected");
        yield return DumpFails("A type whose state is the framework's own", static () => new Framed { Text = new("lost?") }, "root.Text");
        yield return DumpFails("A struct whose state is the framework's own", static () => new Framed(), "root.End");
        yield return RoundTrip(
            "An exception is what its constructor takes",
            static () => new OutOfStockException("gone", 0),
            "shop.errors.OutOfStock('gone', 0)",
            static error => Same(("gone", 0), (error.Message, error.Left), "error"));
    }

    // What the standard library has in forms of its own, where a type is asked for that the natural graph does not know.
    private static IEnumerable<MappingCase> PythonForms()
    {
        var line = new PyDict { ["Sku"] = "a", ["sku"] = "a" };
        PyObject Call(string module, string name, params object?[] arguments) =>
            new(new PyGlobal(module, name), PyTuple.Create(arguments), PyConstruction.Reduce);
        PyObject New(string name, params object?[] arguments) =>
            new(new PyGlobal("shop.models", name), PyTuple.Create(arguments), PyConstruction.NewObject);
        PyObject Member(string name) => Call("builtins", "getattr", new PyGlobal("shop.models", "State"), name);
        PyObject Right(string name) => Call("builtins", "getattr", new PyGlobal("shop.models", "Access"), name);
        MappingCase Of(string name, string member, object? python, Action<Library> check) => Load(name, new PyDict { [member] = python }, check);

        yield return Of("A Counter", "Counts", Call("collections", "Counter", new PyDict { ["a"] = 2L }), static made => Same(2, made.Counts!["a"], "a"));
        yield return Of("A Counter of nothing", "Counts", Call("collections", "Counter", new PyDict()), static made => Same(0, made.Counts!.Count, "count"));
        yield return Of(
            "An OrderedDict of Python 2.7",
            "Sorted",
            Call("collections", "OrderedDict", new PyList { new PyList { "x", line }, new PyList { "y", line } }),
            static made => Same("x a, y a", string.Join(", ", made.Sorted!.Select(static pair => $"{pair.Key} {pair.Value.Sku}")), "Sorted"));
        yield return LoadFails<Library>(
            "An OrderedDict of Python 2.7 with a wrong value",
            new PyDict { ["Sorted"] = Call("collections", "OrderedDict", new PyList { new PyList { "x", 5L } }) },
            "root.Sorted[\"x\"]");
        yield return LoadFails<Library>(
            "An OrderedDict of what are no pairs", new PyDict { ["Sorted"] = Call("collections", "OrderedDict", new PyList { new PyList { "x" } }) }, "dictionary");
        yield return Of("A defaultdict of nothing", "Counts", Call("collections", "defaultdict", new PyGlobal("builtins", "int")), static made => Same(0, made.Counts!.Count, "count"));
        yield return Of("A subclass of dict that is empty", "Counts", New("Counts"), static made => Same(0, made.Counts!.Count, "count"));
        yield return Of(
            "A subclass of dict of protocol 1",
            "Counts",
            Call("copyreg", "_reconstructor", new PyGlobal("shop.models", "Counts"), new PyGlobal("builtins", "dict"), new PyDict { ["a"] = 1L }),
            static made => Same(1, made.Counts!["a"], "a"));
        yield return Load<Library>(
            "A subclass of dict of protocol 1 as a class",
            Call("copyreg", "_reconstructor", new PyGlobal("shop.models", "Library"), new PyGlobal("builtins", "dict"), new PyDict { ["Number"] = 4L }),
            static made => Same(4, made.Number, "Number"));
        yield return LoadFails<Library>("A call that makes no dict", new PyDict { ["Counts"] = Call("shop.models", "counts", new PyDict { ["a"] = 1L }) }, "shop.models.counts");
        yield return Of("A deque of Python 2.7", "Queue", Call("collections", "deque", new PyList { line }, 5L), static made => Same("a", made.Queue!.Peek().Sku, "item"));
        yield return Of("A deque of nothing", "Queue", Call("collections", "deque", PyTuple.Empty, 5L), static made => Same(0, made.Queue!.Count, "count"));
        yield return Of(
            "A subclass of list of protocol 1",
            "Queue",
            Call("copyreg", "_reconstructor", new PyGlobal("shop.models", "Lines"), new PyGlobal("builtins", "list"), new PyList { line }),
            static made => Same("a", made.Queue!.Peek().Sku, "item"));
        yield return Of("A named tuple", "Pair", New("Pair", 4L, line), static made => Same((4, "a"), (made.Pair.Id, made.Pair.Line.Sku), "Pair"));
        yield return Of("A subclass of tuple", "Pair", New("Pair", PyTuple.Create(4L, line)), static made => Same((4, "a"), (made.Pair.Id, made.Pair.Line.Sku), "Pair"));
        yield return Of("A member of an enum of ints as its number", "Number", Call("shop.models", "Code", 404L), static made => Same(404, made.Number, "Number"));
        yield return Of("A subclass of int as a wide one", "Wide", New("Code", 1L << 40), static made => Same(1L << 40, made.Wide, "Wide"));
        yield return LoadFails<Library>("A member of an enum of ints that does not fit", new PyDict { ["Short"] = Call("shop.models", "Code", 70_000L) }, "root.Short");
        yield return Of("A Fraction as a float", "Share", PythonLibrary.Fraction(1, 4), static made => Same(0.25, made.Share, "Share"));
        yield return LoadFails<Library>("A Decimal that is no float", new PyDict { ["Share"] = PythonLibrary.Decimal("0.10000000000000000000001") }, "does not fit double");
        yield return Of("A path as its text", "Path", PythonLibrary.PurePosixPath("/etc/x"), static made => Same("/etc/x", made.Path, "Path"));
        yield return Of("A UUID as its text", "Path", Guid.Empty, static made => Same(Guid.Empty.ToString("D"), made.Path, "Path"));
        yield return Of("A member of an enum of texts as its text", "Path", Call("shop.models", "State", "x"), static made => Same("x", made.Path, "Path"));
        yield return LoadFails<Library>("An object that is no text", new PyDict { ["Path"] = New("Thing") }, "shop.models.Thing");

        yield return RoundTrip(
            "An enum whose values are texts",
            static () => new[] { State.InProgress, State.@default, State.ShippedOff },
            "[shop.models.State('in progress'), shop.models.State('don\\'t \"know\"'), shop.models.State(7)]",
            static states => Same("InProgress, default, ShippedOff", string.Join(", ", states), "states"));
        yield return Of("A former text of an enum's member", "State", Call("shop.old", "State", "started"), static made => Same(State.InProgress, made.State, "State"));
        yield return Of("A text that is a name but for its case", "State", "shipped_off", static made => Same(State.ShippedOff, made.State, "State"));
        yield return LoadFails<Library>("A text that is no member", new PyDict { ["State"] = "lost" }, "[PickleMember(\"lost\")]");
        yield return Of("A member by its name, as Python 3.11 wrote it", "State", Member("SHIPPED_OFF"), static made => Same(State.ShippedOff, made.State, "State"));
        yield return LoadFails<Library>(
            "A member of another enum by its name",
            new PyDict { ["State"] = Call("builtins", "getattr", new PyGlobal("shop.models", "Color"), "RED") },
            "root.State");
        yield return Of(
            "Members of a flag by their names, as Python 3.11 wrote them",
            "Access",
            Call("_operator", "or_", Call("_operator", "or_", Right("WRITE"), Right("READ")), 4L),
            static made => Same(Access.Read | Access.Write | (Access)4, made.Access, "Access"));
        yield return LoadFails<Library>("An or of what are no members", new PyDict { ["Access"] = Call("_operator", "or_", Right("READ"), Right("NONSENSE")) }, "NONSENSE");
        yield return LoadFails<Library>("An or without end", new PyDict { ["Access"] = Nested(1000) }, "root.Access");

        PyObject Nested(int depth)
        {
            PyObject inner = Right("READ");
            for (int i = 0; i < depth; i++)
            {
                inner = Call("_operator", "or_", inner, Right("READ"));
            }

            return inner;
        }

        yield return RoundTrip(
            "What can be enumerated, and no more is known of it",
            static () => new Vague { Items = new[] { 1, 2 }.Where(static item => item > 1), Counted = new Queue(new object[] { "a", 5 }) },
            "{'Items': [2], 'Counted': ['a', 5], 'Any': None, 'Comparer': None}");
        yield return DumpFails("An object of no more than object", static () => new Vague { Any = new object() }, "root.Any");
        yield return DumpFails("A contract of the framework", static () => new Vague { Comparer = StringComparer.Ordinal }, "give IEqualityComparer a converter");
        yield return RoundTrip(
            "Structs of the framework, and parts of no array",
            static () => new Plots { Area = new(1, 2, 3, 4), Size = new(5, 6) },
            null,
            static plots => Same((new System.Drawing.Rectangle(1, 2, 3, 4), 0), (plots.Area, plots.Part.Count + plots.Bytes.Count), "plots"));
        yield return Load<OffsetGauge>("An override of a getter alone", new PyDict { ["Level"] = 4L }, static gauge => Same(5, gauge.Level, "Level"));
        yield return RoundTrip("A collection with a required member", static () => new Bag { Label = "x" }.With(1, 2), "[1, 2]");
        yield return Load<Native>("Defaults of native integers", new PyDict(), static native => Same(new Native(5, 6), native, "native"));
        yield return DumpFails("Extension data of a member's name", static () => new Keeper { Known = 1, Rest = new() { ["Known"] = 2L } }, "holds 'Known', which is its member Known");
        yield return RoundTrip("The least TimeSpan, which is floored", static () => new List<TimeSpan> { TimeSpan.MinValue }, null, static spans => Same(TimeSpan.MinValue, spans[0], "span"));
    }

    private static IEnumerable<MappingCase> Evolution()
    {
        yield return RoundTrip(
            "What no member takes is kept",
            () => new Keeper { Known = 1, Rest = new() { ["b"] = 2L, ["c"] = "x" } },
            "{'Known': 1, 'b': 2, 'c': 'x'}");
        yield return Load<Keeper>("Nothing to keep", new PyDict { ["Known"] = 1L }, static keeper => Same(null, keeper.Rest, "Rest"));
        yield return Load<Renamed>(
            "Former names of a member",
            new PyDict { ["ID"] = 8L, ["Name"] = "n", ["gone"] = 1L },
            renamed => Same((8L, true), (renamed.Id, renamed.Active), "renamed"));
        yield return Load<WithHook>("A hook that is told what was missing", new PyDict(), static made => Same(("Version", 1), (made.Loaded, made.Version), "made"));
        yield return Load<Order>(
            "A former name of a class",
            new PyObject(new PyGlobal("shop.old", "Order"), PyTuple.Empty, PyConstruction.NewObject) { State = new PyDict { ["id"] = 4L } },
            order => Same(4, order.Id, "Id"));
    }

    private static IEnumerable<MappingCase> Refused()
    {
        yield return RoundTrip("A delegate that is null", () => new Holder { Id = 1 }, "{'Id': 1, 'Callback': None, 'Source': None}");
        yield return DumpFails("A delegate", () => new Holder { Callback = static () => { } }, "root.Callback");
        yield return DumpFails("A stream", () => new Holder { Source = Stream.Null }, "root.Source");
        yield return DumpFails<Shape>("A class that is not known", static () => new Unknown(), "[PickleKnownType(typeof(Unknown))]");
        yield return LoadFails<Order>("A class where another is expected", new PyObject(new PyGlobal("os", "system"), PyTuple.Empty, PyConstruction.Reduce), "os.system");
    }

    private static Everything MakeEverything() => new()
    {
        Byte = 255,
        Wide = Int128.MaxValue,
        Single = 0.1f,
        Letter = 'x',
        Guid = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        When = new DateTime(2026, 11, 22, 20, 30, 0),
        Span = TimeSpan.FromMilliseconds(1500),
        Date = new DateOnly(2026, 11, 22),
        Uri = new Uri("https://example.org/a"),
        Bytes = [1, 2],
        Numbers = [1, -1],
        Grid = new[,] { { 1, 2 }, { 3, 4 } },
        Pair = (1, "one"),
        Boxed = Tuple.Create(1, new Line("boxed")),
        Set = ["a"],
        Queue = new Queue<Line>([new Line("1"), new Line("2")]),
        Stack = new Stack<int>([1, 2, 3]),
        Sorted = new() { [2] = "b", [1] = "a" },
        Lookup = new Dictionary<string, Line> { ["l"] = new("l") },
        Fixed = [1, 2, 3],
        Entry = KeyValuePair.Create("k", 1),
        Color = Color.Green,
        Access = Access.All,
        MaybeColor = Color.Red,
        Memory = new byte[] { 9 },
        Names = ["a", "b"],
        Registry = new() { ["r"] = new("r") },
        Tags = [1, 2],
        Points = [(1, new Point(1, 2))],
    };

    private sealed class Unknown : Shape;
}
