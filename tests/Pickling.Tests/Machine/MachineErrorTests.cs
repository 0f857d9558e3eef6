using System.Text;
using Pickling.Model;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Machine;

/// <summary>What is said of pickles that are wrong: where, at which opcode, what was needed.</summary>
public class MachineErrorTests
{
    [Theory]
    [InlineData("", "at 0: the input is empty; a pickle was expected")]
    [InlineData("N", "at 1: the pickle ends without STOP")]
    [InlineData("\u0080\u0005X\u0058\0\0\0abc", "BINUNICODE at 2: needs 93 bytes, 8 remain")]
    [InlineData("\u0080\u0005\u008e\0\0\0\0\0\0\0\u0010abc", "BINBYTES8 at 2: a payload of 1152921504606846976 bytes is longer than a .NET array can be (2147483591)")]
    [InlineData("\u008e\0\0\0\0\0\0\0\u00ff", "BINBYTES8 at 0: a length of 18374686479671623680 bytes is beyond what any memory holds")]
    [InlineData("B\0\0\u0010\0abc", "BINBYTES at 0: needs 1048576 bytes, 3 remain")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff.", "LONG4 at 0: a length of -1 bytes is negative")]
    [InlineData("\u0080\u0006N.", "PROTO at 0: protocol 6 is not known; the highest is 5")]
    [InlineData("?", "at 0: byte 0x3f ('?') is no opcode; the data is not a pickle, or is damaged here")]
    [InlineData("a.", "APPEND at 0: too few values on the stack")]
    [InlineData("](a.", "APPEND at 2: too few values on the stack above the MARK")]
    [InlineData("Ne.", "APPENDS at 1: APPENDS finds no MARK on the stack")]
    [InlineData("N(Ne.", "APPENDS at 3: needs a list, finds None")]
    [InlineData("}(Nu.", "SETITEMS at 3: a key has no value: the number of items is odd")]
    [InlineData("}]Ns.", "SETITEM at 3: unhashable type: 'list'")]
    [InlineData("}])\u0086Ns.", "SETITEM at 5: unhashable type: 'list'")]
    [InlineData("h\u0005.", "BINGET at 0: memo index 5 was never stored")]
    [InlineData("g-1\n.", "GET at 0: the memo index -1 is negative")]
    [InlineData("I12x\n.", "INT at 0: ")]
    [InlineData("F1.5x\n.", "FLOAT at 0: ")]
    [InlineData("Sabc\n.", "STRING at 0: the text must stand in quotes")]
    [InlineData("X\u0001\0\0\0\u00ff.", "BINUNICODE at 0: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte")]
    [InlineData("N)R.", "REDUCE at 2: needs a class or function, finds None")]
    [InlineData("cm\nC\nNR.", "REDUCE at 6: needs a tuple of arguments, finds None")]
    [InlineData("N}b.", "BUILD at 2: needs a constructed object, which alone has a state, finds None")]
    [InlineData("\u0082\u0007.", "EXT1 at 0: extension code 7 is not registered; add it to PickleOptions.Extensions")]
    [InlineData("\u0084\0\0\0\0.", "EXT4 at 0: the extension code 0 is not positive")]
    [InlineData("\u0097.", "NEXT_BUFFER at 0: the pickle refers to out-of-band buffers; give them in PickleOptions.Buffers")]
    [InlineData("N\u0098.", "READONLY_BUFFER at 1: needs a buffer, finds None")]
    [InlineData("NN\u0093.", "STACK_GLOBAL at 2: module and name of a global must be str")]
    [InlineData("\u0095\u0002\0\0\0\0\0\0\0NM\0\0.", "BININT2 at 10: the opcode goes on beyond the end of its frame, which is at 11")]
    [InlineData("\u0095\u0020\0\0\0\0\0\0\0\u0095\u0001\0\0\0\0\0\0\0N.", "FRAME at 9: a frame begins inside another, which ends at 41")]
    [InlineData("\u0095\u0020\0\0\0\0\0\0\0N.", "STOP at 10: needs 31 bytes, 1 remain")]
    [InlineData("T\u0001\0\0\0\u00e9.", "BINSTRING at 0: a Python 2 str holds byte 0xe9 at 0, which is not ASCII; set PickleOptions.Encoding")]
    public void Error_says_where_and_what(string pickle, string message)
    {
        var error = Assert.ThrowsAny<PickleException>(() => Pickle.Loads(Encoding.Latin1.GetBytes(pickle)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept_and_named()
    {
        byte[] list = Pickle.Dumps(new PyList { "one", "two", "three", "four" });
        Refuses(list, new PickleLimits { BytesMax = list.Length - 1 }, "PickleLimits.BytesMax");
        Refuses(list, new PickleLimits { StackDepthMax = 3 }, "PickleLimits.StackDepthMax");
        Refuses(list, new PickleLimits { MemoEntriesMax = 4 }, "PickleLimits.MemoEntriesMax");
        Refuses(Pickle.Dumps(new byte[300]), new PickleLimits { PayloadBytesMax = 299 }, "PickleLimits.PayloadBytesMax");
        Refuses("L12345L\n."u8.ToArray(), new PickleLimits { IntegerDigitsMax = 4 }, "PickleLimits.IntegerDigitsMax");
    }

    [Fact]
    public void Limits_that_just_suffice_are_no_hindrance()
    {
        byte[] list = Pickle.Dumps(new PyList { "one", "two", "three", "four" });
        var limits = new PickleLimits { BytesMax = list.Length, StackDepthMax = 5, MemoEntriesMax = 5 };
        Assert.Equal(4, Pickle.Loads<PyList>(list, new PickleOptions { Limits = limits }).Count);
        Assert.Equal(4, Pickle.Load<PyList>(new MemoryStream([.. list, 1, 2, 3]), new PickleOptions { Limits = limits }).Count);
    }

    [Fact]
    public void Sparse_memo_index_costs_nothing()
    {
        // 5d 72 ff ff ff 7f 2e takes 16 GB in CPython 3.13.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<PyList>(Pickle.Loads([0x5d, 0x72, 0xff, 0xff, 0xff, 0x7f, 0x2e]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Memo_keeps_what_was_put_in_any_order()
    {
        // None at 5, True at 0, False at 1000; then all three, and MEMOIZE counts entries as CPython does.
        Assert.Equal("[None, True, False, 7, 7]", Pickle.Loads(
            [0x80, 4, .. "]Nq"u8, 5, .. "0"u8, 0x88, .. "q"u8, 0, .. "0"u8, 0x89, .. "r"u8, 0xe8, 3, 0, 0, .. "0K"u8, 7, 0x94, .. "0"u8,
                .. "(h"u8, 5, .. "h"u8, 0, .. "j"u8, 0xe8, 3, 0, 0, .. "h"u8, 3, .. "h"u8, 3, .. "e."u8])!.ToString());
    }

    private static void Refuses(byte[] pickle, PickleLimits limits, string name)
    {
        var options = new PickleOptions { Limits = limits };
        Assert.Contains(name, Assert.Throws<PickleLimitException>(() => Pickle.Loads(pickle, options)).Message, StringComparison.Ordinal);
        Assert.Contains(name, Assert.Throws<PickleLimitException>(() => Pickle.Load(new TrickleStream(pickle, 1), options)).Message, StringComparison.Ordinal);
    }
}
