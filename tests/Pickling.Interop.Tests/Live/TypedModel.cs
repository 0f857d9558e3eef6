using Pickling.Mapping;

namespace Pickling.Interop.Tests.Live;

/// <summary>The .NET side of typed_model.py: one type for each kind of Python class.</summary>
internal static class TypedModel
{
    [PickleClass("typed_model", "Line")]
    internal sealed record Line(string Sku, int Count, double UnitPrice);

    [PickleClass("typed_model", "Order")]
    internal sealed class Order
    {
        public int Id { get; init; }

        public required string Customer { get; init; }

        public List<Line> Lines { get; init; } = [];

        public Dictionary<string, long> Totals { get; init; } = [];

        public double? Discount { get; init; }
    }

    [PickleClass("typed_model", "Slotted", Form = PickleForm.Slots)]
    internal sealed record Slotted(int Left, string Right);

    [PickleClass("typed_model", "Point", Form = PickleForm.Arguments)]
    internal readonly record struct Point(int X, int Y);

    [PickleClass("typed_model", "Color")]
    internal enum Color
    {
        Red = 1,
        Green = 2,
    }

    [PickleClass("typed_model", "Listed", Form = PickleForm.List)]
    internal sealed record Listed(string First, int Second);

    [PickleClass("typed_model", "Called", Form = PickleForm.Call)]
    internal sealed record Called(string Host, int Port);

    [PickleKnownType(typeof(Circle))]
    [PickleKnownType(typeof(Square))]
    internal abstract record Shape;

    [PickleClass("typed_model", "Circle")]
    internal sealed record Circle(double Radius) : Shape;

    [PickleClass("typed_model", "Square")]
    internal sealed record Square(int Side) : Shape;

    internal sealed class Examples
    {
        public required Order Order { get; init; }

        // None below protocol 2, where Python does not pickle slots.
        public required Slotted? Slotted { get; set; }

        public required Point Point { get; init; }

        public required Color Color { get; init; }

        public required Listed Listed { get; init; }

        public required Called Called { get; init; }

        public required List<Shape> Shapes { get; init; }
    }

    internal static Examples Create()
    {
        var line = new Line("A-1", 3, 2.5);
        return new Examples
        {
            Order = new Order
            {
                Id = 7,
                Customer = "Ann",
                Lines = [line, line, new Line("B-2", 70000, -1.0)],
                Totals = new Dictionary<string, long> { ["net"] = 10, ["gross"] = 1L << 40 },
            },
            Slotted = new Slotted(1, "right side"),
            Point = new Point(1, -2),
            Color = Color.Green,
            Listed = new Listed("one", 2),
            Called = new Called("localhost", 8080),
            Shapes = [new Circle(1.5), new Square(2)],
        };
    }
}
