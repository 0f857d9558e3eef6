using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>Servers that are no memcached, or lie: each ends in an error that says what came, and is not talked to on that connection again.</summary>
public sealed class HostileMemcachedTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public HostileMemcachedTests() => _listener.Start();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400")]
    [InlineData("VALUE other 0 1\r\na\r\nEND\r\n", "the key 'other', which was not asked for")]
    [InlineData("VALUE k 0 1\r\na\r\nVALUE k 0 1\r\nb\r\nEND\r\n", "the key 'k', which was not asked for")]
    [InlineData("VALUE k 0 -1\r\na\r\nEND\r\n", "VALUE k 0 -1")]
    [InlineData("VALUE k 99999999999 1\r\na\r\nEND\r\n", "VALUE k 99999999999 1")]
    [InlineData("VALUE k 0\r\n", "'VALUE k 0'")]
    [InlineData("VALUE k 0 99999999999\r\n", "99,999,999,999 bytes")]
    [InlineData("VALUE k 0 60000000\r\nabc", "closed the connection")]
    [InlineData("VALUE k 0 1\r\nabc\r\nEND\r\n", "longer than the answer said")]
    [InlineData("VALUE k 0 1\r\n", "closed the connection")]
    [InlineData("", "closed the connection")]
    [InlineData("SERVER_ERROR out of memory\r\n", "SERVER_ERROR out of memory")]
    [InlineData("LONG", "more than 2048 bytes")]
    public async Task A_lying_answer_is_an_error_that_says_what_came(string answer, string expected)
    {
        _ = AnswerAsync(answer == "LONG" ? new string('a', 100_000) : answer, close: true);
        using var cache = new MemcachedCache($"127.0.0.1:{Port}");

        IOException error = await Assert.ThrowsAsync<IOException>(() => cache.TryGetAsync<object>("k", TestContext.Current.CancellationToken));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains($"memcached 127.0.0.1:{Port}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STORED\r\nSTORED\r\n", null)]
    [InlineData("NOT_STORED\r\n", null)]
    [InlineData("WHATEVER\r\n", "WHATEVER")]
    [InlineData("CLIENT_ERROR bad data chunk\r\n", "CLIENT_ERROR bad data chunk")]
    public async Task What_is_answered_to_a_store_is_read_strictly(string answer, string? expected)
    {
        _ = AnswerAsync(answer, close: true);
        using var cache = new MemcachedCache($"127.0.0.1:{Port}");

        Exception? error = await Record.ExceptionAsync(() => cache.SetAsync("k", 1, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(expected is null, error is null);
        Assert.Contains(expected ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_too_many_is_not_taken_for_the_next_one()
    {
        Task<int> connections = AnswerAsync("STORED\r\nSTORED\r\n", close: false);
        using var cache = new MemcachedCache($"127.0.0.1:{Port}");
        for (int number = 0; number < 5; number++)
        {
            await cache.SetAsync("k", number, cancellationToken: TestContext.Current.CancellationToken);
        }

        _listener.Stop();
        Assert.Equal(5, await connections);
    }

    [Fact]
    public async Task A_server_that_keeps_silent_is_given_up_on_and_a_caller_may_give_up_sooner()
    {
        _ = AnswerAsync("", close: false);
        using var cache = new MemcachedCache($"127.0.0.1:{Port}", new MemcachedOptions { Timeout = TimeSpan.FromMilliseconds(200), ConnectionsMax = 1 });
        IOException error = await Assert.ThrowsAsync<IOException>(() => cache.TryGetAsync<int>("k", TestContext.Current.CancellationToken));
        Assert.Contains("no answer within 0.2 s", error.Message, StringComparison.Ordinal);

        using var patient = new MemcachedCache($"127.0.0.1:{Port}");
        using var sooner = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.TryGetAsync<int>("k", sooner.Token));
    }

    [Theory]
    [InlineData(999_999, false)]
    [InlineData(1_000_100, true)]
    public async Task What_unpacks_to_more_than_allowed_is_refused(int bytesMax, bool isRead)
    {
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            packing.Write(Pickle.Dumps(new byte[1_000_000]));
        }

        // pylibmc's flags: a pickle, compressed.
        _ = AnswerAsync($"VALUE k 9 {packed.Length}\r\n{Encoding.Latin1.GetString(packed.ToArray())}\r\nEND\r\n", close: false);
        using var cache = new MemcachedCache($"127.0.0.1:{Port}", new MemcachedOptions { ValueBytesMax = bytesMax });
        if (isRead)
        {
            Assert.Equal(1_000_000, (await cache.TryGetAsync<byte[]>("k", TestContext.Current.CancellationToken)).Value!.Length);
            return;
        }

        PickleException error = await Assert.ThrowsAsync<PickleException>(() => cache.TryGetAsync<object>("k", TestContext.Current.CancellationToken));
        Assert.Contains("999999 bytes, the limit of MemcachedOptions.ValueBytesMax", error.Message, StringComparison.Ordinal);
        Assert.Contains("key 'k'", error.Message, StringComparison.Ordinal);
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    // Gives each connection the same answer to each command; how many there were.
    private async Task<int> AnswerAsync(string answer, bool close)
    {
        int connections = 0;
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return connections;
            }

            connections++;
            _ = ServeAsync(socket);
        }

        async Task ServeAsync(Socket socket)
        {
            using (socket)
            {
                byte[] buffer = new byte[4096];
                while (await socket.ReceiveAsync(buffer, _end.Token) > 0)
                {
                    await socket.SendAsync(Encoding.Latin1.GetBytes(answer), _end.Token);
                    if (close)
                    {
                        return;
                    }
                }
            }
        }
    }
}
