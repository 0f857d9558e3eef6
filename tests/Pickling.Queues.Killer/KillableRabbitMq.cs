using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
        (Port, TlsPort, _portOfNames, _portOfNodes) = (FindPort(), FindPort(), FindPort(), FindPort());
        WriteConfiguration();

        // Erlang would start one that outlives the server.
        _names = Process.Start(new ProcessStartInfo(PortMapper, ["-port", $"{_portOfNames}", "-address", "127.0.0.1"]) { RedirectStandardError = true })!;
        _process = Start();
    }

    public static bool IsInstalled => File.Exists(Program) && File.Exists(PortMapper);

    public int Port { get; }

    /// <summary>Where it speaks TLS, with <see cref="CertificateFile"/>, that nobody but itself has signed.</summary>
    public int TlsPort { get; }

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}//";

    private string ConfigurationFile => Path.Combine(_folder, "rabbitmq.conf");

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

    private void WriteConfiguration()
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        string keyFile = Path.Combine(_folder, "key.pem");
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(
            ConfigurationFile,
            $"""
            listeners.ssl.1 = 127.0.0.1:{TlsPort}
            ssl_options.certfile = {CertificateFile}
            ssl_options.keyfile = {keyFile}
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false

            """);
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
            ("RABBITMQ_CONFIG_FILE", ConfigurationFile),
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
