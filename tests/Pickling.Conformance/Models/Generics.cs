using Pickling.Mapping;

namespace Pickling.Conformance.Models;

public sealed class Pair<TFirst, TSecond>
    where TFirst : notnull
{
    public required TFirst First { get; init; }
    public TSecond? Second { get; private set; }
    public List<TSecond> More { get; init; } = [];

    [PickleMember]
    private TSecond? Inner
    {
        get => Second;
        set => Second = value;
    }

    public static Pair<TFirst, TSecond> Of(TFirst first, TSecond second) => new() { First = first, Second = second, More = [second] };

    public sealed record Nested<T>(TFirst Key, T Value)
        where T : struct;
}

public struct Cell<T>
{
    private T _value;
    [PickleMember] private T Value { readonly get => _value; init => _value = value; }

    public Cell(T value) => _value = value;

    public readonly T Get() => _value;
}

public sealed class Names : List<string>
{
    public int Ignored { get; set; }
}

public sealed class Registry : Dictionary<string, Line>;

public sealed class Tags : HashSet<int>;
