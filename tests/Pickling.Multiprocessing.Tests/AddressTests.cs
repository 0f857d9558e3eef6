using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Where a connection goes, and what is said when it does not get there.</summary>
public sealed class AddressTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"pickling-{Guid.NewGuid():N}");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_who_listens_is_said_with_the_address(bool isAsync)
    {
        await NobodyListensAsync(new IPEndPoint(IPAddress.Loopback, 1), "127.0.0.1:1", isAsync);
        await NobodyListensAsync(new DnsEndPoint("127.0.0.1", 1), "127.0.0.1:1", isAsync);
        await NobodyListensAsync(new UnixDomainSocketEndPoint(_path), _path + ": there is no such file", isAsync);
        await NobodyListensAsync(new UnixDomainSocketEndPoint("\0" + Path.GetFileName(_path)), "@" + Path.GetFileName(_path), isAsync);
        using Socket stale = Stale();
        await NobodyListensAsync(new UnixDomainSocketEndPoint(_path), _path + ": the listener that made the file is gone", isAsync);
    }

    [Fact]
    public async Task A_stream_says_where_nobody_listens_too()
    {
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => PickleStream.ConnectAsync("127.0.0.1", 1));
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_a_dead_listener_left_is_named_with_what_to_do()
    {
        using Socket stale = Stale();
        SocketException error = Assert.Throws<SocketException>(() => new PickleListener(new UnixDomainSocketEndPoint(_path)));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public async Task An_address_that_cannot_be_had_is_named()
    {
        await using var listener = PickleListener.OnLoopback();
        Assert.Contains(listener.Address.ToString()!, Assert.Throws<SocketException>(() => new PickleListener(listener.Address)).Message, StringComparison.Ordinal);
        SocketException error = Assert.Throws<SocketException>(() => new PickleListener(new UnixDomainSocketEndPoint(Path.Combine(_path, "socket"))));
        Assert.Contains("no such folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_of_a_listener_can_be_used_again_and_again()
    {
        for (int round = 0; round < 3; round++)
        {
            await using var listener = new PickleListener(new UnixDomainSocketEndPoint(_path));
            using PickleConnection client = await PickleClient.ConnectAsync(listener.Address);
            using PickleConnection server = await listener.AcceptAsync();
            client.Send(round);
            Assert.Equal(round, server.Receive<int>());
        }
    }

    [Fact]
    public async Task A_host_s_name_will_do_on_both_sides()
    {
        await using var listener = new PickleListener(new DnsEndPoint("localhost", 0));
        int port = Assert.IsType<IPEndPoint>(listener.Address).Port;
        using PickleConnection one = await PickleClient.ConnectAsync("localhost", port);
        using PickleConnection other = PickleClient.Connect("localhost", port);
        foreach (PickleConnection client in new[] { one, other })
        {
            using PickleConnection server = await listener.AcceptAsync().AsTask().WaitAsync(Long);
            client.Send("here");
            Assert.Equal("here", server.Receive());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listener_that_asks_for_no_key_is_suspected(bool isAsync)
    {
        await using var listener = PickleListener.OnLoopback();
        var options = new PickleConnectionOptions { AuthenticationKey = "a key"u8.ToArray(), HandshakeTimeout = TimeSpan.FromMilliseconds(300) };
        TimeoutException error = isAsync
            ? await Assert.ThrowsAsync<TimeoutException>(() => PickleClient.ConnectAsync(listener.Address, options))
            : Assert.Throws<TimeoutException>(() => PickleClient.Connect(listener.Address, options));

        Assert.Contains("it may have no key", error.Message, StringComparison.Ordinal);
        Assert.Contains(listener.Address.ToString()!, error.Message, StringComparison.Ordinal);
    }

    // C# makes an empty memory of a byte[] that is null: whoever has no key would let in whoever has none.
    [Fact]
    public void An_empty_key_is_refused_and_so_is_an_array_that_is_null()
    {
        byte[]? missing = null;
        Assert.Throws<ArgumentException>(() => new PickleListenerOptions { AuthenticationKey = missing });
        Assert.Throws<ArgumentException>(() => new PickleConnectionOptions { AuthenticationKey = ReadOnlyMemory<byte>.Empty });
        Assert.Null(new PickleConnectionOptions { AuthenticationKey = null }.AuthenticationKey);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1e12)]
    public void A_time_that_no_timer_counts_is_refused(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleConnectionOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(milliseconds) });

    public void Dispose() => File.Delete(_path);

    private static async Task NobodyListensAsync(EndPoint address, string said, bool isAsync)
    {
        SocketException error = isAsync
            ? await Assert.ThrowsAsync<SocketException>(() => PickleClient.ConnectAsync(address))
            : Assert.Throws<SocketException>(() => PickleClient.Connect(address));
        Assert.StartsWith("Nobody listens at " + said, error.Message, StringComparison.Ordinal);
    }

    // Bound and never listening: as one that was killed left it.
    private Socket Stale()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_path));
        return socket;
    }
}
