using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PySetTests
{
    [Fact]
    public void Items_keep_their_order_and_are_unique_as_in_Python()
    {
        PySet set = [3, 1, 2, 1.0, true, 3L];
        Assert.Equal([3L, 1L, 2L], set);
        Assert.Equal("{3, 1, 2}", set.ToString());
        Assert.Equal("frozenset({3})", PyFrozenSet.Create(3).ToString());
        Assert.Equal("set()", new PySet().ToString());
        Assert.Equal("frozenset()", PyFrozenSet.Create().ToString());
    }

    [Fact]
    public void Set_algebra_agrees_with_HashSet()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            long[] first = [.. Enumerable.Range(0, random.Next(30)).Select(_ => (long)random.Next(20))];
            long[] second = [.. Enumerable.Range(0, random.Next(30)).Select(_ => (long)random.Next(20))];
            var expected = new HashSet<object?>(first.Cast<object?>());
            var other = new HashSet<object?>(second.Cast<object?>());
            var set = new PySet(first.Cast<object?>());
            Assert.Equal(expected.IsSubsetOf(other), set.IsSubsetOf(other));
            Assert.Equal(expected.IsSupersetOf(other), set.IsSupersetOf(other));
            Assert.Equal(expected.IsProperSubsetOf(other), set.IsProperSubsetOf(other));
            Assert.Equal(expected.IsProperSupersetOf(other), set.IsProperSupersetOf(other));
            Assert.Equal(expected.Overlaps(other), set.Overlaps(other));
            Assert.Equal(expected.SetEquals(other), set.SetEquals(other));
            switch (round % 4)
            {
                case 0:
                    expected.UnionWith(other);
                    set.UnionWith(other);
                    break;
                case 1:
                    expected.IntersectWith(other);
                    set.IntersectWith(other);
                    break;
                case 2:
                    expected.ExceptWith(other);
                    set.ExceptWith(other);
                    break;
                default:
                    expected.SymmetricExceptWith(other);
                    set.SymmetricExceptWith(other);
                    break;
            }

            Assert.True(expected.SetEquals(set), $"seed {seed}");
            Assert.Equal(expected.Count, set.Count);
        }
    }

    [Fact]
    public void Frozensets_are_keys()
    {
        var dict = new PyDict { [PyFrozenSet.Create(1, 2)] = "x" };
        Assert.Equal("x", dict[PyFrozenSet.Create(2.0, true)]);
        Assert.Equal(PyFrozenSet.Create(1, 2), PyFrozenSet.Create(2, 1));
        Assert.Throws<ArgumentException>(() => PySet.Create(PyList.Create()));
    }
}
