using Pickling.Mapping;

namespace Pickling.Docs;

/// <summary>The snippets of docs/typed.md.</summary>
internal static class Typed
{
    // snippet: typed-classes
    [PickleClass("shop.models", "Order")]
    public sealed record Order(int Id, string Customer, List<Line> Lines);

    [PickleClass("shop.models", "Line", FormerNames = ["shop.Item"])]
    public sealed class Line
    {
        public required string Sku { get; init; }

        [PickleMember("qty", FormerNames = ["count"])]
        public int Quantity { get; set; } = 1;

        [PickleIgnore]
        public string? Note { get; set; }
    }
    // end

    // snippet: typed-enum
    [PickleClass("shop.models", "Status")]
    public enum Status
    {
        [PickleMember("in-progress")]
        InProgress,

        [PickleMember("done")]
        Done,
    }
    // end

    // snippet: typed-known
    [PickleKnownType(typeof(Circle))]
    [PickleKnownType(typeof(Square))]
    public abstract record Shape;

    [PickleClass("shapes", "Circle")]
    public sealed record Circle(double Radius) : Shape;

    [PickleClass("shapes", "Square")]
    public sealed record Square(double Side) : Shape;
    // end

    // snippet: typed-custom
    public sealed record Money(long Cents);

    public sealed class MoneyConverter : PickleConverter<Money>
    {
        public override Money Read(ref PickleValueReader reader) => new(reader.GetInt64());

        public override void Write(PickleValueWriter writer, Money value) => writer.WriteInt64(value.Cents);
    }
    // end

    // snippet: typed-visitor
    public sealed class Words : PickleVisitor
    {
        public HashSet<string> Found { get; } = [];

        public override void VisitString(string value) => Found.UnionWith(value.Split(' '));

        public override void VisitNatural(object? value) => Found.UnionWith(value is string text ? text.Split(' ') : []);
    }
    // end

    public static void Classes()
    {
        // snippet: typed-round-trip
        Order order = new(7, "Ann", [new Line { Sku = "A-1", Quantity = 3 }]);
        byte[] pickle = Pickle.Dumps(order);

        // What Python has: Order(id=7, customer='Ann', lines=[Line(sku='A-1', qty=3)])
        Order loaded = Pickle.Loads<Order>(pickle);
        Console.WriteLine(loaded.Lines[0].Quantity); // 3
        // end
    }

    public static void Enums()
    {
        // snippet: typed-enum-use
        byte[] pickle = Pickle.Dumps(new[] { Status.InProgress });
        Console.WriteLine(Pickle.Loads(pickle)); // [shop.models.Status('in-progress')]
        Console.WriteLine(Pickle.Loads<Status[]>(pickle)[0]); // InProgress
        // end
    }

    public static void Known()
    {
        // snippet: typed-known-use
        byte[] pickle = Pickle.Dumps(new List<Shape> { new Circle(1.5), new Square(2) });
        List<Shape> shapes = Pickle.Loads<List<Shape>>(pickle);
        Console.WriteLine(shapes[0]); // Circle { Radius = 1.5 }
        // end
    }

    public static void Errors()
    {
        // snippet: typed-errors
        byte[] pickle = Pickle.Dumps(new { Levels = new[] { 1, 300 } });
        try
        {
            Pickle.Loads<Dictionary<string, List<sbyte>>>(pickle);
        }
        catch (PickleException error)
        {
            Console.WriteLine(error.Path); // root["Levels"][1]
        }
        // end
    }

    public static void Custom()
    {
        // snippet: typed-custom-use
        var mapping = new PickleMapping { Converters = [new MoneyConverter()], Extra = PickleExtra.Refuse };
        var context = new Pickling.Mapping.Reflection.ReflectionPickleContext(mapping);
        byte[] pickle = Pickle.Dumps(new[] { new Money(250) }, context);
        Console.WriteLine(Pickle.Loads<Money[]>(pickle, context)[0].Cents); // 250
        // end
    }

    public static void Document()
    {
        // snippet: typed-document
        byte[] pickle = Pickle.Dumps(new { Name = "run 7", Losses = new[] { 0.5, 0.25, 0.125 } });
        using PickleDocument document = Pickle.Open(pickle);
        Console.WriteLine(document.Root["Losses"][-1].GetDouble()); // 0.125
        Console.WriteLine(document.Root["Losses"].Deserialize<double[]>()!.Length); // 3
        // end
    }

    public static void Visit()
    {
        // snippet: typed-visit
        var words = new Words();
        Pickle.Visit(new Order(7, "Ann Lee", [new Line { Sku = "A-1" }]), words);
        Console.WriteLine(string.Join(" ", words.Found.Order(StringComparer.Ordinal))); // A-1 Ann Lee customer id lines qty sku
        // end
    }
}
