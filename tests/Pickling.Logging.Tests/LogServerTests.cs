using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pickling.Model;
using Pickling.Multiprocessing;
using Xunit;

namespace Pickling.Logging.Tests;

/// <summary>What the provider does with servers that come and go, and with values that are no texts.</summary>
public sealed class LogServerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    // The system takes the first record after a server went away, and says only with the next that nobody will read it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_logged_while_the_server_is_away_arrives_when_it_is_back(bool isKilled)
    {
        int port = FreePort();
        using var provider = new PickleLoggerProvider(new PickleLoggerOptions { Host = "127.0.0.1", Port = port, RetryDelay = TimeSpan.FromMilliseconds(20), CloseTimeout = TimeSpan.Zero });
        ILogger logger = provider.CreateLogger("shop");
        for (int life = 0; life < 3; life++)
        {
            using var server = new Server(port);
            Assert.Equal(life == 0 ? [] : [$"while away {life - 1}", "again"], await server.ReadAsync(life == 0 ? 0 : 2));
            Log(logger, $"here {life}");
            Assert.Equal([$"here {life}"], await server.ReadAsync(1));
            server.End(isKilled);
            await Task.Delay(100);
            Log(logger, $"while away {life}");
            await Task.Delay(100);
            Log(logger, "again");
        }

        Assert.Equal(0, provider.Dropped);
    }

    [Fact]
    public void What_waits_when_the_provider_closes_is_counted_and_so_is_what_comes_later()
    {
        var provider = new PickleLoggerProvider(new PickleLoggerOptions { Host = "127.0.0.1", Port = FreePort(), CloseTimeout = TimeSpan.FromMilliseconds(100) });
        ILogger logger = provider.CreateLogger("shop");
        for (int count = 0; count < 10; count++)
        {
            Log(logger, "nobody reads it");
        }

        provider.Dispose();
        Assert.Equal(10, provider.Dropped);
        Log(logger, "too late");
        Assert.Equal(11, provider.Dropped);
        provider.Dispose();
    }

    [Fact]
    public void The_oldest_give_way_while_nobody_listens()
    {
        using var provider = new PickleLoggerProvider(new PickleLoggerOptions { Host = "127.0.0.1", Port = FreePort(), RecordsMax = 5, CloseTimeout = TimeSpan.Zero });
        ILogger logger = provider.CreateLogger("shop");
        for (int count = 0; count < 100; count++)
        {
            Log(logger, "nobody reads it");
        }

        // One may be on its way to a server that is not there.
        Assert.InRange(provider.Dropped, 94, 95);
    }

    [Fact]
    public async Task Sets_and_dicts_arrive_as_such_and_what_has_no_text_harms_nobody()
    {
        int port = FreePort();
        using var server = new Server(port);
        using var provider = new PickleLoggerProvider(new PickleLoggerOptions { Host = "127.0.0.1", Port = port });
        ILogger logger = provider.CreateLogger("shop");
        var scope = new Dictionary<string, object?>
        {
            ["set"] = new HashSet<int> { 1, 2 },
            ["slice"] = new ArraySegment<string>(["a", "b", "c"], 1, 2),
            ["dict"] = new Dictionary<string, int> { ["k"] = 1 },
            ["days"] = new SortedDictionary<DateOnly, string?> { [new DateOnly(2026, 1, 2)] = null },
            ["mute"] = new Mute(),
            ["mutes"] = new[] { new Mute() },
            ["query"] = Enumerable.Range(0, 1).Select(number => Fails(number)),
        };
        using (logger.BeginScope(scope))
        {
            Log(logger, "values");
        }

        PyDict record = await server.ReadRecordAsync();
        Assert.True(PythonEquality.Equals(PyList.Create(1, 2), record["set"]));
        Assert.True(PythonEquality.Equals(PyList.Create("b", "c"), record["slice"]));
        Assert.True(PythonEquality.Equals(new PyDict { ["k"] = 1 }, record["dict"]));
        Assert.True(PythonEquality.Equals(new PyDict { ["2026-01-02"] = null }, record["days"]));
        Assert.Equal("<Mute: no text>", record["mute"]);
        Assert.Equal("<Mute[]: no text>", record["mutes"]);
        Assert.IsType<string>(record["query"]);
    }

    [Fact]
    public void Options_that_nothing_could_be_sent_with_are_refused_at_once()
    {
        foreach (int port in new[] { 0, -1, 65_536 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLoggerOptions { Port = port });
        }

        Assert.Throws<ArgumentException>(() => new PickleLoggerOptions { Host = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLoggerOptions { RecordsMax = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLoggerOptions { RetryDelay = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLoggerOptions { CloseTimeout = TimeSpan.FromSeconds(-1) });
        Assert.Equal(Timeout.InfiniteTimeSpan, new PickleLoggerOptions { CloseTimeout = Timeout.InfiniteTimeSpan }.CloseTimeout);
    }

#pragma warning disable CA1848, CA1873, CA2254 // Plain calls are what is tested.
    private static void Log(ILogger logger, string message) => logger.LogInformation(message);
#pragma warning restore CA1848, CA1873, CA2254

    private static int Fails(int number) => throw new InvalidOperationException($"The query ran for {number}.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Mute
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    /// <summary>A socket server as the logging cookbook has it: it reads one connection, and answers nothing.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener;
        private TcpClient? _client;
        private PickleStream? _records;

        public Server(int port)
        {
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
        }

        public async Task<PyDict> ReadRecordAsync()
        {
            if (_records is null)
            {
                _client = await _listener.AcceptTcpClientAsync().WaitAsync(Long);
                _records = new PickleStream(_client.GetStream(), framing: PickleStreamFraming.BigEndian32);
            }

            return await _records.LoadAsync<PyDict>().AsTask().WaitAsync(Long);
        }

        public async Task<List<string>> ReadAsync(int count)
        {
            List<string> messages = [];
            while (messages.Count < count)
            {
                PyDict record = await ReadRecordAsync();
                messages.Add(record.Get<string>("msg"));
            }

            return messages;
        }

        public void End(bool isKilled)
        {
            if (isKilled)
            {
                _client!.LingerState = new LingerOption(true, 0);
            }

            Dispose();
        }

        public void Dispose()
        {
            _records?.Dispose();
            _client?.Dispose();
            _listener.Dispose();
        }
    }
}
