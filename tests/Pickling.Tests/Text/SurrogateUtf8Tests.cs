using Pickling.Text;
using Xunit;

namespace Pickling.Tests.Text;

public sealed class SurrogateUtf8Tests
{
    // Not as attributes, whose metadata cannot hold lone surrogates.
    public static TheoryData<string, string> Texts => new()
    {
        { "", "" },
        { "a", "61" },
        { "é", "C3A9" },
        { "€", "E282AC" },
        { "\U0001f600", "F09F9880" },
        { "\ufffd", "EFBFBD" },
        { "\ud800", "EDA080" },
        { "\udfff", "EDBFBF" },
        { "a\udc00\ud800é\ufffd", "61EDB080EDA080C3A9EFBFBD" },
        { "x\ud83d\U0001f600\ude00", "78EDA0BDF09F9880EDB880" },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Text_goes_both_ways(string text, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(text, SurrogateUtf8.Decode(bytes));
        Assert.Equal(bytes.Length, SurrogateUtf8.ByteCount(text));
        byte[] target = new byte[bytes.Length];
        Assert.Equal(bytes.Length, SurrogateUtf8.Encode(text, target));
        Assert.Equal(bytes, target);
    }

    [Fact]
    public void Every_length_and_place_of_a_wide_character_decodes()
    {
        for (int length = 0; length <= 70; length++)
        {
            string ascii = string.Create(length, 0, (chars, _) =>
            {
                for (int i = 0; i < chars.Length; i++)
                    chars[i] = (char)('!' + i);
            });
            Assert.Equal(ascii, SurrogateUtf8.Decode(System.Text.Encoding.UTF8.GetBytes(ascii)));
            for (int i = 0; i < length; i++)
            {
                string wide = ascii[..i] + "é" + ascii[(i + 1)..];
                Assert.Equal(wide, SurrogateUtf8.Decode(System.Text.Encoding.UTF8.GetBytes(wide)));
            }
        }
    }

    [Fact]
    public void Two_encoded_surrogates_that_pair_become_one_character() =>
        Assert.Equal("\U0001f600", SurrogateUtf8.Decode(Convert.FromHexString("EDA0BDEDB880")));

    // Messages as CPython 3.13 has them.
    [Theory]
    [InlineData("FF", "byte 0xff in position 0: invalid start byte")]
    [InlineData("6180", "byte 0x80 in position 1: invalid start byte")]
    [InlineData("C080", "byte 0xc0 in position 0: invalid start byte")]
    [InlineData("E08080", "byte 0xe0 in position 0: invalid continuation byte")]
    [InlineData("F4908080", "byte 0xf4 in position 0: invalid continuation byte")]
    [InlineData("E28261", "bytes in position 0-1: invalid continuation byte")]
    [InlineData("61E282", "bytes in position 1-2: unexpected end of data")]
    [InlineData("C3", "byte 0xc3 in position 0: unexpected end of data")]
    [InlineData("61EDA0", "byte 0xed in position 1: invalid continuation byte")]
    [InlineData("F09F9841", "bytes in position 0-2: invalid continuation byte")]
    [InlineData("EFBFBDFF", "byte 0xff in position 3: invalid start byte")]
    public void Invalid_bytes_are_named(string hex, string problem)
    {
        var error = Assert.Throws<PickleException>(() => SurrogateUtf8.Decode(Convert.FromHexString(hex)));
        Assert.Equal("'utf-8' codec can't decode " + problem, error.Message);
    }

    [Fact]
    public void Short_encoding_takes_ascii_that_fits_only()
    {
        Span<byte> target = stackalloc byte[4];
        Assert.True(SurrogateUtf8.TryEncodeShort("abcd", target, out int written));
        Assert.Equal(4, written);
        Assert.False(SurrogateUtf8.TryEncodeShort("abcde", target, out _));
        Assert.False(SurrogateUtf8.TryEncodeShort("é", target, out _));
    }
}
