using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Text;
using Xunit;

namespace Pickling.Tests.Text;

public sealed class ProtocolZeroTextTests
{
    // Not as attributes, whose metadata cannot hold lone surrogates.
    public static TheoryData<string, string> Texts => new()
    {
        { "abc", "abc" },
        { "\\", "\\u005c" },
        { "\0\n\r\x1a", "\\u0000\\u000a\\u000d\\u001a" },
        { "\t\x7f", "\t\x7f" },
        { "é\u0080ÿ", "é\u0080ÿ" },
        { "Ā€", "\\u0100\\u20ac" },
        { "\U0001f600", "\\U0001f600" },
        { "\ud800", "\\ud800" },
        { "\udc00\ud800", "\\udc00\\ud800" },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Raw_unicode_escape_goes_both_ways(string text, string latin1)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(latin1);
        Assert.Equal(bytes.Length, RawUnicodeEscape.ByteCount(text));
        byte[] target = new byte[bytes.Length];
        Assert.Equal(bytes.Length, RawUnicodeEscape.Encode(text, target));
        Assert.Equal(bytes, target);
        Assert.Equal(text, RawUnicodeEscape.Decode(bytes));
    }

    [Theory]
    [InlineData("\\n\\x41", "\\n\\x41")]
    [InlineData("\\\\u0041", "\\\\u0041")]
    [InlineData("\\\\\\u0041", "\\\\A")]
    [InlineData("a\\", "a\\")]
    [InlineData("\\ud83d\\ude00", "\U0001f600")]
    [InlineData("a\rb", "a\rb")]
    public void Raw_unicode_escape_leaves_other_escapes_alone(string latin1, string expected) =>
        Assert.Equal(expected, RawUnicodeEscape.Decode(Encoding.Latin1.GetBytes(latin1)));

    [Theory]
    [InlineData("x\\u00", "bytes in position 1-4: truncated \\uXXXX escape")]
    [InlineData("\\u", "bytes in position 0-1: truncated \\uXXXX escape")]
    [InlineData("\\U00110000", "bytes in position 0-9: \\Uxxxxxxxx out of range")]
    [InlineData("\\U0011", "bytes in position 0-5: truncated \\UXXXXXXXX escape")]
    public void Raw_unicode_escape_names_what_is_wrong(string latin1, string problem)
    {
        var error = Assert.Throws<PickleException>(() => RawUnicodeEscape.Decode(Encoding.Latin1.GetBytes(latin1)));
        Assert.Equal("'rawunicodeescape' codec can't decode " + problem, error.Message);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\\n\\t\\\\\\'\\\"", "\n\t\\'\"")]
    [InlineData("\\a\\b\\f\\v\\r", "\a\b\f\v\r")]
    [InlineData("\\x41\\101\\0", "AA\0")]
    [InlineData("\\400\\777", "\0ÿ")]
    [InlineData("\\q\\8\\u1234", "\\q\\8\\u1234")]
    [InlineData("a\\\nb", "ab")]
    public void Python_2_escapes_become_bytes(string latin1, string expected) =>
        Assert.Equal(Encoding.Latin1.GetBytes(expected), PythonEscape.Decode(Encoding.Latin1.GetBytes(latin1)));

    [Theory]
    [InlineData("\\", "Trailing \\ in string")]
    [InlineData("a\\x4", "invalid \\x escape at position 1")]
    [InlineData("\\x41g\\x0", "invalid \\x escape at position 5")]
    public void Broken_Python_2_escapes_are_named(string latin1, string problem) =>
        Assert.Equal(problem, Assert.Throws<PickleException>(() => PythonEscape.Decode(Encoding.Latin1.GetBytes(latin1))).Message);

    [Theory]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("+5", 5.0)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("1e-999", 0.0)]
    [InlineData("+iNf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("nAn", double.NaN)]
    [InlineData("179769313486231580793e288", double.MaxValue)]
    public void Floats_read_as_in_C(string text, double expected) =>
        Assert.Equal(expected, PythonFloat.Parse(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1_0")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("0x1p3")]
    [InlineData("1\r")]
    [InlineData("--1")]
    [InlineData("nano")]
    [InlineData("1e999")]
    public void Other_floats_are_refused(string text) =>
        Assert.Throws<PickleException>(() => PythonFloat.Parse(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("+12", "12")]
    [InlineData(" 12 ", "12")]
    [InlineData("010", "10")]
    [InlineData("1_000", "1000")]
    [InlineData("0x1F", "31")]
    [InlineData("-0b11", "-3")]
    [InlineData("0o777", "511")]
    [InlineData("0x_ffffffffffffffffffff", "1208925819614629174706175")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("000000000000000000000000000000000000001", "1")]
    public void Integers_read_as_in_Python(string text, string expected)
    {
        bool isSmall = PythonInteger.Parse(Encoding.ASCII.GetBytes(text), 4300, out long small, out BigInteger big);
        BigInteger value = isSmall ? small : big;
        Assert.Equal(BigInteger.Parse(expected, CultureInfo.InvariantCulture), value);
        Assert.Equal(value >= long.MinValue && value <= long.MaxValue, isSmall);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("1L")]
    [InlineData("0x")]
    [InlineData("0b2")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("- 1")]
    [InlineData("1.0")]
    public void Other_integers_are_refused(string text) =>
        Assert.Throws<PickleException>(() => PythonInteger.Parse(Encoding.ASCII.GetBytes(text), 4300, out _, out _));

    [Fact]
    public void Integers_have_a_limit_of_digits()
    {
        byte[] digits = Encoding.ASCII.GetBytes(new string('9', 4300));
        Assert.False(PythonInteger.Parse(digits, 4300, out _, out _));
        Assert.Throws<PickleLimitException>(() => PythonInteger.Parse([.. digits, (byte)'9'], 4300, out _, out _));
    }
}
