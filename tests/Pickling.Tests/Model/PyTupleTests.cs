using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PyTupleTests
{
    [Theory]
    [InlineData(0, "()")]
    [InlineData(1, "(0,)")]
    [InlineData(2, "(0, 1)")]
    [InlineData(3, "(0, 1, 2)")]
    [InlineData(4, "(0, 1, 2, 3)")]
    [InlineData(6, "(0, 1, 2, 3, 4, 5)")]
    public void Every_size_holds_its_items(int count, string expected)
    {
        object?[] items = [.. Enumerable.Range(0, count).Select(i => (object?)(long)i)];
        foreach (PyTuple tuple in new[] { PyTuple.Create(items), PyTuple.Adopt([.. items]), [.. items] })
        {
            Assert.Equal(count, tuple.Count);
            Assert.Equal(items, tuple);
            Assert.Equal(items, tuple.Items.ToArray());
            Assert.Equal(expected, tuple.ToString());
            Assert.Throws<ArgumentOutOfRangeException>(() => tuple[count]);
            Assert.Equal(PyTuple.Create(items), tuple);
            Assert.Equal(PyTuple.Create(items).GetHashCode(), tuple.GetHashCode());
        }

        Assert.Equal(count == 0, ReferenceEquals(PyTuple.Empty, PyTuple.Create(items)));
    }

    [Fact]
    public void Pairs_and_triples_come_apart()
    {
        (object? a, object? b) = PyTuple.Create(1, "x");
        Assert.Equal((1L, "x"), (a, b));
        (a, b, object? c) = PyTuple.Create(1, 2, 3);
        Assert.Equal((1L, 2L, 3L), (a, b, c));
        Assert.Throws<InvalidOperationException>(() => PyTuple.Create(1).Deconstruct(out _, out _));
    }

    [Fact]
    public void Order_and_nesting_show_in_the_hash()
    {
        Assert.NotEqual(PyTuple.Create(1, 2).GetHashCode(), PyTuple.Create(2, 1).GetHashCode());
        Assert.NotEqual(PyTuple.Create(1, PyTuple.Create(2)).GetHashCode(), PyTuple.Create(PyTuple.Create(1), 2).GetHashCode());
    }
}
