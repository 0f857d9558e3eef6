using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Nested classes below protocol 4, which are written part by part.</summary>
public class NestedClassTests
{
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

    [Fact]
    public void Buffer_callback_needs_protocol_5() =>
        Assert.Throws<PicklingException>(() => Pickle.Dumps(1, new PickleOptions { Protocol = 4, BufferCallback = static _ => true }));
}
