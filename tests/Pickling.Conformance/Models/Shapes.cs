using Pickling.Mapping;

namespace Pickling.Conformance.Models;

[PickleKnownType(typeof(Circle))]
[PickleKnownType(typeof(Square))]
public abstract class Shape
{
    public string? Name { get; set; }
}

[PickleClass("shapes", "Circle")]
public class Circle : Shape
{
    public double Radius { get; set; }
}

[PickleClass("shapes", "Square")]
[PickleKnownType(typeof(Box))]
public class Square : Shape
{
    public double Side { get; init; }
}

[PickleClass("shapes", "Box")]
public sealed class Box : Square
{
    public double Height { get; set; }
}

[PickleKnownType(typeof(Dog))]
public interface IAnimal
{
    string Name { get; }
}

[PickleClass("zoo", "Dog")]
public sealed class Dog : IAnimal
{
    public string Name { get; set; } = "";
    public virtual_ Kind { get; set; }

    /// <summary>A nested enum with a name that is no good one.</summary>
    public enum virtual_ : byte
    {
        None,
        Small = 7,
    }
}

public class Base
{
    private int _secret;
    public virtual int Number { get; set; }
    public int Shadowed { get; set; }
    public string First { get; set; } = "first";

    [PickleMember]
    private int Secret
    {
        get => _secret;
        set => _secret = value;
    }

    public int Reveal() => Secret;

    public void Keep(int secret) => Secret = secret;
}

public class Derived : Base
{
    public override int Number { get; set; }
    public new string? Shadowed { get; set; }
    public string Last { get; init; } = "last";
}
