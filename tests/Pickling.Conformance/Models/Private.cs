using Pickling.Mapping;

namespace Pickling.Conformance.Models;

[PickleClass("bank", "Account", PrivateState = true)]
public sealed class Account
{
    private readonly string _owner;
    private long _cents;
    private List<long> _history = [];

    public Account(string owner, long cents)
    {
        _owner = owner;
        _cents = cents;
        _history.Add(cents);
        Label = "new";
    }

    public string Label { get; private set; }

    [PickleIgnore] public int Calls { get; private set; }

    public string Describe() => $"{_owner} {_cents} {_history.Count} {Label}";
}

[PickleDict(PrivateState = true)]
public struct Counter
{
    private int _count;
    private readonly string? _name;

    public Counter(int count, string name)
    {
        _count = count;
        _name = name;
    }

    public readonly string Describe() => $"{_name} {_count}";

    public void Add() => _count++;
}

public sealed class Holder
{
    public int Id { get; set; }
    public Action? Callback { get; set; }
    public Stream? Source { get; set; }
}

public sealed class Doubling : PickleConverter<Doubled>
{
    public override Doubled Read(ref PickleValueReader reader) => new(reader.GetInt32() / 2);

    public override void Write(PickleValueWriter writer, Doubled value) => writer.WriteInt32(value.Value * 2);
}

[PickleConverter(typeof(Doubling))]
public readonly record struct Doubled(int Value);

public sealed class Shouting : PickleConverter<string>
{
    public override string Read(ref PickleValueReader reader) => reader.GetString().ToUpperInvariant();

    public override void Write(PickleValueWriter writer, string value) => writer.WriteString(value.ToUpperInvariant());
}

public sealed class Converted
{
    [PickleConverter(typeof(Shouting))]
    public string? Loud { get; set; }

    public string? Quiet { get; set; }
    public Doubled Twice { get; set; }
}

[PickleClass("shop.models", "Color")]
public enum Color
{
    Red = 1,
    Green,
}

[Flags]
public enum Access : ulong
{
    None,
    Read = 1,
    Write = 2,
    All = ulong.MaxValue,
}

public sealed class Everything
{
    public byte Byte { get; set; }
    public Int128 Wide { get; set; }
    public float Single { get; set; }
    public char Letter { get; set; }
    public Guid Guid { get; set; }
    public DateTime When { get; set; }
    public TimeSpan Span { get; set; }
    public DateOnly Date { get; set; }
    public Uri? Uri { get; set; }
    public byte[]? Bytes { get; set; }
    public int[]? Numbers { get; set; }
    public int[,]? Grid { get; set; }
    public (int Id, string Name) Pair { get; set; }
    public Tuple<int, Line>? Boxed { get; set; }
    public HashSet<string>? Set { get; set; }
    public Queue<Line>? Queue { get; set; }
    public Stack<int>? Stack { get; set; }
    public SortedDictionary<int, string>? Sorted { get; set; }
    public IReadOnlyDictionary<string, Line>? Lookup { get; set; }
    public System.Collections.Immutable.ImmutableArray<long> Fixed { get; set; }
    public KeyValuePair<string, int>? Entry { get; set; }
    public Color Color { get; set; }
    public Access Access { get; set; }
    public Color? MaybeColor { get; set; }
    public Memory<byte> Memory { get; set; }
    public Names? Names { get; set; }
    public Registry? Registry { get; set; }
    public Tags? Tags { get; set; }
    public List<(int, Point)>? Points { get; set; }
}
