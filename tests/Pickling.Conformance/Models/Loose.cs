using System.Collections;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Pickling.Mapping;

namespace Pickling.Conformance.Models;

/// <summary>Members whose type says little: what they hold decides.</summary>
public sealed class Loose
{
    public object? Any { get; set; }

    public List<object?>? Items { get; set; }

    public Dictionary<string, object?>? Named { get; set; }

    public ArrayList? Old { get; set; }

    public Hashtable? OldTable { get; set; }

    public IList? OldItems { get; set; }

    public IDictionary? OldNamed { get; set; }

    public JsonValue? Json { get; set; }

    public IPAddress? Address { get; set; }

    public (int, int, int, int, int, int, int, int, string) Nine { get; set; }

    public Tuple<int, int, int, int, int, int, int, Tuple<int>>? Eight { get; set; }

    public Vector3 Place { get; set; }
}

/// <summary>Whose state is the framework's own.</summary>
public sealed class Framed
{
    public StringBuilder? Text { get; set; }

    public Index End { get; set; } = ^1;
}

[PickleClass("shop.errors", "OutOfStock", Form = PickleForm.Call)]
public sealed class OutOfStockException : Exception
{
    public OutOfStockException()
    {
    }

    [PickleConstructor]
    public OutOfStockException(string message, int left)
        : base(message) => Left = left;

    public int Left { get; }
}

[PickleClass("shop.garage", "Garage.Door")]
public sealed record Door(double Width);
