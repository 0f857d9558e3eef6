using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Dynamic;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Pickling.Mapping;

namespace Pickling.Tests.Mapping;

/// <summary>The types that <see cref="MappingSuite"/> maps.</summary>
public static class MappingModel
{
    [PickleClass("people", "Person", FormerNames = ["old.Human"])]
    public sealed record Person([property: PickleMember(FormerNames = ["name"])] string FirstName, int Age);

    public sealed class Plain
    {
        public string SomeName { get; set; } = "default";
    }

    public sealed class Strict
    {
        public required string Needed { get; init; }
    }

    public sealed class Open
    {
        public string? SomeName { get; set; }

        [PickleExtensionData]
        public Dictionary<string, object?>? Rest { get; set; }
    }

    [PickleKnownType(typeof(Dog))]
    [PickleKnownType(typeof(Cat))]
    public abstract class Animal
    {
        public string? Name { get; set; }
    }

    [PickleClass("zoo", "Dog")]
    public sealed class Dog : Animal
    {
        public int Tricks { get; set; }
    }

    [PickleClass("zoo", "Cat")]
    public sealed class Cat : Animal;

    public sealed class Holder
    {
        public List<Item> Items { get; set; } = [];
    }

    public struct Item
    {
        public byte Small { get; set; }
    }

    public sealed class Hooked : IPickleLoaded
    {
        public int Version { get; set; }

        public string? Title { get; set; }

        [PickleIgnore]
        public IReadOnlyCollection<string> Missing { get; private set; } = [];

        public void OnPickleLoaded(PickleLoadInfo load)
        {
            Missing = load.Missing;
            Title ??= "untitled";
        }
    }

    public sealed class Node
    {
        public int Value { get; set; }

        public Node? Next { get; set; }
    }

    public sealed record Nested(Nested? Inner, int Depth);

    [PickleDict(PrivateState = true)]
    public sealed class Account(int start)
    {
        private readonly int _start = start;
        private readonly List<int> _paid = [];

        public void Pay(int amount) => _paid.Add(amount);

        public int Total() => _start + _paid.Sum();
    }

    [PickleClass("boxes", "Box")]
    public sealed class Box<T>
    {
        public T? Content { get; set; }
    }

    public sealed class Everything
    {
        public sbyte Int8 { get; set; }
        public ushort UInt16 { get; set; }
        public ulong UInt64 { get; set; }
        public Int128 Int128 { get; set; }
        public UInt128 UInt128 { get; set; }
        public nint Native { get; set; }
        public BigInteger Big { get; set; }
        public Half Half { get; set; }
        public float Single { get; set; }
        public decimal Decimal { get; set; }
        public Complex Complex { get; set; }
        public char Char { get; set; }
        public Rune Rune { get; set; }
        public Guid Guid { get; set; }
        public Uri? Uri { get; set; }
        public Version? Version { get; set; }
        public DateTime DateTime { get; set; }
        public DateTimeOffset Offset { get; set; }
        public DateOnly Date { get; set; }
        public TimeOnly Time { get; set; }
        public TimeSpan Span { get; set; }
        public TimeZoneInfo? Zone { get; set; }
        public DayOfWeek Day { get; set; }
        public int? Null { get; set; }
        public int? NotNull { get; set; }
        public byte[]? Bytes { get; set; }
        public Memory<byte> Memory { get; set; }
        public ReadOnlySequence<byte> Sequence { get; set; }
        public int[]? Ints { get; set; }
        public int[,]? Grid { get; set; }
        public string[]? Texts { get; set; }
        public List<double>? Doubles { get; set; }
        public HashSet<string>? Set { get; set; }
        public SortedSet<int>? Sorted { get; set; }
        public Queue<int>? Queue { get; set; }
        public Stack<int>? Stack { get; set; }
        public LinkedList<int>? Linked { get; set; }
        public SortedDictionary<string, int>? SortedDictionary { get; set; }
        public OrderedDictionary<string, int>? Ordered { get; set; }
        public ConcurrentDictionary<string, int>? Concurrent { get; set; }
        public ConcurrentQueue<int>? ConcurrentQueue { get; set; }
        public ImmutableArray<int> ImmutableArray { get; set; }
        public ImmutableList<int>? ImmutableList { get; set; }
        public ImmutableDictionary<string, int>? ImmutableDictionary { get; set; }
        public FrozenSet<int>? FrozenSet { get; set; }
        public FrozenDictionary<string, int>? FrozenDictionary { get; set; }
        public KeyValuePair<string, int> Pair { get; set; }
        public (int, string) ValueTuple { get; set; }
        public Tuple<int, string>? Tuple { get; set; }
        public BitArray? Bits { get; set; }
        public IEnumerable<int>? Enumerable { get; set; }
        public IReadOnlyDictionary<int, string>? ByInt { get; set; }
        public ExpandoObject? Expando { get; set; }
        public JsonNode? Json { get; set; }
    }

    public static Everything CreateEverything()
    {
        var expando = new ExpandoObject();
        ((IDictionary<string, object?>)expando)["a"] = 1L;
        return new Everything
        {
            Int8 = -5,
            UInt16 = 60000,
            UInt64 = ulong.MaxValue,
            Int128 = Int128.MinValue,
            UInt128 = UInt128.MaxValue,
            Native = -7,
            Big = BigInteger.Pow(10, 40),
            Half = (Half)1.5,
            Single = 0.1f,
            Decimal = 12.50m,
            Complex = new Complex(1, -2),
            Char = 'é',
            Rune = new Rune(0x1f600),
            Guid = new Guid("12345678-1234-5678-1234-567812345678"),
            Uri = new Uri("https://example.org/a?b"),
            Version = new Version(1, 2, 3),
            DateTime = new DateTime(2024, 2, 29, 12, 30, 15, 250),
            Offset = new DateTimeOffset(2024, 2, 29, 12, 30, 15, TimeSpan.FromHours(2)),
            Date = new DateOnly(2024, 2, 29),
            Time = new TimeOnly(23, 59, 58),
            Span = TimeSpan.FromMilliseconds(-1500),
            Zone = TimeZoneInfo.Utc,
            Day = DayOfWeek.Friday,
            NotNull = 8,
            Bytes = [1, 2, 255],
            Memory = new byte[] { 3, 4 },
            Sequence = new ReadOnlySequence<byte>([5, 6]),
            Ints = [1, 300, -70000],
            Grid = new int[,] { { 1, 2, 3 }, { 4, 5, 6 } },
            Texts = ["a", "ü", "😀"],
            Doubles = [1.5, double.NegativeInfinity],
            Set = ["x", "y"],
            Sorted = [3, 1, 2],
            Queue = new Queue<int>([1, 2]),
            Stack = new Stack<int>([1, 2]),
            Linked = new LinkedList<int>([1, 2]),
            SortedDictionary = new SortedDictionary<string, int> { ["b"] = 2, ["a"] = 1 },
            Ordered = new OrderedDictionary<string, int> { ["b"] = 2, ["a"] = 1 },
            Concurrent = new ConcurrentDictionary<string, int> { ["a"] = 1 },
            ConcurrentQueue = new ConcurrentQueue<int>([1, 2]),
            ImmutableArray = [1, 2],
            ImmutableList = [1, 2],
            ImmutableDictionary = ImmutableDictionary<string, int>.Empty.Add("a", 1),
            FrozenSet = new[] { 1, 2 }.ToFrozenSet(),
            FrozenDictionary = new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(),
            Pair = new KeyValuePair<string, int>("a", 1),
            ValueTuple = (1, "a"),
            Tuple = Tuple.Create(1, "a"),
            Bits = new BitArray(new[] { true, false, true }),
            Enumerable = new List<int> { 1, 2 },
            ByInt = new Dictionary<int, string> { [1] = "a" },
            Expando = expando,
            Json = JsonNode.Parse("""{"a": [1, 2.5, "x", null, true, 123456789012345678901234567890]}"""),
        };
    }

    public static bool AreEqual(object? one, object? other) => Text(one) == Text(other) && one?.GetType() == other?.GetType();

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        Memory<byte> memory => Convert.ToHexString(memory.Span),
        ReadOnlySequence<byte> sequence => Convert.ToHexString(sequence.ToArray()),
        JsonNode node => node.ToJsonString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        _ => value.ToString() ?? string.Empty,
    };
}
