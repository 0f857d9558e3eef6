using Pickling.Mapping;
using Pickling.Model;
using Pickling.Tests.Machine;
using Xunit;

namespace Pickling.Tests.Mapping;

public sealed class TypedRoundTripTests
{
    [PickleClass("shop.models", "Line")]
    public sealed record Line(string Sku, int Count, double UnitPrice);

    [PickleClass("shop.models", "Order")]
    public sealed class Order
    {
        public int Id { get; set; }
        public string? Customer { get; set; }
        public List<Line> Lines { get; set; } = [];
        public Dictionary<string, long> Totals { get; init; } = [];
        public int? Discount { get; set; }
        public object? Anything { get; set; }
    }

    public sealed class Node
    {
        public int Value { get; set; }
        public Node? Next { get; set; }
    }

    [Fact]
    public void Objects_come_back_with_their_sharing_in_every_protocol()
    {
        var line = new Line("a", 3, 1.5);
        var order = new Order { Id = 7, Customer = "Ann", Lines = [line, line], Totals = new() { ["x"] = 1 }, Discount = null, Anything = new PyList { 1L, "a" } };
        for (int protocol = 0; protocol <= 5; protocol++)
        {
            byte[] bytes = Pickle.Dumps(order, new PickleOptions { Protocol = protocol });
            Order back = Pickle.Loads<Order>(bytes);
            Assert.Equal(7, back.Id);
            Assert.Equal("Ann", back.Customer);
            Assert.Equal(2, back.Lines.Count);
            Assert.Same(back.Lines[0], back.Lines[1]);
            Assert.Equal(line, back.Lines[0]);
            Assert.Equal(1L, back.Totals["x"]);
            Assert.Equal("[1, 'a']", back.Anything!.ToString());
            var natural = (PyObject)Pickle.Loads(bytes)!;
            Assert.Equal("shop.models.Order", natural.Global!.FullName);
            using var stream = new MemoryStream();
            stream.Write(bytes);
            stream.Position = 0;
            Assert.Equal(7, Pickle.Load<Order>(new BufferedStream(stream)).Id);
        }
    }

    // A stream's texts are copied, as are those of protocol 0: an empty one was taken for the next.
    [Fact]
    public void Empty_texts_are_none_of_their_neighbours()
    {
        List<Dictionary<string, string>> rows = [.. Enumerable.Range(0, 4).Select(static row => new Dictionary<string, string> { [""] = "a", ["b"] = "", ["c"] = "d" + row, ["e"] = "" })];
        for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
        {
            byte[] bytes = Pickle.Dumps(rows, new PickleOptions { Protocol = protocol });

            Assert.Equal(rows, Pickle.Loads<List<Dictionary<string, string>>>(bytes));
            Assert.Equal(rows, Pickle.Load<List<Dictionary<string, string>>>(new TrickleStream(bytes, 7)));
        }
    }

    [Fact]
    public void Million_nodes_of_a_linked_list_come_back()
    {
        Node? first = null;
        for (int i = 0; i < 1_000_000; i++)
        {
            first = new Node { Value = i, Next = first };
        }

        byte[] bytes = Pickle.Dumps(first);
        Node? at = Pickle.Loads<Node>(bytes);
        int count = 0;
        for (; at is not null; at = at.Next)
        {
            count++;
        }

        Assert.Equal(1_000_000, count);
    }

    [Fact]
    public void Object_that_refers_to_itself_comes_back()
    {
        var node = new Node { Value = 1 };
        node.Next = node;
        Node back = Pickle.Loads<Node>(Pickle.Dumps(node));
        Assert.Same(back, back.Next);
    }

    [Fact]
    public void Error_names_offset_and_path()
    {
        byte[] bytes = Pickle.Dumps((object)new PyDict { ["Lines"] = new PyList { new PyDict { ["Sku"] = "a", ["Count"] = 1L << 40 } } });
        PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<Order2>(bytes));
        Assert.Equal("at 44: the int 1099511627776 does not fit a byte; ask for a wider type (at root.Lines[0].Count)", error.Message);
    }

    public sealed class Order2
    {
        public List<Line2> Lines { get; set; } = [];
    }

    public sealed class Line2
    {
        public string? Sku { get; set; }
        public byte Count { get; set; }
    }
}
