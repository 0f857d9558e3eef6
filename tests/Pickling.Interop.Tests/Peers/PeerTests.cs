using Xunit;

namespace Pickling.Interop.Tests.Peers;

/// <summary>The peers themselves: that they are there, and that they tell values apart.</summary>
public sealed class PeerTests(PeerCatalog catalog)
{
    public static TheoryData<string> Versions => [.. PeerCatalog.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Peer_is_there_and_answers(string version)
    {
        Peer peer = catalog.Require(version);

        Assert.Equal([0x80, 2, (byte)']', (byte)'q', peer.Version == "2.7" ? (byte)1 : (byte)0, (byte)'(', (byte)'K', 1, (byte)'K', 2, (byte)'e', (byte)'.'], peer.Dumps("[1, 2]", 2));
    }

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Same_seed_gives_the_same_value(string version, int protocol)
    {
        Peer peer = catalog.Require(version);

        IReadOnlyList<RandomValue> first = peer.RandomValues(7, 5, protocol, objects: true);
        IReadOnlyList<RandomValue> second = peer.RandomValues(7, 5, protocol, objects: true);

        Assert.Equal(first.Select(value => value.Text), second.Select(value => value.Text));
        Assert.Equal(first.Select(value => value.Text), peer.Describe(second.Select(value => value.Pickle)));
    }

    [Theory]
    [InlineData("[[], []]", "[[]] * 2")]
    [InlineData("1", "True")]
    [InlineData("1", "1.0")]
    [InlineData("0.0", "-0.0")]
    [InlineData("()", "[]")]
    [InlineData("set()", "frozenset()")]
    [InlineData("b'a'", "u'a'")]
    [InlineData("b'a'", "bytearray(b'a')")]
    [InlineData("Plain(a=1)", "Plain(a=2)")]
    [InlineData("Plain(a=1)", "Order(a=1)")]
    [InlineData("decimal.Decimal('1.1')", "decimal.Decimal('1.10')")]
    public void Canonical_texts_tell_apart(string one, string other)
    {
        Peer peer = catalog.Require("3.13");

        IReadOnlyList<string> texts = peer.Describe([peer.Dumps(one, 5), peer.Dumps(other, 5)]);

        Assert.NotEqual(texts[0], texts[1]);
    }

    [Fact]
    public void Failure_of_a_request_shows_the_traceback_and_leaves_the_peer_alive()
    {
        Peer peer = catalog.Require("3.13");

        var error = Assert.Throws<InvalidOperationException>(() => peer.Dumps("1 / 0", 2));

        Assert.Contains("ZeroDivisionError", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, peer.HighestProtocol - 3);
    }
}
