using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pickling.Queues.Killer;

/// <summary>
/// A RabbitMQ server with ports, name and folder of its own, for this machine only. What it has confirmed is on the disk, so that it
/// is there again when the server was killed and started again.
/// </summary>
public sealed class KillableRabbitMq : IDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string PortMapper = "/usr/bin/epmd";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder;
    private readonly int _portOfNames;
    private readonly int _portOfNodes;
    private readonly Process _names;
    private Process _process;

    public KillableRabbitMq(string folder)
    {
        _folder = folder;
        (Port, _portOfNames, _portOfNodes) = (FindPort(), FindPort(), FindPort());

        // Erlang would start one that outlives the server.
        _names = Process.Start(new ProcessStartInfo(PortMapper, ["-port", $"{_portOfNames}", "-address", "127.0.0.1"]) { RedirectStandardError = true })!;
        _process = Start();
    }

    public static bool IsInstalled => File.Exists(Program) && File.Exists(PortMapper);

    public int Port { get; }

    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}//";

    /// <summary>Waits until it can be asked.</summary>
    public async Task WaitUntilReadyAsync()
    {
        for (long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (Environment.TickCount64 < end && !_process.HasExited)
            {
                await Task.Delay(50);
            }
            catch (SocketException error)
            {
                throw new InvalidOperationException($"RabbitMQ did not start: {await File.ReadAllTextAsync(Path.Combine(_folder, "output"))}", error);
            }
        }
    }

    public void KillAndRestart()
    {
        Kill();
        _process = Start();
    }

    public void Dispose()
    {
        Kill();
        _names.Kill();
        _names.WaitForExit();
        _names.Dispose();
    }

    private void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" > \"$HOME/output\" 2>&1", Program]);
        foreach ((string name, string value) in new (string, string)[]
        {
            // Erlang's cookie lies at home.
            ("HOME", _folder),
            ("RABBITMQ_NODENAME", $"killable{Port}@localhost"),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", $"{Port}"),
            ("RABBITMQ_DIST_PORT", $"{_portOfNodes}"),
            ("ERL_EPMD_PORT", $"{_portOfNames}"),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder, "data")),
            ("RABBITMQ_LOG_BASE", Path.Combine(_folder, "log")),
            ("RABBITMQ_PLUGINS_EXPAND_DIR", Path.Combine(_folder, "plugins")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "enabled_plugins")),
            ("RABBITMQ_PID_FILE", Path.Combine(_folder, "pid")),
            ("RABBITMQ_CONF_ENV_FILE", Path.Combine(_folder, "no-such-file")),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder, "no-such-file")),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}"),
        })
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
