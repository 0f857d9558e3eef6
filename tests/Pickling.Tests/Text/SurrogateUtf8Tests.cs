using Pickling.Model;
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
    public void Random_text_goes_both_ways()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++)
        {
            var text = new System.Text.StringBuilder();
            for (int runs = random.Next(4); runs >= 0; runs--)
            {
                int kind = random.Next(5);
                for (int count = random.Next(20); count > 0; count--)
                {
                    _ = kind switch
                    {
                        0 => text.Append((char)random.Next(0x80)),
                        1 => text.Append((char)random.Next(0x80, 0x800)),
                        2 => text.Append((char)random.Next(0x800, 0xd800)),
                        3 => text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x110000))),
                        _ => text.Append((char)random.Next(0xd800, 0x10000)),
                    };
                }
            }

            string value = text.ToString();
            byte[] bytes = new byte[SurrogateUtf8.ByteCount(value)];
            Assert.Equal(bytes.Length, SurrogateUtf8.Encode(value, bytes));
            Assert.True(value == SurrogateUtf8.Decode(bytes), $"seed {seed}");
        }
    }

    [Fact]
    public void Any_bytes_decode_as_dotnet_does_or_are_refused()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] interesting = [0x41, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xa0, 0xe1, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5, 0xff];
        for (int round = 0; round < 50_000; round++)
        {
            byte[] bytes = new byte[random.Next(24)];
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = interesting[random.Next(interesting.Length)];
            if (System.Text.Unicode.Utf8.IsValid(bytes))
                Assert.True(System.Text.Encoding.UTF8.GetString(bytes) == SurrogateUtf8.Decode(bytes), $"seed {seed}");
            else
                Assert.Throws<PickleException>(() => SurrogateUtf8.Decode(bytes));
        }
    }

    [Fact]
    public void Every_character_sequence_comes_back_as_its_bytes()
    {
        // Surrogates by themselves and in pairs, beside characters of every length.
        string[] characters = ["41", "C3A9", "E282AC", "EDA080", "EDAFBF", "EDB080", "EDBFBF", "F09F9880", "EFBFBD", "41424344454647484950"];
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++)
        {
            string hex = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => characters[random.Next(characters.Length)]));
            byte[] utf8 = Convert.FromHexString(hex);
            byte[] back;
            if (PySurrogateString.FromUtf8(utf8) is PySurrogateString odd)
            {
                back = odd.ToUtf8();
            }
            else
            {
                string text = SurrogateUtf8.Decode(utf8);
                back = new byte[SurrogateUtf8.ByteCount(text)];
                SurrogateUtf8.Encode(text, back);
            }

            Assert.True(utf8.AsSpan().SequenceEqual(back), $"seed {seed}: {hex}");
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
