using System.Collections.Frozen;
using Pickling.Conformance;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;
using Xunit;

namespace Pickling.Caching.Tests.Keys;

/// <summary>Keys of a program's own types: those of the Python values that they are dumped as, without a dump.</summary>
public sealed class MappedKeyTests
{
    private static readonly Dictionary<string, PickleContext> Contexts = new()
    {
        ["reflection"] = new ReflectionPickleContext(new PickleMapping { Types = [typeof(Pickling.Conformance.Models.Line)] }),
        ["generated"] = new ConformanceContext(),
    };

    public static TheoryData<string, string> Cases { get; } =
        [.. from context in Contexts.Keys from one in MappingCases.All where one.HandTo(new Nobody()) select (context, one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_value_has_the_key_of_what_it_is_dumped_as(string contextName, string name)
    {
        PickleContext context = Contexts[contextName];
        MappingCase one = MappingCases.All.Single(item => item.Name == name);
        foreach (bool typed in new[] { true, false })
        {
            var keys = new Keys(new PickleKeyOptions { Context = context, TypedNumbers = typed });
            one.HandTo(keys);
            for (int protocol = 0; protocol <= MappingCase.ProtocolMax; protocol++)
            {
                object? python = Pickle.Loads(one.Dump(context, protocol)!);
                Assert.True(keys.Single.Equals(PickleKey.Of(python, new PickleKeyOptions { TypedNumbers = typed })), $"protocol {protocol}, typed {typed}: {python}");
            }
        }
    }

    [Fact]
    public void Members_have_no_order_in_a_dict_and_one_as_arguments()
    {
        Assert.Equal(PickleKey.Of(new Forth(1, "x")), PickleKey.Of(new Back("x", 1)));
        Assert.Equal(PickleKey.Of(new Forth(1, "x")), PickleKey.Of(new PyDict { ["B"] = "x", ["A"] = 1 }));
        Assert.NotEqual(PickleKey.Of(new ForthCall(1, 2)), PickleKey.Of(new BackCall(1, 2)));
    }

    [Fact]
    public void An_object_has_one_key_wherever_it_stands()
    {
        var one = new Forth(1, "x");

        Assert.Equal(PickleKey.Of(one), PickleKey.Of((object)one));
        Assert.Equal(PickleKey.Of(new[] { one }), PickleKey.Of(new List<object?> { one }));
        Assert.Equal(PickleKey.Of(new[] { one }), PickleKey.Of(new PyList { one }));
        Assert.Equal(PickleKey.Of(("a", one)), PickleKey.Of(PyTuple.Create("a", new PyDict { ["A"] = 1, ["B"] = "x" })));
        Assert.Equal(PickleKey.Of(new PyFrozenSet([1, 2])), PickleKey.Of(new[] { 2, 1 }.ToFrozenSet()));
        Assert.Equal(PickleKey.Of(new[] { 1, 2 }), PickleKey.Of<IEnumerable<int>>(Enumerable.Range(1, 2)));
        Assert.Equal(PickleKey.Of(new[] { new[] { 1 }, [2] }), PickleKey.Of(new[,] { { 1 }, { 2 } }));
        Assert.Equal(PickleKey.Of(new Dictionary<string, Forth> { ["a"] = one }), PickleKey.Of(new Dictionary<string, object?> { ["a"] = one }));
    }

    [Fact]
    public void What_loads_make_a_value_of_has_that_values_key()
    {
        Assert.Equal(PickleKey.Of(new Span(3, 4, 5)), PickleKey.Of(new TimeSpan(3, 0, 0, 4) + TimeSpan.FromMicroseconds(5)));
        Assert.Equal(PickleKey.Of(new List<object?> { 1, new Span(3, 4, 5), 2 }), PickleKey.Of(new List<object?> { 1, new TimeSpan(3, 0, 0, 4) + TimeSpan.FromMicroseconds(5), 2 }));
        Assert.Equal(PickleKey.Of(new Holder { Spans = [new Span(1, 0, 0)] }), PickleKey.Of(new PyDict { ["Spans"] = new PyList { TimeSpan.FromDays(1) }, ["Anything"] = null }));
    }

    [Fact]
    public void Objects_that_hold_themselves_have_the_key_of_what_they_unroll_to()
    {
        var once = new Link { Name = "a" };
        once.Next = once;
        var twice = new Link { Name = "a", Next = new Link { Name = "a" } };
        twice.Next.Next = twice;
        var other = new Link { Name = "a", Next = new Link { Name = "b" } };
        other.Next.Next = other;
        var through = new Link { Name = "a" };
        through.Anything = new List<object?> { through };

        Assert.Equal(PickleKey.Of(once), PickleKey.Of(twice));
        Assert.Equal(PickleKey.Of(once), PickleKey.Of((object)twice));
        Assert.NotEqual(PickleKey.Of(once), PickleKey.Of(other));
        Assert.Equal(PickleKey.Of(through), PickleKey.Of(Pickle.Loads(Pickle.Dumps(through))));
    }

    [Fact]
    public void Long_chains_and_much_sharing_are_no_burden()
    {
        Link chain = new();
        Pair pair = new();
        for (int i = 0; i < 5_000; i++)
        {
            chain = new Link { Next = chain };
        }

        for (int i = 0; i < 400; i++)
        {
            pair = new Pair { Left = pair, Right = pair };
        }

        Assert.True(PickleKey.Of(chain).Bytes.Length < 5000);
        Assert.Equal(PickleKey.Of(pair), PickleKey.Of(Pickle.Loads(Pickle.Dumps(pair))));

        Link mixed = new();
        for (int i = 0; i < 5_000; i++)
        {
            mixed = new Link { Anything = new List<object?> { mixed } };
        }

        Assert.True(PickleKey.Of(mixed).Bytes.Length < 5000);
    }

    [Fact]
    public void Hooks_of_the_options_are_asked()
    {
        var options = new PickleKeyOptions { Pickle = new PickleOptions { PersistentId = static value => value is Forth ? "one of those" : null } };

        Assert.Equal(PickleKey.Of(new List<Forth> { new(1, "x") }, options), PickleKey.Of(new List<Forth> { new(2, "y") }, options));
        Assert.Equal(PickleKey.Of(new PyList { new PersistentReference("one of those") }), PickleKey.Of(new List<Forth> { new(1, "x") }, options));
    }

    [Fact]
    public void What_has_no_key_says_where_it_is()
    {
        var error = Assert.Throws<PicklingException>(() => PickleKey.Of(new Holder { Anything = new CancellationTokenSource() }));

        Assert.Contains("CancellationTokenSource", error.Message, StringComparison.Ordinal);
    }

    internal sealed record Forth(int A, string B);

    internal sealed record Back(string B, int A);

    [PickleClass("m", "C", Form = PickleForm.Call)]
    internal sealed record ForthCall(int A, int B);

    [PickleClass("m", "C", Form = PickleForm.Call)]
    internal sealed record BackCall(int B, int A)
    {
        public int B { get; } = A;

        public int A { get; } = B;
    }

    [PickleClass("datetime", "timedelta", Form = PickleForm.Call)]
    internal sealed record Span(int Days, int Seconds, int Microseconds);

    internal sealed class Holder
    {
        public List<Span> Spans { get; set; } = [];

        [PickleIgnore]
        public int Ignored { get; set; }

        public object? Anything { get; set; }
    }

    internal sealed class Link
    {
        public string? Name { get; set; }

        public Link? Next { get; set; }

        public object? Anything { get; set; }
    }

    internal sealed class Pair
    {
        public Pair? Left { get; set; }

        public Pair? Right { get; set; }
    }

    private sealed class Keys(PickleKeyOptions options) : IMappedValueTaker
    {
        public PickleKey Single { get; private set; } = PickleKey.Of(null);

        public void Take<T>(T value) => Single = PickleKey.Of(value, options);
    }

    private sealed class Nobody : IMappedValueTaker
    {
        public void Take<T>(T value)
        {
        }
    }
}
