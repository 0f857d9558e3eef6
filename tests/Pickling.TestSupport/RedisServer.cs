using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>A Redis server of the tests' own, on a free loopback port, that writes nothing to disk.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly Process? _process;
    private readonly ConnectionMultiplexer? _connection;

    public RedisServer()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _process = Process.Start(new ProcessStartInfo(Program, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            RedirectStandardOutput = true,
        });
        _process!.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _connection = ConnectionMultiplexer.Connect($"127.0.0.1:{Port},connectRetry=20,connectTimeout=2000,abortConnect=false");
    }

    public int Port { get; }

    /// <summary>A connection; skips the test where there is no server, and fails it with CI=true.</summary>
    public IDatabase Require()
    {
        if (_connection is null)
        {
            const string Reason = Program + " is not there (eng/peers.sh installs it on Debian)";
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", Reason);
            Assert.Skip(Reason);
        }

        return _connection.GetDatabase();
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _process?.Kill();
        _process?.Dispose();
    }
}
