using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Values that old protocols write as calls come back to the very same bytes.</summary>
public class BuiltinFormsTests
{
    // pickle.dumps(['builtins', len, bytearray(b'x'), 'bytearray', complex], 4) of CPython 3.13, where the class bytearray shares
    // both of its names with other objects.
    [Theory]
    [InlineData("80049555000000000000005d94288c086275696c74696e73948c086275696c74696e73948c036c656e94939468018c0962797465617272617994939443017894859452948c096279746561727261799468018c07636f6d706c6578949394652e")]
    public void Bytearray_of_protocol_4_keeps_the_names_it_shares(string hex)
    {
        byte[] pickle = Convert.FromHexString(hex);

        PyList list = Pickle.Loads<PyList>(pickle);

        Assert.Equal("x"u8, Assert.IsType<PyByteArray>(list[2]).AsSpan());
        Assert.Equal(Convert.ToHexStringLower(pickle), Convert.ToHexStringLower(Pickle.Dumps(list, new PickleOptions { Protocol = 4 })));
    }
}
