using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PyDictTests
{
    [Fact]
    public void Equal_numbers_of_any_type_are_one_key()
    {
        var dict = new PyDict { [1] = "a" };
        foreach (object key in new object[] { 1, 1L, (byte)1, (short)1, 1u, 1ul, 1.0, 1f, (Half)1, true, new BigInteger(1), (Int128)1, 1m })
        {
            Assert.True(dict.ContainsKey(key), key.GetType().Name);
            dict[key] = key.GetType().Name;
        }

        Assert.Single(dict);
        Assert.Equal(1L, dict.Keys.First());
    }

    [Fact]
    public void None_is_a_key()
    {
        var dict = new PyDict { [null] = 1, ["a"] = 2 };
        Assert.True(dict.ContainsKey(null));
        Assert.Equal(1L, dict[null]);
        Assert.Equal("{None: 1, 'a': 2}", dict.ToString());
        Assert.True(dict.Remove((object?)null));
        Assert.False(dict.TryGetValue(null, out _));
        dict.Add(null, 3);
        Assert.Equal(3L, dict[null]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(500)]
    public void Duplicates_keep_the_first_key_and_the_last_value(int count)
    {
        var dict = new PyDict();
        dict.Reserve(count * 2, out Span<object?> keys, out Span<object?> values);
        for (int i = 0; i < count; i++)
        {
            keys[i] = (long)i;
            values[i] = "first";
            keys[count + i] = (double)i;
            values[count + i] = "last" + i;
        }

        dict.Commit(count * 2);
        Assert.Equal(count, dict.Count);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (object)(long)i), dict.Keys);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (object?)("last" + i)), dict.Values);
        Assert.Equal("last0", dict[0]);
    }

    [Fact]
    public void Batches_and_looks_may_alternate()
    {
        var dict = new PyDict();
        var expected = new Dictionary<string, object?>();
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int batch = 0; batch < 60; batch++)
        {
            int count = random.Next(0, 20);
            dict.Reserve(count, out Span<object?> keys, out Span<object?> values);
            for (int i = 0; i < count; i++)
            {
                string key = "k" + random.Next(300);
                keys[i] = key;
                values[i] = $"{batch}.{i}";
                expected[key] = values[i];
            }

            dict.Commit(count);
            if (random.Next(3) == 0)
            {
                Assert.Equal(expected.Count, dict.Count);
                Assert.True(expected.Keys.SequenceEqual(dict.Keys), $"seed {seed}");
            }
        }

        foreach ((string key, object? value) in expected)
            Assert.Equal(value, dict[key]);
    }

    [Fact]
    public void Behaves_as_an_insertion_ordered_dictionary()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            var dict = new PyDict();
            var expected = new List<KeyValuePair<object, object?>>();
            int range = random.Next(1, 60);
            for (int step = 0; step < 300; step++)
            {
                long number = random.Next(range);
                object key = (number % 3) switch { 0 => number, 1 => "s" + number, _ => PyTuple.Create(number, "t") };
                int index = expected.FindIndex(pair => PythonEquality.Equals(pair.Key, key));
                if (random.Next(3) == 0)
                {
                    Assert.Equal(index >= 0, dict.Remove(key));
                    if (index >= 0)
                        expected.RemoveAt(index);
                }
                else
                {
                    dict[key] = (long)step;
                    if (index >= 0)
                        expected[index] = new(expected[index].Key, (long)step);
                    else
                        expected.Add(new(key, (long)step));
                }

                Assert.Equal(expected.Count, dict.Count);
            }

            Assert.True(expected.SequenceEqual(dict), $"seed {seed}");
            foreach ((object key, object? value) in expected)
                Assert.Equal(value, dict[key]);
        }
    }

    [Fact]
    public void Shared_tables_are_copied_before_keys_change()
    {
        var table = new KeyTable();
        Span<object?> keys = table.Reserve(3);
        (keys[0], keys[1], keys[2]) = ("a", "b", "c");
        table.Commit(3);
        Assert.True(table.TryShare());

        PyDict[] dicts = [.. Enumerable.Range(0, 4).Select(i =>
        {
            var dict = new PyDict();
            dict.AdoptShared(table, [(long)i, "b", null]);
            return dict;
        })];
        dicts[0]["b"] = "changed";
        Assert.Same(table, dicts[0].Table);
        dicts[1]["d"] = 1;
        dicts[2].Remove("a");
        dicts[3].Reserve(1, out Span<object?> newKeys, out Span<object?> newValues);
        newKeys[0] = "a";
        newValues[0] = "again";
        dicts[3].Commit(1);
        Assert.Equal("{'a': 0, 'b': 'changed', 'c': None}", dicts[0].ToString());
        Assert.Equal("{'a': 1, 'b': 'b', 'c': None, 'd': 1}", dicts[1].ToString());
        Assert.Equal("{'b': 'b', 'c': None}", dicts[2].ToString());
        Assert.Equal("{'a': 'again', 'b': 'b', 'c': None}", dicts[3].ToString());
    }

    [Fact]
    public void A_table_with_equal_keys_is_not_shared()
    {
        var table = new KeyTable();
        Span<object?> keys = table.Reserve(2);
        (keys[0], keys[1]) = (1L, true);
        table.Commit(2);
        Assert.False(table.TryShare());
    }

    [Fact]
    public void First_looks_may_come_from_many_threads()
    {
        for (int round = 0; round < 200; round++)
        {
            int count = round % 2 == 0 ? 3 : 50;
            var dict = new PyDict();
            dict.Reserve(count * 2, out Span<object?> keys, out Span<object?> values);
            for (int i = 0; i < count * 2; i++)
            {
                keys[i] = "key" + (i % count);
                values[i] = (long)i;
            }

            dict.Commit(count * 2);
            Parallel.For(0, 8, thread =>
            {
                for (int i = 0; i < count; i++)
                {
                    string key = "key" + ((i + thread) % count);
                    Assert.Equal((long)((i + thread) % count) + count, dict[key]);
                }

                Assert.Equal(count, dict.Count);
                Assert.Equal(count, dict.Keys.ToList().Count);
            });
        }
    }

    [Fact]
    public void Is_a_dictionary_to_dotnet()
    {
        IDictionary<object, object?> dict = new PyDict { { "a", 1 }, { "b", 2 } };
        Assert.Throws<ArgumentException>(() => dict.Add("a", 2));
        Assert.Throws<KeyNotFoundException>(() => dict["c"]);
        var pairs = new KeyValuePair<object, object?>[3];
        dict.CopyTo(pairs, 1);
        Assert.Equal("b", pairs[2].Key);
        Assert.Contains(2L, dict.Values);
        Assert.True(dict.Contains(new KeyValuePair<object, object?>("a", 1)));
        Assert.Equal(3L, new PyDict(dict.Append(new("a", 3)))["a"]);
        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (KeyValuePair<object, object?> pair in dict)
                dict[pair.Key] = 0;
        });
        dict.Clear();
        Assert.Empty(dict);
    }

    [Fact]
    public void Removing_from_the_front_stays_quick()
    {
        const int count = 200_000;
        var dict = new PyDict();
        for (int i = 0; i < count; i++)
            dict[i] = i;
        for (int i = 0; i < count; i++)
            Assert.True(dict.Remove(dict.Keys.First()));
        Assert.Empty(dict);
    }
}
