using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Tests.Model;

/// <summary>Loaded lists keep integers in as few bytes as they fit, which nobody must notice.</summary>
public sealed class NarrowIntegerTests
{
    // The ends of what each size holds, and what lies between.
    private static readonly long[] Edges = [0, 1, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, -1, -256, int.MaxValue + 1L, int.MinValue - 1L, long.MaxValue, long.MinValue];

    [Fact]
    public void Array_is_as_wide_as_the_largest_needs()
    {
        Assert.IsType<byte[]>(Load(1, 255).Integers);
        Assert.IsType<int[]>(Load(1, 256).Integers);
        Assert.IsType<int[]>(Load(1, -1).Integers);
        Assert.IsType<long[]>(Load(1, long.MaxValue).Integers);

        PyList grows = Load([.. Enumerable.Repeat(7L, 1_000), .. Enumerable.Range(0, 1_500).Select(static number => (long)number)]);
        Assert.IsType<int[]>(grows.Integers);
        Assert.Equal([.. Enumerable.Repeat<object?>(7L, 1_000), .. Enumerable.Range(0, 1_500).Select(static number => (object?)(long)number)], grows);
    }

    [Fact]
    public void Batches_of_any_sizes_come_back()
    {
        var random = new Random(TestSeed.Value);
        for (int round = 0; round < 2_000; round++)
        {
            // Runs of one size, so that those that are read together begin and end anywhere.
            List<long> items = [];
            int count = random.Next(2, round % 100 == 0 ? 3_000 : 60);
            while (items.Count < count)
            {
                int bits = random.Next(4) switch { 0 => 8, 1 => 16, 2 => 31, _ => random.Next(1, 63) };
                items.AddRange(Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.NextInt64(1L << bits) * (bits > 16 && random.Next(2) == 0 ? -1 : 1)));
            }

            byte[] pickle = Pickle.Dumps(items.Cast<object?>().ToArray());
            PyList list = Pickle.Loads<PyList>(pickle);

            Assert.True(items.SequenceEqual(list.Cast<long>()), $"seed {TestSeed.Value}, round {round}: {string.Join(", ", items)}");
            Assert.Equal(pickle, Pickle.Dumps(list));
            Assert.Equal(items, Pickle.Loads<long[]>(pickle));
            Assert.True(list.TryGetInt64s(out ReadOnlySpan<long> span) && span.SequenceEqual([.. items]));
        }
    }

    [Fact]
    public void Item_that_does_not_fit_makes_the_list_wider()
    {
        foreach (long[] before in new long[][] { [1, 2, 3], [1, 2, 300], [1, 2, long.MaxValue] })
        {
            foreach (long item in Edges)
            {
                PyList set = Load(before);
                set[1] = item;
                Assert.Equal([before[0], item, before[2]], set.Cast<long>());

                PyList added = Load(before);
                added.Add(item);
                Assert.Equal([.. before, item], added.Cast<long>());

                PyList inserted = Load(before);
                inserted.Insert(1, item);
                Assert.Equal([before[0], item, before[1], before[2]], inserted.Cast<long>());

                PyList joined = Load(before);
                joined.AddRange(Load(item, item));
                joined.AddRange(joined);
                Assert.Equal([.. before, item, item, .. before, item, item], joined.Cast<long>());
            }
        }
    }

    [Fact]
    public void Lists_of_different_widths_compare_and_search_alike()
    {
        foreach (long a in Edges)
        {
            foreach (long b in Edges)
            {
                PyList narrow = Load(3, a);
                PyList other = Load(3, b, long.MaxValue);
                other.RemoveAt(2);

                Assert.Equal(a == b, PythonEquality.Equals(narrow, other));
                Assert.Equal(a == b, PythonEquality.StructuralEquals(narrow, other));
                Assert.Equal(a == b, narrow.IndexOf(b) == 1);
                Assert.Equal(a == b, narrow.Contains(b));
            }
        }
    }

    [Fact]
    public void What_is_no_integer_boxes_them()
    {
        PyList list = Load(1, 2);
        list.Add("x");
        Assert.Equal([1L, 2L, "x"], list);

        list = Load(1, 300);
        list[0] = 1.5;
        Assert.Equal([1.5, 300L], list);
        Assert.Equal(1L, list.IndexOf(300));
    }

    [Fact]
    public void Readers_beside_each_other_may_ask_for_longs()
    {
        for (int round = 0; round < 200; round++)
        {
            PyList list = Load([.. Enumerable.Range(0, 100).Select(static number => (long)number)]);
            Parallel.For(0, 4, reader =>
            {
                if (reader % 2 == 0)
                {
                    Assert.True(list.TryGetInt64s(out ReadOnlySpan<long> items));
                    Assert.Equal(99, items[99]);
                }

                Assert.Equal(4_950L, list.Sum(static item => (long)item!));
            });
        }
    }

    private static PyList Load(params long[] items) => Pickle.Loads<PyList>(Pickle.Dumps(items.Cast<object?>().ToArray()));
}
