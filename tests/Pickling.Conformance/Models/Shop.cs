using Pickling.Mapping;

namespace Pickling.Conformance.Models;

[PickleClass("shop.models", "Order", FormerNames = ["shop.old.Order"])]
public sealed class Order
{
    public int Id { get; set; }
    public string? Customer { get; init; }
    public List<Line> Lines { get; set; } = [];
    public Dictionary<string, long> Totals { get; init; } = [];
    public int? Discount { get; set; }
    public object? Anything { get; set; }
    public decimal Computed => Lines.Count;
    [PickleIgnore] public int Cache { get; set; }
}

[PickleClass("shop.models", "Line")]
public sealed record Line(string Sku, int Count = 1, double UnitPrice = 0.5)
{
    public string? Note { get; init; }
}

[PickleClass("shop.models", "Point", Form = PickleForm.Arguments)]
public readonly record struct Point(double X, double Y);

[PickleClass("shop.models", "Spot", Form = PickleForm.Slots)]
public struct Spot
{
    public int Row;
    public int Column { get; init; }
    public readonly bool IsOrigin => Row == 0 && Column == 0;
}

public sealed class Renamed
{
    [PickleMember("identifier", FormerNames = ["id", "ID"], Order = 2)]
    public long Id { get; set; }

    [PickleMember(Required = true, Order = 1)]
    public string Name { get; set; } = "";

    public bool Active { get; set; } = true;
    public double Weight = 1.5;
    public readonly int Fixed = 3;
    [PickleMember] internal int Hidden { get; private set; }

    public void Hide(int value) => Hidden = value;
}

public sealed class Strict
{
    public required int Id { get; init; }
    public required string Name;
    public string @class { get; set; } = "none";
}

public sealed class Keeper
{
    public int Known { get; set; }
    [PickleExtensionData] public Dictionary<string, object?>? Rest { get; set; }
}

public sealed class Node
{
    public int Value { get; set; }
    public Node? Next { get; set; }
    public List<Node>? Others { get; set; }
}

public sealed class LateNode(string name)
{
    public string Name { get; } = name;
    public LateNode? Next { get; set; }
}

public sealed class SeveralConstructors
{
    public SeveralConstructors(int id) => Id = id;

    [PickleConstructor]
    private SeveralConstructors(int id, string name, int unknown = 5)
    {
        Id = id;
        Name = name + unknown;
    }

    public int Id { get; }
    public string Name { get; } = "";

    public static SeveralConstructors Of(int id) => new(id);
}

public sealed class WithHook : IPickleLoaded, IPickleDumping
{
    public int Version { get; set; } = 1;
    [PickleIgnore] public int Dumped { get; private set; }
    [PickleIgnore] public string? Loaded { get; private set; }

    public void OnPickleDumping() => Dumped++;

    public void OnPickleLoaded(PickleLoadInfo load) => Loaded = string.Join(",", load.Missing);
}
