using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PyListTests
{
    [Fact]
    public void Integers_stay_unboxed_until_something_else_comes()
    {
        PyList list = [1, 2L, (short)3, 4u];
        Assert.Equal(ListStorage.Int64, list.Storage);
        Assert.True(list.TryGetInt64s(out ReadOnlySpan<long> items));
        Assert.Equal([1, 2, 3, 4], items.ToArray());
        list.Add(true);
        Assert.Equal(ListStorage.Object, list.Storage);
        Assert.False(list.TryGetInt64s(out _));
        Assert.Equal("[1, 2, 3, 4, True]", list.ToString());
        Assert.Equal([1L, 2L, 3L, 4L, true], list);
    }

    [Fact]
    public void Floats_stay_unboxed_until_something_else_comes()
    {
        PyList list = [1.5, 2f];
        Assert.True(list.TryGetDoubles(out ReadOnlySpan<double> items));
        Assert.Equal([1.5, 2.0], items.ToArray());
        list[1] = "x";
        Assert.Equal("[1.5, 'x']", list.ToString());
    }

    [Fact]
    public void Big_and_small_integers_mix()
    {
        PyList list = [1, BigInteger.Pow(2, 70), new BigInteger(3), ulong.MaxValue];
        Assert.Equal([1L, BigInteger.Pow(2, 70), 3L, new BigInteger(ulong.MaxValue)], list);
    }

    [Fact]
    public void Behaves_as_a_list_of_objects()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        object?[] pool = [1L, 2L, -7L, 1.5, double.MaxValue, "a", null, true];
        for (int round = 0; round < 300; round++)
        {
            var list = new PyList();
            var expected = new List<object?>();
            int kinds = random.Next(1, pool.Length + 1);
            for (int step = 0; step < 40; step++)
            {
                object? item = pool[random.Next(kinds)];
                int index = random.Next(expected.Count + 1);
                switch (random.Next(6))
                {
                    case 0:
                        list.Insert(index, item);
                        expected.Insert(index, item);
                        break;
                    case 1 when index < expected.Count:
                        list.RemoveAt(index);
                        expected.RemoveAt(index);
                        break;
                    case 2 when index < expected.Count:
                        list[index] = item;
                        expected[index] = item;
                        break;
                    case 3 when step % 10 == 0:
                        list.AddRange(list);
                        expected.AddRange(expected.ToArray());
                        break;
                    default:
                        list.Add(item);
                        expected.Add(item);
                        break;
                }

                Assert.True(expected.SequenceEqual(list), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Loader_batches_land_in_every_storage()
    {
        var list = new PyList();
        list.EnsureCapacity(100);
        Assert.Empty(list);
        list.AppendInt64s([1, 2]);
        list.AppendDoubles([0.5]);
        list.AppendInt64s([3]);
        list.ReserveObjects(2)[1] = "b";
        list.CommitObjects(2);
        Assert.Equal([1L, 2L, 0.5, 3L, null, "b"], list);
        Assert.Equal(6, list.ObjectSpan.Length);
        var floats = PyList.FromDoubles([1, 2]);
        floats.AppendObject(null);
        Assert.Equal([1.0, 2.0, null], floats);
    }

    [Fact]
    public void Out_of_range_and_changes_while_walking_are_errors()
    {
        PyList list = [1, 2];
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Insert(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PyList(5)[0]);
        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (object? item in list)
                list.Add(item);
        });
    }

    [Fact]
    public void Searching_uses_Python_equality()
    {
        Assert.Equal(1, PyList.Create(5, 1).IndexOf(true));
        Assert.Equal(1, PyList.Create(5, 1).IndexOf(1.0));
        Assert.Equal(0, PyList.Create(1.0).IndexOf(1));
        Assert.Equal(-1, PyList.Create(1, 2).IndexOf("1"));
        Assert.Equal(0, PyList.Create(PyTuple.Create(1.0)).IndexOf(PyTuple.Create(1)));
        Assert.True(PyList.Create(1, 2).Remove(2.0));
    }
}
