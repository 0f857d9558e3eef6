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

    [PickleClass("typed_model", "Interval", Form = PickleForm.Arguments)]
    internal sealed record Interval(long Low, long High);

    [PickleClass("typed_model", "Color")]
    internal enum Color
    {
        Red = 1,
        Green = 2,
    }

    [PickleClass("typed_model", "Grade")]
    internal enum Grade
    {
        Good = 10,
        Bad = 20,
    }

    [Flags]
    [PickleClass("typed_model", "Access")]
    internal enum Access
    {
        Read = 1,
        Write = 2,
    }

    // Its values in Python are its names.
    [PickleClass("typed_model", "Mood")]
    internal enum Mood
    {
        Happy,
        Sad,
    }

    [PickleClass("typed_model", "Listed", Form = PickleForm.List)]
    internal sealed record Listed(string First, int Second);

    [PickleClass("typed_model", "Stated")]
    internal sealed class Stated
    {
        public required double Celsius { get; init; }

        public int Version { get; init; } = 2;
    }

    [PickleClass("typed_model", "Called", Form = PickleForm.Call)]
    internal sealed record Called(string Host, int Port);

    [PickleClass("typed_model", "OutOfStock", Form = PickleForm.Call)]
    internal sealed class OutOfStockException(string message, int left) : Exception(message)
    {
        public int Left { get; } = left;
    }

    [PickleKnownType(typeof(Truck))]
    [PickleClass("typed_model", "Vehicle")]
    internal class Vehicle
    {
        public int Wheels { get; init; }
    }

    [PickleClass("typed_model", "Truck")]
    internal sealed class Truck : Vehicle
    {
        public double Tons { get; init; }
    }

    [PickleClass("typed_model", "Garage.Door")]
    internal sealed record Door(double Width);

    [PickleKnownType(typeof(Circle))]
    [PickleKnownType(typeof(Square))]
    internal abstract record Shape;

    [PickleClass("typed_model", "Circle")]
    internal sealed record Circle(double Radius) : Shape;

    [PickleClass("typed_model", "Square")]
    internal sealed record Square(int Side) : Shape;

    [PickleClass("typed_model", "Node")]
    internal sealed class Node
    {
        public int Number { get; init; }

        public Node? Next { get; set; }
    }

    internal sealed class Examples
    {
        public required Order Order { get; init; }

        public Slotted? Slotted { get; init; }

        public Door? Door { get; init; }

        public required Point Point { get; init; }

        public required Interval Interval { get; init; }

        public required Color Color { get; init; }

        public required Grade Grade { get; init; }

        public required Access Access { get; init; }

        public Listed? Listed { get; init; }

        public required Stated Stated { get; init; }

        public required Called Called { get; init; }

        public required OutOfStockException Error { get; init; }

        public required List<Vehicle> Vehicles { get; init; }

        public required List<Shape> Shapes { get; init; }
    }

    /// <summary>What <c>typed_model.examples(protocol)</c> is in that version of Python.</summary>
    internal static Examples Create(string version, int protocol)
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
            Slotted = protocol >= 2 ? new Slotted(1, "right side") : null,
            Door = version != "2.7" ? new Door(2.5) : null,
            Point = new Point(1, -2),
            Interval = new Interval(3, 1L << 33),
            Color = Color.Green,
            Grade = Grade.Bad,
            Access = Access.Read | Access.Write,
            Listed = protocol >= 2 ? new Listed("one", 2) : null,
            Stated = new Stated { Celsius = 21.5 },
            Called = new Called("localhost", 8080),
            Error = new OutOfStockException("gone", 0),
            Vehicles = [new Vehicle { Wheels = 4 }, new Truck { Wheels = 6, Tons = 7.5 }],
            Shapes = [new Circle(1.5), new Square(2)],
        };
    }
}
