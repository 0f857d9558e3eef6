using System.Text;
using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>.NET types against the Python classes that they are mapped to, both ways, in running interpreters.</summary>
public sealed class TypedTests(PeerCatalog catalog)
{
    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void What_Python_dumps_loads_into_types(string version, int protocol)
    {
        byte[] pickle = catalog.Require(version).Run("import typed_model\nresult = pickle.dumps(typed_model.examples(protocol), protocol)", protocol);

        TypedModel.Examples loaded = Pickle.Loads<TypedModel.Examples>(pickle);

        TypedModel.Examples expected = TypedModel.Create(version, protocol);
        Assert.Equivalent(expected.Order, loaded.Order, strict: true);
        Assert.Same(loaded.Order.Lines[0], loaded.Order.Lines[1]);
        Assert.NotSame(loaded.Order.Lines[0], loaded.Order.Lines[2]);
        Assert.Equal(
            (expected.Slotted, expected.Door, expected.Point, expected.Interval, expected.Color, expected.Grade, expected.Access),
            (loaded.Slotted, loaded.Door, loaded.Point, loaded.Interval, loaded.Color, loaded.Grade, loaded.Access));
        Assert.Equal(
            (expected.Listed, expected.Stated.Celsius, expected.Stated.Version, expected.Called, expected.Error.Message, expected.Error.Left),
            (loaded.Listed, loaded.Stated.Celsius, loaded.Stated.Version, loaded.Called, loaded.Error.Message, loaded.Error.Left));
        Assert.Equivalent(expected.Vehicles, loaded.Vehicles, strict: true);
        Assert.Equal(7.5, Assert.IsType<TypedModel.Truck>(loaded.Vehicles[1]).Tons);
        Assert.Equal(expected.Shapes, loaded.Shapes);
    }

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void What_types_dump_loads_in_Python(string version, int protocol)
    {
        byte[] pickle = Pickle.Dumps(TypedModel.Create(version, protocol), new PickleOptions { Protocol = protocol });

        string answer = Ask(
            version,
            $"""
            value = pickle.loads(base64.b64decode("{Convert.ToBase64String(pickle)}"))
            expected = typed_model.examples({protocol})
            lines = value["Order"].lines
            wrong = sorted(str(name) for name in set(expected) | set(value) if type(value[name]) is not type(expected[name]) or not (value[name] == expected[name]))
            result = repr((wrong, lines[0] is lines[1], value["Color"] is typed_model.Color.GREEN)).encode()
            """,
            protocol);

        Assert.Equal("([], True, True)", answer);
    }

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Cycles_and_enums_by_name_travel_both_ways(string version, int protocol)
    {
        var context = new ReflectionPickleContext(new PickleMapping { Enums = PickleEnumForm.Name });
        byte[] pickle = catalog.Require(version).Run(
            "import typed_model\nresult = pickle.dumps((typed_model.ring(), typed_model.Mood.SAD), protocol)", protocol);

        (TypedModel.Node node, TypedModel.Mood mood) = Pickle.Loads<(TypedModel.Node, TypedModel.Mood)>(pickle, context);
        Assert.Same(node, node.Next!.Next);
        Assert.Equal((1, 2, TypedModel.Mood.Sad), (node.Number, node.Next.Number, mood));

        byte[] back = Pickle.Dumps((node, mood), context, new PickleOptions { Protocol = protocol });
        string answer = Ask(
            version,
            $"""
            node, mood = pickle.loads(base64.b64decode("{Convert.ToBase64String(back)}"))
            result = repr((node.next.next is node, node.number, node.next.number, mood is typed_model.Mood.SAD)).encode()
            """,
            protocol);
        Assert.Equal("(True, 1, 2, True)", answer);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Bytes_are_those_of_Python(int protocol)
    {
        byte[] expected = catalog.Require("3.13").Run("import typed_model\nresult = pickle.dumps(typed_model.examples(protocol)['Order'], protocol)", protocol);

        byte[] actual = Pickle.Dumps(TypedModel.Create("3.13", protocol).Order, new PickleOptions { Protocol = protocol, Profile = CPythonProfile.Python313 });

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
    }

    private string Ask(string version, string script, int protocol) =>
        Encoding.ASCII.GetString(catalog.Require(version).Run("import base64, typed_model\n" + script, protocol));
}
