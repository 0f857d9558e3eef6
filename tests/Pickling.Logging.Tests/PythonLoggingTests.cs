using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pickling.Model;
using Pickling.Multiprocessing;
using Pickling.Multiprocessing.Tests;
using Xunit;

namespace Pickling.Logging.Tests;

/// <summary>Logs from and to real CPythons, and from peers that send something else.</summary>
public sealed class PythonLoggingTests
{
    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical"];

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task What_Python_logs_reaches_the_logger_of_its_name(string version)
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected);
        using Python python = Python.Start(version, Path.Combine("..", "Pickling.Logging.Tests", "log_sender.py"), PortOf(server));
        await python.EndAsync();
        List<ReceivedEntry> entries = await WaitForAsync(collected, "shop.orders", 6);

        Assert.Equal(Levels, entries.Select(entry => entry.Level.ToString()));
        Assert.Equal(["five", "debug 10", "info", "euro \u20ac", "failed", "caf\u00e9"], entries.Select(entry => entry.Message));
        var record = Assert.IsType<PythonLogRecord>(entries[2].State);
        Assert.Equal(17L, record.Find("order"));
        Assert.Equal(["order", "tags"], record.Extras.Select(extra => extra.Key).Order());
        Assert.Equal("log_sender.py", record.Find("filename"));
        Assert.InRange(record.Created, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        var exception = Assert.IsType<PythonLogException>(entries[4].Exception);
        Assert.Equal("KeyError: 'missing'", exception.Message);
        Assert.StartsWith("Traceback (most recent call last):", exception.ToString(), StringComparison.Ordinal);
        CheckExtras(Assert.IsType<PythonLogRecord>(entries[5].State), isPython2: version.StartsWith('2'));
    }

    private static void CheckExtras(PythonLogRecord record, bool isPython2)
    {
        Assert.Equal(new DateTime(2026, 11, 23, 5, 30, 0, 250), record.Find("due"));
        Assert.Equal(new DateOnly(2026, 2, 28), record.Find("day"));
        Assert.Equal(TimeSpan.FromMinutes(90), record.Find("pause"));
        Assert.Equal(9.90m, record.Find("price"));
        Assert.Equal(1L << 40, record.Find("big"));
        Assert.Equal(new Guid("00000000-0000-0000-0000-0000000000ea"), PyValue.At<Guid>(record.Find("key")));
        PyDict deep = Assert.IsType<PyDict>(record.Find("deep"));
        Assert.Equal("a", deep.Get<string>("k", 0));
        Assert.Equal(PyTuple.Create("b", new TimeOnly(23, 59)), deep.Get<PyTuple>("k", 1));
        Assert.Equal("\u20ac", deep.Get<string>("k", 2, "c"));
        Assert.Equal(new DateTime(1999, 12, 31), deep.Get<PyList>("ends")[0]);
        Assert.Equal(isPython2 ? "\ufffd\ufffd" : new byte[] { 0xff, 0xfe }, record.Find("raw"));
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task What_is_logged_here_is_a_record_in_Python(string version)
    {
        using Python python = Python.Start(version, Path.Combine("..", "Pickling.Logging.Tests", "log_server.py"));
        int port = int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture);
        using (ILoggerFactory factory = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Trace)
            .AddPickleSocket(new PickleLoggerOptions { Host = "127.0.0.1", Port = port })))
        {
            ILogger logger = factory.CreateLogger("Shop.Orders");
#pragma warning disable CA1848, CA1873, CA2254 // Plain calls are what is tested.
            using (logger.BeginScope(new Dictionary<string, object?> { ["Count"] = 1, ["levelno"] = 2 }))
            {
                logger.LogInformation("{Count} orders", 3);
            }

            logger.LogError(new InvalidOperationException("broken"), "failed");
            logger.LogTrace("a trace");
            logger.LogDebug("numbers {Count}", (object)new[] { 1, 2 });
            logger.LogDebug("a day {Count}", new DateOnly(2026, 1, 2));
#pragma warning restore CA1848, CA1873, CA2254
        }

        string[] lines = (await python.EndAsync()).ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["INFO|Shop.Orders|3 orders|3|None", "ERROR|Shop.Orders|failed|None|Traceback", "Level 5|Shop.Orders|a trace|None|None", "DEBUG|Shop.Orders|numbers 1, 2|[1, 2]|None", "DEBUG|Shop.Orders|a day 01/02/2026|2026-01-02|None"], lines);
    }

    [Fact]
    public async Task A_bad_record_is_skipped_and_too_long_a_one_ends_its_connection()
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected);
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(PortOf(server), CultureInfo.InvariantCulture));
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(address);
            await using var stream = new PickleStream(new NetworkStream(socket), framing: PickleStreamFraming.BigEndian32);
            await stream.DumpAsync("no record");
            await stream.DumpAsync(new PyDict { ["name"] = "n", ["levelno"] = "no number", ["msg"] = "m" });
            await socket.SendAsync(new byte[] { 0, 0, 0, 2, (byte)'x', (byte)'y' });
            await stream.DumpAsync(new PyDict { ["name"] = "still", ["levelno"] = 30L, ["msg"] = "here", ["rows"] = new PyList(Enumerable.Range(0, 3_000).Select(row => (object)(long)row)) });
            Assert.Equal("here", Assert.Single(await WaitForAsync(collected, "still", 1)).Message);
            await socket.SendAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff });
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
        }

        Assert.Equal(4, (await WaitForAsync(collected, typeof(PickleLogReceiver).FullName!, 4)).Count);
    }

    // To drop the connection would lose what Python has sent behind it, for its handler sends nothing again.
    [Fact]
    public async Task A_record_that_is_too_long_is_skipped_and_those_behind_it_arrive()
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected, new PickleLogReceiverOptions { RecordBytesMax = 3_000_000 });
        await using (PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", int.Parse(PortOf(server), CultureInfo.InvariantCulture), framing: PickleStreamFraming.BigEndian32))
        {
            foreach (int length in new[] { 10, 5_000_000, 2_900_000, 3_000_000, 20 })
            {
                await stream.DumpAsync(new PyDict { ["name"] = "long", ["levelno"] = 20L, ["msg"] = new string('x', length) });
            }
        }

        List<ReceivedEntry> entries = await WaitForAsync(collected, "long", 3);
        Assert.Equal([10, 2_900_000, 20], entries.Select(entry => entry.Message.Length));
        List<ReceivedEntry> reports = await WaitForAsync(collected, typeof(PickleLogReceiver).FullName!, 2);
        Assert.All(reports, report => Assert.Contains("RecordBytesMax lets 3000000 through", report.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "middle of a record's length")]
    [InlineData(50, "middle of a record")]
    [InlineData(2_000, "middle of a record")]
    public async Task A_program_that_dies_within_a_record_is_reported(int sent, string said)
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected, new PickleLogReceiverOptions { RecordBytesMax = 1_000 });
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, int.Parse(PortOf(server), CultureInfo.InvariantCulture));
            int length = sent > 1_000 ? 5_000 : 500;
            await socket.SendAsync(new byte[] { 0, 0, (byte)(length >> 8), (byte)length, 0 }.Concat(new byte[sent]).Take(sent).ToArray());
        }

        ReceivedEntry report = Assert.Single(await WaitForAsync(collected, typeof(PickleLogReceiver).FullName!, 1));
        Assert.Contains(said, report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_without_end_share_one_logger()
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected, new PickleLogReceiverOptions { CategoriesMax = 2 });
        await using PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", int.Parse(PortOf(server), CultureInfo.InvariantCulture), framing: PickleStreamFraming.BigEndian32);
        for (int number = 0; number < 10; number++)
        {
            await stream.DumpAsync(new PyDict { ["name"] = $"name{number}", ["levelno"] = 20L, ["msg"] = "m" });
        }

        Assert.Equal(8, (await WaitForAsync(collected, "python", 8)).Count);
    }

    [Fact]
    public async Task A_name_without_end_is_not_kept()
    {
        using var collected = new CollectingProvider();
        await using WebApplication server = await StartAsync(collected);
        await using PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", int.Parse(PortOf(server), CultureInfo.InvariantCulture), framing: PickleStreamFraming.BigEndian32);
        await stream.DumpAsync(new PyDict { ["name"] = new string('n', 500_000), ["levelno"] = 20L, ["msg"] = "m" });

        ReceivedEntry entry = Assert.Single(await WaitForAsync(collected, "python", 1));
        Assert.Equal(500_000, Assert.IsType<PythonLogRecord>(entry.State).Name.Length);
    }

    private static async Task<WebApplication> StartAsync(CollectingProvider collected, PickleLogReceiverOptions? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(collected);
        builder.Services.AddSingleton(options ?? new PickleLogReceiverOptions());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<PickleLogReceiver>()));
        WebApplication server = builder.Build();
        await server.StartAsync();
        return server;
    }

    private static string PortOf(WebApplication server)
    {
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return address[(address.LastIndexOf(':') + 1)..];
    }

    private static async Task<List<ReceivedEntry>> WaitForAsync(CollectingProvider collected, string category, int count)
    {
        for (int wait = 0; wait < 600; wait++)
        {
            List<ReceivedEntry> entries = [.. collected.Entries.Where(entry => entry.Category == category)];
            if (entries.Count >= count)
            {
                return entries;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"{count} entries of {category} did not come: {string.Join("; ", collected.Entries)}");
        return [];
    }
}
