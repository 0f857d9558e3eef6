using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>A listener among peers that mean it no good.</summary>
[Collection(nameof(Alone))]
public sealed class ListenerTests
{
    private static readonly byte[] Key = "a secret"u8.ToArray();
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Hostile_peers_keep_nobody_out()
    {
        int refused = 0;
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            HandshakesMax = 64,
            HandshakeTimeout = TimeSpan.FromSeconds(2),
            Refused = (_, _) => Interlocked.Increment(ref refused),
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<Socket> peers = [];
        for (int round = 0; round < 8; round++)
        {
            peers.Add(Hostile(listener.Address, [])); // half-open: says nothing
            peers.Add(Hostile(listener.Address, [0, 0])); // slow loris: half a length
            peers.Add(Hostile(listener.Address, [0x7f, 0xff, 0xff, 0xff, 1, 2, 3])); // announces 2 GB
            peers.Add(Hostile(listener.Address, [0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0])); // announces more
            peers.Add(Hostile(listener.Address, "GET / HTTP/1.1\r\n\r\n"u8.ToArray())); // another protocol
            peers.Add(Hostile(listener.Address, [0, 0, 0, 16, .. RandomNumberGenerator.GetBytes(16)])); // a wrong proof
        }

        using (PickleConnection client = await PickleClient.ConnectAsync(listener.Address, new PickleConnectionOptions { AuthenticationKey = Key }).WaitAsync(Long))
        using (PickleConnection accepted = await listener.AcceptAsync().AsTask().WaitAsync(Long))
        {
            client.Send("in");
            Assert.Equal("in", accepted.Receive());
        }

        for (int wait = 0; wait < 300 && Volatile.Read(ref refused) < peers.Count; wait++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(peers.Count, Volatile.Read(ref refused));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 8_000_000);
        peers.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task A_slow_loris_is_dropped_in_time_however_it_trickles()
    {
        var refused = new TaskCompletionSource<Exception>();
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            HandshakeTimeout = TimeSpan.FromMilliseconds(500),
            Refused = (_, error) => refused.TrySetResult(error),
        });
        using Socket peer = Hostile(listener.Address, [0, 0, 0, 200]);
        for (int count = 0; count < 200 && !refused.Task.IsCompleted; count++)
        {
            await Task.Delay(50);
            try
            {
                peer.Send([1]);
            }
            catch (SocketException)
            {
                break;
            }
        }

        Assert.IsType<TimeoutException>(await refused.Task.WaitAsync(Long));
    }

    [Fact]
    public async Task A_client_gives_up_on_a_silent_listener()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        silent.Listen();

        await Assert.ThrowsAsync<TimeoutException>(() => PickleClient.ConnectAsync(
            silent.LocalEndPoint!,
            new PickleConnectionOptions { AuthenticationKey = Key, HandshakeTimeout = TimeSpan.FromMilliseconds(200) }));
    }

    [Fact]
    public async Task A_client_without_a_key_is_told_that_the_listener_asks_for_one()
    {
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions { AuthenticationKey = "a key"u8.ToArray() });
        using PickleConnection client = await PickleClient.ConnectAsync(listener.Address);

        PickleAuthenticationException error = await Assert.ThrowsAsync<PickleAuthenticationException>(() => client.ReceiveAsync().AsTask());
        Assert.Contains("AuthenticationKey", error.Message);
    }

    [Fact]
    public async Task A_client_with_a_key_refuses_a_listener_without_one()
    {
        await using var listener = PickleListener.OnLoopback();
        Task<PickleConnection> accepting = listener.AcceptAsync().AsTask();
        Task<PickleConnection> connecting = PickleClient.ConnectAsync(listener.Address, new PickleConnectionOptions { AuthenticationKey = Key });
        using PickleConnection accepted = await accepting.WaitAsync(Long);
        accepted.Send("hello");

        await Assert.ThrowsAsync<PickleAuthenticationException>(() => connecting);
    }

    [Fact]
    public async Task Closing_ends_a_waiting_accept_and_removes_the_socket_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"pickling-{Guid.NewGuid():N}");
        var listener = new PickleListener(new UnixDomainSocketEndPoint(path));
        Task<PickleConnection> accepting = listener.AcceptAsync().AsTask();
        Assert.True(File.Exists(path));
        await listener.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.WaitAsync(Long));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Tls_hides_the_handshake_and_the_messages()
    {
        using RSA rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            ServerTls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
        });
        var options = new PickleConnectionOptions
        {
            AuthenticationKey = Key,
            Tls = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, peer, _, _) => peer!.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using PickleConnection client = await PickleClient.ConnectAsync(listener.Address, options).WaitAsync(Long);
        using PickleConnection accepted = await listener.AcceptAsync().AsTask().WaitAsync(Long);
        client.Send("hidden");
        Assert.Equal("hidden", accepted.Receive());
        await accepted.SendAsync(new byte[100_000]);
        Assert.Equal(100_000, (await client.ReceiveAsync<byte[]>()).Length);
    }

    [Fact]
    public async Task Failed_handshakes_of_TLS_are_reported_and_give_their_places_back()
    {
        using RSA rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var refused = System.Threading.Channels.Channel.CreateUnbounded<Exception>();
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            HandshakesMax = 1,
            Refused = (peer, error) => refused.Writer.TryWrite(peer is null ? new InvalidOperationException("unknown peer") : error),
            ServerTls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
        });
        for (int round = 0; round < 3; round++)
        {
            using Socket hostile = Hostile(listener.Address, "no TLS at all, whatever it is"u8.ToArray());
            Assert.IsType<PickleAuthenticationException>(await refused.Reader.ReadAsync().AsTask().WaitAsync(Long));
        }
    }

    [Fact]
    public async Task A_handshake_may_have_any_time()
    {
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions { AuthenticationKey = Key, HandshakeTimeout = Timeout.InfiniteTimeSpan });
        var options = new PickleConnectionOptions { AuthenticationKey = Key, HandshakeTimeout = Timeout.InfiniteTimeSpan };
        using PickleConnection client = await Task.Run(() => PickleClient.Connect(listener.Address, options)).WaitAsync(Long);
        using PickleConnection accepted = await listener.AcceptAsync().AsTask().WaitAsync(Long);
        client.Send("hello");
        Assert.Equal("hello", accepted.Receive());
    }

    private static Socket Hostile(EndPoint address, byte[] bytes)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address);
        socket.Send(bytes);
        return socket;
    }
}
