using System.Collections;
using System.Collections.Concurrent;
using Pickling.Mapping;

namespace Pickling.Conformance.Models;

/// <summary>Members whose values Python has in forms of their own.</summary>
public sealed class Library
{
    public SortedDictionary<string, Line>? Sorted { get; set; }

    public ConcurrentDictionary<string, int>? Counts { get; set; }

    public Queue<Line>? Queue { get; set; }

    public (int Id, Line Line) Pair { get; set; }

    public int Number { get; set; }

    public long? Wide { get; set; }

    public short Short { get; set; }

    public double Share { get; set; }

    public string? Path { get; set; }

    public State State { get; set; }

    public Access Access { get; set; }
}

/// <summary>Whose values are texts in Python, but for one.</summary>
[PickleClass("shop.models", "State", FormerNames = ["shop.old.State"])]
public enum State
{
    [PickleMember("in progress", FormerNames = ["started"])]
    InProgress,

    [PickleMember("don't \"know\"")]
    @default,
    ShippedOff = 7,
}

/// <summary>What says little about the type of its items, and not where they end.</summary>
public sealed class Vague
{
    public IEnumerable? Items { get; set; }

    public ICollection? Counted { get; set; }

    public object? Any { get; set; }

    public IEqualityComparer? Comparer { get; set; }
}

/// <summary>Structs of the framework, some of whose members stand elsewhere in its reference assemblies.</summary>
public sealed class Plots
{
    public System.Drawing.Rectangle Area { get; set; }

    public System.Drawing.SizeF Size { get; set; }

    public ArraySegment<int> Part { get; set; }

    public ArraySegment<byte> Bytes { get; set; }

    public System.Collections.ObjectModel.ReadOnlyObservableCollection<int>? Watched { get; set; }
}

public class Gauge
{
    public virtual int Level { get; set; }
}

/// <summary>Overrides half of a property.</summary>
public sealed class OffsetGauge : Gauge
{
    public override int Level => base.Level + 1;

    [Obsolete("gone", true)]
    public string? Gone { get; set; }
}

/// <summary>A collection that C# wants to be given something.</summary>
public sealed class Bag : List<int>
{
    public required string Label { get; set; }

    public Bag With(params int[] items)
    {
        AddRange(items);
        return this;
    }
}

public sealed record Native(nint Handle = 5, nuint Size = 6, string Name = "n");
