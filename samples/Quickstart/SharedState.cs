using System.Numerics;
using Pickling;

namespace Quickstart;

/// <summary>The state that both sides know: python/values.py in .NET.</summary>
internal static class SharedState
{
    private const string City = "Kraków 日本 😀";

    private static readonly BigInteger[] Numbers = [0, 1, -1, 255, 65536, 1L << 40, BigInteger.Pow(2, 100), -BigInteger.Pow(2, 100)];
    private static readonly string[] Values = ["test value", "test value 2", "test value 3"];
    private static readonly byte[] Raw = [0x00, 0xff];

    /// <summary>The state, of .NET's own types: a list or array becomes a Python list, a tuple a tuple.</summary>
    public static Dictionary<string, object> Value => new()
    {
        ["values"] = Values,
        ["city"] = City,
        ["numbers"] = Numbers,
        ["fraction"] = 0.1,
        ["flags"] = (true, false, (object?)null),
        ["raw"] = Raw,
        ["empty"] = (new List<object>(), new Dictionary<string, object>(), ValueTuple.Create()),
    };

    /// <summary>Python 2's str is both text and bytes; latin1 keeps every byte as the character of that number.</summary>
    public static PickleOptions OptionsFor(Python python) => new() { Protocol = python.Protocol, Encoding = "latin1" };

    /// <summary>Whether a loaded object is the state.</summary>
    public static bool IsValue(object? loaded) =>
        loaded is IDictionary<object, object?> { Count: 7 } state
        && state["values"] is IEnumerable<object?> values && values.SequenceEqual(Values)
        && state["city"] is City
        && state["numbers"] is IEnumerable<object?> numbers && numbers.Select(ToBigInteger).SequenceEqual(Numbers)
        && state["fraction"] is 0.1
        && state["flags"] is IReadOnlyList<object?> and [true, false, null]
        && IsRaw(state["raw"])
        && state["empty"] is IReadOnlyList<object?> and [IReadOnlyList<object?> and [], IDictionary<object, object?> { Count: 0 }, IReadOnlyList<object?> and []];

    private static bool IsRaw(object? loaded) => loaded switch
    {
        byte[] bytes => bytes.AsSpan().SequenceEqual(Raw),
        string text => text.Select(character => (byte)character).SequenceEqual(Raw),
        _ => false,
    };

    private static BigInteger ToBigInteger(object? number) => number is BigInteger big ? big : (long)number!;
}
