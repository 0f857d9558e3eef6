using System.Net;
using System.Net.Sockets;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Connections with every CPython that is here, in both roles, over TCP and UNIX sockets, with every digest.</summary>
public sealed class LiveConnectionTests
{
    private static readonly byte[] Key = "a secret"u8.ToArray();

    private static readonly string[] Families = ["AF_INET", "AF_UNIX", "abstract"];

    public static TheoryData<string, string> VersionsAndFamilies()
    {
        var data = new TheoryData<string, string>();
        foreach (string version in Python.Versions)
        {
            foreach (string family in Families)
            {
                data.Add(version, family);
            }
        }

        return data;
    }

    public static TheoryData<string, PickleDigest> VersionsAndDigests()
    {
        var data = new TheoryData<string, PickleDigest>();
        foreach (string version in Python.Versions)
        {
            foreach (PickleDigest digest in Enum.GetValues<PickleDigest>())
            {
                // Up to 3.11 the answer is HMAC-MD5, whatever is asked.
                if (version is "3.12" or "3.13" || digest is PickleDigest.Legacy or PickleDigest.Sha384)
                {
                    data.Add(version, digest);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(VersionsAndFamilies))]
    public async Task Python_client_gets_back_what_it_sends(string version, string family)
    {
        (EndPoint endPoint, string argument) = Address(family);
        await using var listener = new PickleListener(endPoint, new PickleListenerOptions { AuthenticationKey = Key, Pickle = OptionsFor(version) });
        using Python python = Python.Start(version, "connections.py", "connect", family == "abstract" ? "AF_UNIX" : family, argument == "0" ? PortOf(listener) : argument, Convert.ToHexString(Key));
        using PickleConnection connection = await listener.AcceptAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        await EchoAsync(connection);

        Assert.Equal("held", await python.EndAsync());
    }

    [Theory]
    [MemberData(nameof(VersionsAndFamilies))]
    public async Task Python_listener_gives_back_what_is_sent(string version, string family)
    {
        (EndPoint endPoint, string argument) = Address(family);
        using Python python = Python.Start(version, "connections.py", "listen", family == "abstract" ? "AF_UNIX" : family, argument, Convert.ToHexString(Key));
        string ready = await python.ReadLineAsync();
        if (endPoint is IPEndPoint)
        {
            endPoint = IPEndPoint.Parse("127.0.0.1:" + ready);
        }

        using (PickleConnection connection = await PickleClient.ConnectAsync(endPoint, new PickleConnectionOptions { AuthenticationKey = Key, Pickle = OptionsFor(version) }))
        {
            foreach (object? value in Values)
            {
                connection.Send(value);
                object? blocking = connection.Receive();
                await connection.SendAsync(value);
                object? asynchronous = await connection.ReceiveAsync();

                Assert.True(PythonEquality.Equals(value, blocking) && PythonEquality.Equals(value, asynchronous), $"came back changed: {PyValue.Repr(blocking, 200)}");
            }

            connection.Send("bytes");
            Assert.Equal("bytes", connection.Receive<string>());
            foreach (int size in new[] { 0, 1, 16383, 16384, 16385, 3_000_000 })
            {
                byte[] message = Enumerable.Repeat((byte)'x', size).ToArray();
                await connection.SendBytesAsync(message);
                Assert.Equal(message, connection.ReceiveBytes());
                connection.SendBytes(message);
                Assert.Equal(message, await connection.ReceiveBytesAsync());
            }
        }

        await python.EndAsync();
    }

    [Theory]
    [MemberData(nameof(VersionsAndDigests))]
    public async Task Python_client_answers_every_digest(string version, PickleDigest digest)
    {
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions { AuthenticationKey = Key, Digest = digest, Pickle = OptionsFor(version) });
        using Python python = Python.Start(version, "connections.py", "connect", "AF_INET", PortOf(listener), Convert.ToHexString(Key));
        using PickleConnection connection = await listener.AcceptAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        await EchoAsync(connection);

        Assert.Equal("held", await python.EndAsync());
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Python_client_with_another_key_is_refused_and_the_next_gets_in(string version)
    {
        var refused = new List<Exception>();
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            Pickle = OptionsFor(version),
            Refused = (_, error) =>
            {
                lock (refused)
                {
                    refused.Add(error);
                }
            },
        });
        using (Python bad = Python.Start(version, "connections.py", "bad-key", "AF_INET", PortOf(listener), "none"))
        {
            Assert.Equal("refused", await bad.EndAsync());
        }

        using Python good = Python.Start(version, "connections.py", "connect", "AF_INET", PortOf(listener), Convert.ToHexString(Key));
        using PickleConnection connection = await listener.AcceptAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        await EchoAsync(connection);

        Assert.Equal("held", await good.EndAsync());
        Assert.IsType<PickleAuthenticationException>(Assert.Single(refused));
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Python_listener_with_another_key_refuses(string version)
    {
        using Python python = Python.Start(version, "connections.py", "listen", "AF_INET", "0", "00ff");
        int port = int.Parse(await python.ReadLineAsync(), System.Globalization.CultureInfo.InvariantCulture);

        await Assert.ThrowsAsync<PickleAuthenticationException>(() =>
            PickleClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), new PickleConnectionOptions { AuthenticationKey = Key }));
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Without_a_key_neither_side_asks_for_one(string version)
    {
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions { Pickle = OptionsFor(version) });
        using Python python = Python.Start(version, "connections.py", "connect", "AF_INET", PortOf(listener), "none");
        using PickleConnection connection = await listener.AcceptAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        await EchoAsync(connection);

        Assert.Equal("held", await python.EndAsync());
    }

    private static IEnumerable<object?> Values =>
    [
        null, 7L, -1.5, "text", PyList.Create(1, PyTuple.Create(2, "\u20ac")), new PyDict { ["a"] = PyList.Create(1, 2) },
        PyList.FromInt64s([.. Enumerable.Range(0, 100_000).Select(number => (long)number)]), new string('x', 3_000_000), PyTuple.Empty,
    ];

    private static PickleOptions OptionsFor(string version) => PickleOptions.Default with { Protocol = version == "2.7" ? 2 : 4, Encoding = "latin1" };

    private static string PortOf(PickleListener listener) => ((IPEndPoint)listener.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static (EndPoint EndPoint, string Argument) Address(string family)
    {
        string name = $"pickling-{Guid.NewGuid():N}";
        string path = Path.Combine(Path.GetTempPath(), name);
        return family switch
        {
            "AF_INET" => (new IPEndPoint(IPAddress.Loopback, 0), "0"),
            "AF_UNIX" => (new UnixDomainSocketEndPoint(path), path),
            _ => (new UnixDomainSocketEndPoint("\0" + name), "@" + name),
        };
    }

    private static async Task EchoAsync(PickleConnection connection)
    {
        await foreach (object? value in connection.ReceiveAllAsync())
        {
            await connection.SendAsync(value);
            if (value is "bytes")
            {
                break;
            }
        }

        try
        {
            while (true)
            {
                await connection.SendBytesAsync(await connection.ReceiveBytesAsync());
            }
        }
        catch (EndOfStreamException)
        {
        }
    }
}
