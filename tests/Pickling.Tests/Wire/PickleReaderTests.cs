using System.Numerics;
using System.Text;
using Pickling.Opcodes;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Wire;

public class PickleReaderTests
{
    private delegate void ReaderAction(ref PickleReader reader);

    [Fact]
    public void One_pickle_is_walked_and_what_follows_its_STOP_left()
    {
        byte[] source = [.. "xx"u8, .. "(K\x01I22\nt."u8, .. "rest"u8];
        var reader = new PickleReader(source, 2);
        var seen = new List<string>();
        while (reader.Read())
            seen.Add($"{reader.Offset}+{reader.Length} {reader.Info.Name} {Encoding.ASCII.GetString(reader.Argument)}");

        Assert.Equal(["2+1 MARK ", "3+2 BININT1 \x01", "5+4 INT 22", "9+1 TUPLE ", "10+1 STOP "], seen);
        Assert.Equal(9, reader.BytesConsumed);
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData("4bff", 255)]
    [InlineData("4d0102", 513)]
    [InlineData("4affffffff", -1)]
    [InlineData("6affffffff", 4294967295)]
    [InlineData("95ffffffffffffff7f", long.MaxValue)]
    [InlineData("8a02ff00", 255)]
    [InlineData("8a00", 0)]
    [InlineData("8b01000000ff", -1)]
    [InlineData("492d37380a", -78)]
    [InlineData("4c2d37384c0a", -78)]
    [InlineData("4930310a", 1)]
    [InlineData("70310a", 1)]
    public void Integer_argument_is_read(string pickle, long expected) => Check(pickle, (ref PickleReader reader) =>
    {
        Assert.True(reader.TryGetInt64(out var value));
        Assert.Equal(expected, value);
        Assert.Equal(expected, reader.GetBigInteger());
    });

    [Fact]
    public void Integer_of_more_than_64_bits_is_read() => Check("95ffffffffffffffff", (ref PickleReader reader) =>
    {
        Assert.False(reader.TryGetInt64(out _));
        Assert.Equal(new BigInteger(ulong.MaxValue), reader.GetBigInteger());
    });

    [Theory]
    [InlineData("4930300a", true)]
    [InlineData("4930310a", true)]
    [InlineData("49310a", false)]
    [InlineData("4c30310a", false)]
    [InlineData("4b01", false)]
    public void Boolean_is_told_from_integer(string pickle, bool expected) =>
        Check(pickle, (ref PickleReader reader) => Assert.Equal(expected, reader.IsBoolean));

    [Theory]
    [InlineData("46312e35650a", "FLOAT at 0: could not convert string to float: b'1.5e'")]
    [InlineData("493078310a", "INT at 0: invalid literal for int() with base 10: b'0x1'")]
    [InlineData("8c01ff", "SHORT_BINUNICODE at 0: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte")]
    [InlineData("536162630a", "STRING at 0: no string quotes around b'abc'")]
    [InlineData("63ff0a620a", "GLOBAL at 0: 'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)")]
    public void Undecodable_argument_is_named_when_it_is_asked_for(string pickle, string message) =>
        Check(pickle, (ref PickleReader reader) =>
        {
            try
            {
                switch (reader.Opcode)
                {
                    case Opcode.Float:
                        reader.GetDouble();
                        break;
                    case Opcode.Int:
                        reader.GetBigInteger();
                        break;
                    default:
                        reader.GetString();
                        break;
                }
            }
            catch (PickleException exception)
            {
                Assert.Equal(message, exception.Message);
                return;
            }

            Assert.Fail("no exception");
        });

    [Theory]
    [InlineData("", 0, null, "at 0: pickle exhausted before seeing STOP")]
    [InlineData("4e", 1, null, "at 1: pickle exhausted before seeing STOP")]
    [InlineData("4e4a0102", 1, "BININT", "BININT at 1: not enough data in stream to read int4")]
    [InlineData("8e0500000000000000616263", 0, "BINBYTES8", "BINBYTES8 at 0: expected 5 bytes in a bytes8, but only 3 remain")]
    [InlineData("5661", 0, "UNICODE", "UNICODE at 0: no newline found when trying to read unicodestringnl")]
    [InlineData("63610a62", 0, "GLOBAL", "GLOBAL at 0: no newline found when trying to read stringnl")]
    public void Cut_pickle_is_truncated(string pickle, long offset, string? opcode, string message)
    {
        var exception = Assert.Throws<PickleTruncatedException>(() => ReadAll(pickle));
        Assert.Equal((offset, opcode, message), (exception.Offset, exception.Opcode, exception.Message));
    }

    [Theory]
    [InlineData("ff", "at 0: opcode b'\\xff' unknown")]
    [InlineData("54feffffff", "BINSTRING at 0: string4 byte count < 0: -2")]
    [InlineData("8effffffffffffffff", "BINBYTES8 at 0: bytes8 byte count > sys.maxsize: 18446744073709551615")]
    public void Impossible_opcode_is_refused(string pickle, string message)
    {
        var exception = Assert.Throws<PickleException>(() => ReadAll(pickle));
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Failed_read_fails_again()
    {
        Assert.Throws<PickleTruncatedException>(() =>
        {
            var reader = new PickleReader("K"u8);
            Assert.Throws<PickleTruncatedException>(() => ReadAll("4b"));
            try
            {
                reader.Read();
            }
            catch (PickleTruncatedException)
            {
            }

            reader.Read();
        });
    }

    [Fact]
    public void Lines_of_a_global_are_there_as_bytes_and_as_text() => Check("636f730ac3a90a", (ref PickleReader reader) =>
    {
        Assert.Equal("os"u8, reader.Argument);
        Assert.Equal("é"u8, reader.SecondArgument);
    });

    [Fact]
    public void Wrong_accessor_is_the_callers_mistake() => Check("4b01", (ref PickleReader reader) =>
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException exception)
        {
            Assert.Equal("the argument of BININT1 (uint1) is not text", exception.Message);
            return;
        }

        Assert.Fail("no exception");
    });

    [Fact]
    public void Reading_allocates_nothing()
    {
        var source = "X\x03\0\0\0abcK\x01I22\ncos\npath\nG12345678."u8.ToArray();
        Walk(source);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(source);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Walk(ReadOnlySpan<byte> source)
    {
        var reader = new PickleReader(source);
        while (reader.Read())
        {
        }
    }

    private static void Check(string pickle, ReaderAction check)
    {
        var reader = new PickleReader(Convert.FromHexString(pickle));
        Assert.True(reader.Read());
        check(ref reader);
    }

    private static void ReadAll(string pickle)
    {
        var reader = new PickleReader(Convert.FromHexString(pickle));
        while (reader.Read())
        {
        }
    }
}
