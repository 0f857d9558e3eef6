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
    }

    [Theory]
    [InlineData(3)]
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
        Assert.Equal("last2", dict[2]);
    }
}
