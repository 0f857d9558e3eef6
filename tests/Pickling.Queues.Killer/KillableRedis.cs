using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pickling.Queues.Killer;

/// <summary>A Redis server that keeps what it has acknowledged, however it is killed: every write is on the disk first.</summary>
internal sealed class KillableRedis : IDisposable
{
    private readonly string _folder;
    private Process _process;

    public KillableRedis(string folder)
    {
        _folder = folder;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _process = Start();
    }

    public int Port { get; }

    public void KillAndRestart()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = Start();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Process Start()
    {
        Process process = Process.Start(new ProcessStartInfo(
            "/usr/bin/redis-server",
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", _folder])
        {
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
