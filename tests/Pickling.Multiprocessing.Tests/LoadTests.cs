using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Many peers at once, good ones and hostile ones. <c>eng/load.sh</c> runs it with 100,000 messages.</summary>
[Collection(nameof(Alone))]
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int PeerCount = 50;
    private const int HostileCount = 12;
    private const long GrowthBytesMax = 32_000_000;

    private static readonly byte[] Key = "a secret"u8.ToArray();
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(5);

    private static int MessageCount =>
        int.Parse(Environment.GetEnvironmentVariable("PICKLING_LOAD_MESSAGES") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_message_of_fifty_peers_arrives_once_while_hostile_peers_try()
    {
        var refused = new ConcurrentDictionary<string, int>();
        await using var listener = PickleListener.OnLoopback(0, new PickleListenerOptions
        {
            AuthenticationKey = Key,
            HandshakeTimeout = TimeSpan.FromSeconds(5),
            FrameBytesMax = 1_000_000,
            Refused = (_, error) => refused.AddOrUpdate(error.GetType().Name, 1, static (_, count) => count + 1),
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        int perPeer = MessageCount / PeerCount;
        using var hostileEnd = new CancellationTokenSource();
        var received = new ConcurrentDictionary<(long Peer, long Number), int>();
        Task serving = ServeAsync(listener, received);
        Task<int>[] hostile = [.. Enumerable.Range(0, HostileCount).Select(kind => AttackAsync(listener.Address, kind, hostileEnd.Token))];
        Task[] peers = [.. Enumerable.Range(0, PeerCount).Select(peer => Task.Factory.StartNew(() => Send(listener.Address, peer, perPeer), TaskCreationOptions.LongRunning))];
        await Task.WhenAll(peers).WaitAsync(TimeMax);
        await serving.WaitAsync(TimeMax);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        for (int wait = 0; wait < 1_200 && refused.IsEmpty; wait++)
        {
            await Task.Delay(50);
        }

        await hostileEnd.CancelAsync();
        int attacks = (await Task.WhenAll(hostile).WaitAsync(TimeMax)).Sum();

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        int duplicates = received.Values.Count(static count => count > 1);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{PeerCount} peers, {perPeer * PeerCount} messages sent, {received.Count} received, {(perPeer * PeerCount) - received.Count} lost, {duplicates} twice, in {time.TotalSeconds:N1} s"));
        output.WriteLine($"{attacks} hostile connections; refused: {string.Join(", ", refused.Select(static pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal))}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory grew by {growth / 1_000_000.0:N1} MB (bound {GrowthBytesMax / 1_000_000} MB)"));
        Assert.Equal(perPeer * PeerCount, received.Count);
        Assert.Equal(0, duplicates);
        Assert.NotEmpty(refused);
        Assert.InRange(growth, long.MinValue, GrowthBytesMax + (received.Count * 100L));
    }

    // Ends when each of the good peers has come and gone.
    private static async Task ServeAsync(PickleListener listener, ConcurrentDictionary<(long Peer, long Number), int> received)
    {
        List<Task> echoes = [];
        while (echoes.Count < PeerCount)
        {
            PickleConnection connection = await listener.AcceptAsync();
            echoes.Add(Task.Run(async () =>
            {
                await using (connection)
                {
                    await foreach (object? message in connection.ReceiveAllAsync())
                    {
                        var tuple = (PyTuple)message!;
                        received.AddOrUpdate(((long)tuple[0]!, (long)tuple[1]!), 1, static (_, count) => count + 1);
                        await connection.SendAsync(message);
                    }
                }
            }));
        }

        await Task.WhenAll(echoes);
    }

    private static void Send(EndPoint address, int peer, int count)
    {
        // A good peer may find the listener's places taken by hostile ones: it waits its turn, and comes again.
        var options = new PickleConnectionOptions { AuthenticationKey = Key, HandshakeTimeout = TimeSpan.FromMinutes(2) };
        using PickleConnection connection = PickleClient.Connect(address, options);
        for (int number = 0; number < count; number++)
        {
            PyTuple message = PyTuple.Create(peer, number, new string('x', number % 500));
            connection.Send(message);
            Assert.Equal(message, connection.Receive());
        }
    }

    private static async Task<int> AttackAsync(EndPoint address, int kind, CancellationToken end)
    {
        int count = 0;
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, end);
                count++;
                await AttackAsync(socket, kind % 6, end);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // Thrown out, as it should be, or the end.
            }
        }

        return count;
    }

    private static async Task AttackAsync(Socket socket, int kind, CancellationToken end)
    {
        byte[] attack = kind switch
        {
            0 => [], // half-open: says nothing
            1 => [0, 0], // slow loris: half a length, then a byte now and then
            2 => [0x7f, 0xff, 0xff, 0xff, .. new byte[1_000]], // announces 2 GB
            3 => [0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // announces more
            4 => [0, 0, 0, 16, .. RandomNumberGenerator.GetBytes(16)], // a wrong proof
            _ => "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), // another protocol
        };
        await socket.SendAsync(attack, end);
        byte[] answer = new byte[1_000];
        Task trickle = kind == 1 ? TrickleAsync(socket, end) : Task.CompletedTask;
        while (await socket.ReceiveAsync(answer, end) > 0)
        {
        }

        socket.Shutdown(SocketShutdown.Both);
        await trickle;
    }

    private static async Task TrickleAsync(Socket socket, CancellationToken end)
    {
        while (true)
        {
            await Task.Delay(100, end);
            await socket.SendAsync(new byte[1], end);
        }
    }
}
