using System.Text;
using Pickling.Text;
using Xunit;

namespace Pickling.Tests.Text;

public sealed class PythonReprTests
{
    // Not as attributes, whose metadata cannot hold lone surrogates.
    public static TheoryData<string, string> Texts => new()
    {
        { "", "''" },
        { "a'b", "\"a'b\"" },
        { "a\"b", "'a\"b'" },
        { "a'b\"c", "'a\\'b\"c'" },
        { "\\\n\r\t\0\x7f", "'\\\\\\n\\r\\t\\x00\\x7f'" },
        { "é日\u00a0\u00ad\u200b\u2028", "'é日\\xa0\\xad\\u200b\\u2028'" },
        { "\ud800", "'\\ud800'" },
        { "\udc00\ud800", "'\\udc00\\ud800'" },
        { "\U0001f600", "'\U0001f600'" },
        { "\U000e0001\ue000\U0010ffff", "'\\U000e0001\\ue000\\U0010ffff'" },
    };

    // Each line is what CPython 3.13 prints.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(100.0, "100.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.5, "1.5")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(123456789012345678.0, "1.2345678901234568e+17")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012345, "0.00012345")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Floats_print_as_in_Python(double value, string expected)
    {
        Assert.Equal(expected, PythonRepr.Float(value));
        Span<byte> bytes = stackalloc byte[PythonRepr.FloatCharsMax];
        Assert.Equal(expected, Encoding.ASCII.GetString(bytes[..PythonRepr.Float(value, bytes)]));
    }

    [Fact]
    public void Floats_read_back_as_the_same_double()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            string text = PythonRepr.Float(value);
            double back = PythonFloat.Parse(Encoding.ASCII.GetBytes(text));
            Assert.True(back.Equals(value), $"seed {seed}: {text}");
        }
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Text_prints_as_in_Python(string value, string expected) => Assert.Equal(expected, PythonRepr.Str(value));

    [Theory]
    [InlineData("é", "'\\xe9'")]
    [InlineData("日", "'\\u65e5'")]
    [InlineData("\U0001f600", "'\\U0001f600'")]
    public void Ascii_escapes_all_else(string value, string expected) => Assert.Equal(expected, PythonRepr.Ascii(value));

    [Fact]
    public void Bytes_print_as_in_Python()
    {
        Assert.Equal("b'a\\x00\\n\\xff\\\\'", PythonRepr.Bytes("a\0\n"u8.ToArray().Append((byte)0xff).Append((byte)'\\').ToArray()));
        Assert.Equal("b\"it's\"", PythonRepr.Bytes("it's"u8));
        Assert.Equal("b'it\\'s \"q\"'", PythonRepr.Bytes("it's \"q\""u8));
    }

    [Fact]
    public void Long_texts_end_early_when_asked()
    {
        var target = new StringBuilder();
        Assert.False(PythonRepr.AppendStr(target, new string('x', 10_000_000), 10));
        Assert.Equal("'xxxxxxxxx...'", target.ToString());
        target.Clear();
        Assert.False(PythonRepr.AppendBytes(target, new byte[10_000_000], 10));
        Assert.True(target.Length < 20);
    }
}
