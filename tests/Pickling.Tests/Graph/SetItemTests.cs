using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Objects with items of a set, which CPython's picklers never write but its unpicklers read.</summary>
public sealed class SetItemTests
{
    // m.Box(), then ADDITEMS of 1 and 2.
    private static readonly byte[] Box = [0x80, 4, .. "cm\nBox\n)R(K\u0001K\u0002"u8, 0x90, (byte)'.'];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Object_keeps_its_set_items_at_every_protocol(int protocol)
    {
        object? loaded = Pickle.Loads(Box);
        object? again = Pickle.Loads(Pickle.Dumps(loaded, new PickleOptions { Protocol = protocol }));

        Assert.Equal("m.Box() items={1, 2}", PyValue.Repr(loaded));
        Assert.True(PythonEquality.StructuralEquals(loaded, again));
    }
}
