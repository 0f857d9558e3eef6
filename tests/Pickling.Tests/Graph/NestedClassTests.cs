using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Nested classes below protocol 4, which are written part by part.</summary>
public class NestedClassTests
{
    internal sealed record Row(int Id);

    // class A:
    //     class B: pass
    // pickle.dumps([A.B, 'B', ['B', A.B]], protocol), CPython 3.13; A of module m
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Part_of_one_character_is_shared_with_data(int protocol)
    {
        var options = new PickleOptions { Protocol = protocol };
        byte[] pickle = Pickle.Dumps(new PyList { new PyGlobal("m", "A.B"), "B", new PyList { "B", new PyGlobal("m", "A.B") } }, options);

        // The second and third 'B' are reads of the first one's memo entry.
        Assert.Equal(1, pickle.AsSpan().Count("X\u0001\0\0\0B"u8));
        Assert.Equal(pickle, Pickle.Dumps(Pickle.Loads(pickle, options), options));
    }

    // 60 calls put a text of 1,000 characters, which is in the pickle once, into one name of a class.
    [Fact]
    public void Name_that_a_memoized_text_makes_ever_longer_stays_a_call()
    {
        byte[] pickle = Repeated(1000, 60);

        PyObject loaded = Assert.IsType<PyObject>(Pickle.Loads(pickle));
        Assert.Equal("builtins.getattr", loaded.Global!.FullName);
        PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<Row>(pickle));
        Assert.True(error.Message.Length < 1000, error.Message);
    }

    [Fact]
    public void Name_of_many_parts_is_a_class() =>
        Assert.Equal("A" + string.Concat(Enumerable.Repeat(".aa", 60)), Assert.IsType<PyGlobal>(Pickle.Loads(Repeated(2, 60))).Name);

    // No path of attributes: below protocol 4 Python asks for such a name as it is.
    [Theory]
    [InlineData(".A")]
    [InlineData("A.")]
    [InlineData("A..B")]
    public void Name_with_an_empty_part_stays_one_name(string name)
    {
        for (int protocol = 0; protocol <= 5; protocol++)
        {
            object? loaded = Pickle.Loads(Pickle.Dumps(new PyGlobal("m", name), new PickleOptions { Protocol = protocol }));
            Assert.Equal(name, Assert.IsType<PyGlobal>(loaded).Name);
        }
    }

    [Theory]
    [InlineData("", "A")]
    [InlineData("m", "")]
    public void Name_that_is_empty_needs_protocol_4(string module, string name)
    {
        byte[] pickle = [0x80, 4, 0x8c, (byte)module.Length, .. System.Text.Encoding.ASCII.GetBytes(module), 0x8c, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), 0x93, (byte)'.'];
        object? loaded = Pickle.Loads(pickle);

        Assert.Equal(loaded, Pickle.Loads(Pickle.Dumps(loaded, new PickleOptions { Protocol = 4 })));
        PicklingException error = Assert.Throws<PicklingException>(() => Pickle.Dumps(loaded, new PickleOptions { Protocol = 3 }));
        Assert.Contains("use protocol 4", error.Message, StringComparison.Ordinal);
    }

    // m.A, then getattr(what there is, text) again and again; memo 0 is getattr, 1 the text, 2 what there is.
    private static byte[] Repeated(int textChars, int times) =>
    [
        0x80, 2,
        .. "cbuiltins\ngetattr\nq\u00000X"u8,
        .. BitConverter.GetBytes(textChars),
        .. Enumerable.Repeat((byte)'a', textChars),
        .. "q\u00010cm\nA\nq\u00020"u8,
        .. Enumerable.Repeat("h\0h\u0002h\u0001"u8.ToArray().Append((byte)0x86).Concat("Rq\u00020"u8.ToArray()), times).SelectMany(static each => each),
        .. "h\u0002."u8,
    ];

    [Fact]
    public void Buffer_callback_needs_protocol_5() =>
        Assert.Throws<PicklingException>(() => Pickle.Dumps(1, new PickleOptions { Protocol = 4, BufferCallback = static _ => true }));
}
