using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>.NET types against the Python classes that they are mapped to, both ways, in running interpreters.</summary>
public sealed class TypedTests(PeerCatalog catalog)
{
    public static TheoryData<string, int> VersionsAndProtocols()
    {
        var data = new TheoryData<string, int>();
        foreach (string version in (string[])["3.8", "3.11", "3.13"])
        {
            for (int protocol = 0; protocol <= 5; protocol++)
            {
                data.Add(version, protocol);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(VersionsAndProtocols))]
    public void What_Python_dumps_loads_into_types(string version, int protocol)
    {
        byte[] pickle = catalog.Require(version).Run(
            """
            import typed_model
            examples = typed_model.examples()
            if protocol < 2:
                examples["Slotted"] = None
            result = pickle.dumps(examples, protocol)
            """,
            protocol);

        TypedModel.Examples loaded = Pickle.Loads<TypedModel.Examples>(pickle);

        TypedModel.Examples expected = TypedModel.Create();
        expected.Slotted = protocol < 2 ? null : expected.Slotted;
        Assert.Equivalent(expected, loaded, strict: true);
        Assert.Same(loaded.Order.Lines[0], loaded.Order.Lines[1]);
        Assert.NotSame(loaded.Order.Lines[0], loaded.Order.Lines[2]);
    }

    [Theory]
    [MemberData(nameof(VersionsAndProtocols))]
    public void What_types_dump_loads_in_Python(string version, int protocol)
    {
        byte[] pickle = Pickle.Dumps(TypedModel.Create(), new PickleOptions { Protocol = protocol });

        byte[] answer = catalog.Require(version).Run(
            $"""
            import base64, typed_model
            value = pickle.loads(base64.b64decode("{Convert.ToBase64String(pickle)}"))
            lines = value["Order"].lines
            result = repr((value == typed_model.examples(), lines[0] is lines[1], value["Color"] is typed_model.Color.GREEN)).encode()
            """,
            protocol);

        Assert.Equal("(True, True, True)", System.Text.Encoding.ASCII.GetString(answer));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Bytes_are_those_of_Python(int protocol)
    {
        byte[] expected = catalog.Require("3.13").Run("import typed_model\nresult = pickle.dumps(typed_model.examples()['Order'], protocol)", protocol);

        byte[] actual = Pickle.Dumps(TypedModel.Create().Order, new PickleOptions { Protocol = protocol, Profile = CPythonProfile.Python313 });

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
    }
}
