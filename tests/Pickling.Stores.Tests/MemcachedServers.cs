using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>Four memcached servers of the tests' own: three on free loopback ports, one on a Unix socket.</summary>
public sealed class MemcachedServers : IDisposable
{
    private const string Program = "/usr/bin/memcached";

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"pickling-memcached-{Guid.NewGuid():N}");
    private readonly Process?[] _processes = new Process?[4];
    private readonly int[] _ports = [FreePort(), FreePort(), FreePort()];

    public MemcachedServers()
    {
        if (File.Exists(Program))
        {
            for (int server = 0; server < _processes.Length; server++)
            {
                Start(server);
            }
        }
    }

    /// <summary>The servers as <c>LOCATION</c> has them.</summary>
    public string[] Locations => [$"127.0.0.1:{_ports[0]}", $"localhost:{_ports[1]}", $"127.0.0.1:{_ports[2]}", $"unix:{_socket}"];

    public string First => Locations[0];

    public int Port => _ports[0];

    /// <summary>Skips the test where there is no server, and fails it with CI=true.</summary>
    public static void Require()
    {
        if (!File.Exists(Program))
        {
            const string Reason = Program + " is not there (eng/peers.sh installs it on Debian)";
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", Reason);
            Assert.Skip(Reason);
        }
    }

    /// <summary>Starts a server, and waits until it answers.</summary>
    public void Start(int server)
    {
        string[] place = server < _ports.Length ? ["-l", "127.0.0.1", "-p", $"{_ports[server]}"] : ["-s", _socket];
        _processes[server] = Process.Start(new ProcessStartInfo(Program, ["-u", "root", "-m", "64", .. place]));
        EndPoint point = server < _ports.Length ? new IPEndPoint(IPAddress.Loopback, _ports[server]) : new UnixDomainSocketEndPoint(_socket);
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            using var socket = new Socket(point.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(point);
                return;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(60) && !_processes[server]!.HasExited)
            {
            }
        }
    }

    /// <summary>Ends a server, with all that it holds.</summary>
    public void Stop(int server)
    {
        _processes[server]?.Kill();
        _processes[server]?.WaitForExit();
        _processes[server]?.Dispose();
        _processes[server] = null;
        if (server == _ports.Length)
        {
            File.Delete(_socket);
        }
    }

    public void Dispose()
    {
        for (int server = 0; server < _processes.Length; server++)
        {
            Stop(server);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
