using System.Diagnostics;
using System.Text;
using Pickling.Model;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Machine;

/// <summary>What a pickle may ask for does not depend on how its bytes come, and never costs their square.</summary>
public class LimitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Batch_of_numbers_counts_as_values_on_the_stack(int bytesARead)
    {
        byte[] pickle = Pickle.Dumps(PyList.FromInt64s(Enumerable.Range(0, 500).Select(i => (long)i).ToArray()));
        var options = new PickleOptions { Limits = new PickleLimits { StackDepthMax = 100 } };

        Assert.Throws<PickleLimitException>(() => Pickle.Load(new TrickleStream(pickle, bytesARead), options));
        Assert.Throws<PickleLimitException>(() => Pickle.Loads(pickle, options));
    }

    [Theory]
    [InlineData("Vmmmmmmmmmm\n.", 0)]
    [InlineData("Vmmmmmmmmmm", 0)]
    [InlineData("cmmmmmmmmmm\nn\n.", 0)]
    [InlineData("Ncm\nnnnnnnnnnn", 1)]
    public void Line_is_no_longer_than_a_payload_may_be(string pickle, int offset)
    {
        var options = new PickleOptions { Limits = new PickleLimits { PayloadBytesMax = 9 } };
        byte[] bytes = Encoding.Latin1.GetBytes(pickle);

        var whole = Assert.Throws<PickleLimitException>(() => Pickle.Loads(bytes, options));
        var chopped = Assert.Throws<PickleLimitException>(() => Pickle.Load(new TrickleStream(bytes, 1), options));

        Assert.Equal(offset, whole.Offset);
        Assert.Equal(whole.Message, chopped.Message);
    }

    [Fact]
    public void Damaged_large_payload_names_its_opcode_wherever_it_comes_from()
    {
        byte[] pickle = [(byte)'N', (byte)'0', (byte)'X', 0, 0, 2, 0, .. Enumerable.Repeat((byte)0xff, 0x20000), (byte)'.'];

        var whole = Assert.Throws<PickleException>(() => Pickle.Loads(pickle));
        var chopped = Assert.Throws<PickleException>(() => Pickle.Load(new TrickleStream(pickle, 1000)));

        Assert.Equal(2, whole.Offset);
        Assert.Equal(whole.Message, chopped.Message);
    }

    [Fact]
    public void Negative_limit_is_refused_where_it_is_set() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { StackDepthMax = -1 });

    // Both took minutes when they cost the square of their bytes.
    [Fact]
    public void Long_module_name_byte_by_byte_is_searched_once()
    {
        var watch = Stopwatch.StartNew();
        byte[] pickle = Encoding.Latin1.GetBytes($"c{new string('m', 2_000_000)}\n{new string('n', 2_000_000)}\n.");

        Assert.IsType<PyGlobal>(Pickle.Load(new TrickleStream(pickle, 1)));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Sparse_memo_indexes_that_hash_alike_cost_no_more_than_others()
    {
        var watch = Stopwatch.StartNew();
        var pickle = new StringBuilder("N");
        for (long i = 100; i < 300_100; i++)
        {
            // A long hashes to its upper half xor its lower: 0 for all of these.
            pickle.Append('p').Append((i << 32) | i).Append('\n');
        }

        Assert.Null(Pickle.Loads(Encoding.Latin1.GetBytes(pickle.Append('.').ToString())));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }
}
