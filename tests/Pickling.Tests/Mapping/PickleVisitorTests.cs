using System.Numerics;
using System.Text;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>What a visitor is told, in the order in which a dump would write it.</summary>
public sealed class PickleVisitorTests
{
    [Fact]
    public void Members_of_a_record_are_pairs_of_a_dict() =>
        Assert.Equal("dict{'Name' 'a', 'Sizes' list['1', '2'], 'Ratio' 0.5, 'Big' 18446744073709551615, 'Other' None}", Visited(new Box("a", ["1", "2"], 0.5, ulong.MaxValue, null)));

    [Fact]
    public void Objects_tell_class_arguments_and_state_in_each_form()
    {
        Assert.Equal("NewObject m.Plain(tuple[]; dict{'x' 1, 'y' True})", Visited(new Plain { X = 1, Y = true }));
        Assert.Equal("NewObject m.Slots(tuple[]; tuple[None, dict{'x' 1}])", Visited(new Slots { X = 1 }));
        Assert.Equal("NewObject m.Frozen(tuple[]; list[1, 'b'])", Visited(new Frozen { X = 1, Y = "b" }));
        Assert.Equal("NewObject m.Point(tuple[1, 2])", Visited(new Point(1, 2)));
        Assert.Equal("Reduce m.Made(tuple[1])", Visited(new Made(1)));
    }

    [Fact]
    public void Containers_of_all_kinds_are_told()
    {
        Assert.Equal("tuple[1, set['a']]", Visited((1, new HashSet<string> { "a" })));
        Assert.Equal("list[1.5, 2.5]", Visited(new[] { 1.5, 2.5 }));
        Assert.Equal("list[1, 2]", Visited(new List<long> { 1, 2 }));
        Assert.Equal("list[1, 2]", Visited(new[] { 1, 2 }));
        Assert.Equal("dict{1 NewObject m.Point(tuple[3, 4])}", Visited(new Dictionary<int, Point> { [1] = new(3, 4) }));
    }

    [Fact]
    public void Natural_values_are_handed_over_whole()
    {
        var when = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Unspecified);

        Assert.Equal($"<{when}>", Visited(when));
        Assert.Equal("<['a']>", Visited(new PyList { "a" }));
        Assert.Equal("<1>", Visited<object>(1));
        Assert.Equal("tuple[bytes 2, <1.5>]", Visited((new byte[] { 1, 2 }, 1.5m)));
    }

    [Fact]
    public void What_is_met_again_is_told_again_unless_the_visitor_says_no()
    {
        var point = new Plain { X = 1 };
        Node loop = new();
        loop.Next = loop;

        Assert.Equal("list[NewObject m.Plain(tuple[]; dict{'x' 1, 'y' False}), NewObject m.Plain(tuple[]; dict{'x' 1, 'y' False})]", Visited(new[] { point, point }));
        Assert.Equal("dict{'Next' again}", Visited(loop));
        Assert.Contains("TypedDepthMax", Assert.Throws<PicklingException>(() => Pickle.Visit(loop, new Endless())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_path()
    {
        var error = Assert.Throws<PicklingException>(() => Visited(new[] { new Wrong(new Plain()), new Wrong(new Derived()) }));

        Assert.Contains("root[1].Value", error.Message, StringComparison.Ordinal);
    }

    private static string Visited<T>(T value)
    {
        var listing = new Listing();
        Pickle.Visit(value, listing);
        return listing.ToString();
    }

    internal sealed record Box(string Name, string[] Sizes, double Ratio, ulong Big, string? Other);

    [PickleClass("m", "Plain")]
    internal class Plain
    {
        public int X { get; set; }

        public bool Y { get; set; }
    }

    internal sealed class Derived : Plain;

    [PickleClass("m", "Slots", Form = PickleForm.Slots)]
    internal sealed class Slots
    {
        public int X { get; set; }
    }

    [PickleClass("m", "Frozen", Form = PickleForm.List)]
    internal sealed class Frozen
    {
        public int X { get; set; }

        public string? Y { get; set; }
    }

    [PickleClass("m", "Point", Form = PickleForm.Arguments)]
    internal readonly record struct Point(int X, int Y);

    [PickleClass("m", "Made", Form = PickleForm.Call)]
    internal sealed record Made(int X);

    internal sealed record Wrong(Plain Value);

    internal sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class Endless() : PickleVisitor(options: new PickleOptions { Limits = new PickleLimits { TypedDepthMax = 1000 } });

    private sealed class Listing : PickleVisitor
    {
        private readonly StringBuilder _text = new();
        private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
        private readonly Stack<(object? Identity, string End, int Items)> _containers = [];
        private bool _isFirst = true;

        public override string ToString() => _text.ToString();

        public override void VisitNone() => Say("None");

        public override void VisitBoolean(bool value) => Say(value ? "True" : "False");

        public override void VisitInteger(long value) => Say($"{value}");

        public override void VisitInteger(BigInteger value) => Say($"{value}");

        public override void VisitFloat(double value) => Say(FormattableString.Invariant($"{value}"));

        public override void VisitString(string value) => Say($"'{value}'");

        public override void VisitBytes(ReadOnlyMemory<byte> value) => Say($"bytes {value.Length}");

        public override void VisitGlobal(PyGlobal value) => Say(value.FullName);

        public override void VisitNatural(object? value) => Say($"<{value}>");

        public override bool BeginContainer(PickleValueKind kind, object? identity) =>
            Begin(identity, kind.ToString().ToLowerInvariant() + (kind == PickleValueKind.Dict ? "{" : "["), kind == PickleValueKind.Dict ? "}" : "]");

        public override void NextItem()
        {
            (object? identity, string end, int items) = _containers.Pop();
            _text.Append(items > 0 ? ", " : "");
            _containers.Push((identity, end, items + 1));
            _isFirst = true;
        }

        public override void EndContainer()
        {
            (object? identity, string end, _) = _containers.Pop();
            _text.Append(end);
            if (identity is not null)
            {
                _open.Remove(identity);
            }
        }

        public override bool BeginObject(PyGlobal callable, PyConstruction construction, object? identity) =>
            Begin(identity, $"{construction} {callable.FullName}(", ")");

        public override void BeginState()
        {
            _text.Append("; ");
            _isFirst = true;
        }

        public override void EndObject() => EndContainer();

        private bool Begin(object? identity, string begin, string end)
        {
            if (identity is not null && !_open.Add(identity))
            {
                Say("again");
                return false;
            }

            Say(begin);
            _isFirst = true;
            _containers.Push((identity, end, 0));
            return true;
        }

        // The value of a pair follows its key.
        private void Say(string text)
        {
            _text.Append(_isFirst ? "" : " ").Append(text);
            _isFirst = false;
        }
    }
}
