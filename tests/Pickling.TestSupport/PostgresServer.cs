using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Pickling.EntityFrameworkCore.Tests;

/// <summary>A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a free loopback port.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string UserOfServer = "postgres";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pickling-pg-{Guid.NewGuid():N}");
    private readonly string? _programs = FindPrograms();
    private readonly string? _problem;

    public PostgresServer()
    {
        if (_programs is null)
        {
            _problem = "no PostgreSQL server under /usr/lib/postgresql (eng/peers.sh installs it on Debian)";
            return;
        }

        Port = FreePort();
        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root.
            Processes.TryRun("/usr/bin/chown", out _, UserOfServer, _folder);
        }

        if (!TryRun(out string output, "initdb", "-D", Data, "-A", "trust", "-U", UserOfServer, "--no-sync", "-E", "UTF8", "--locale=C")
            || !TryRun(out output, "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off", "start"))
        {
            _problem = $"PostgreSQL did not start: {output}";
        }
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    public string ConnectionText => $"Host=127.0.0.1;Port={Port};Username={UserOfServer};Database=postgres";

    public string PythonUrl => $"postgresql+psycopg2://{UserOfServer}@127.0.0.1:{Port}/postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Skips the test where there is no server; with CI=true it fails.</summary>
    public void Require()
    {
        if (_problem is not null)
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", _problem);
            Assert.Skip(_problem);
        }
    }

    public void Dispose()
    {
        if (_programs is null)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        TryRun(out _, "pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindPrograms() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool TryRun(out string output, string program, params string[] arguments)
    {
        string path = Path.Combine(_programs!, program);

        // What pg_ctl starts would keep a pipe open: the output goes to a file.
        string log = Path.Combine(Path.GetTempPath(), $"pickling-pg-{Guid.NewGuid():N}.log");
        string command = string.Join(' ', new[] { path }.Concat(arguments).Select(argument => $"'{argument}'"));
        string[] shell = Environment.UserName == "root" ? ["/usr/sbin/runuser", "-u", UserOfServer, "--", "/bin/sh"] : ["/bin/sh"];
        bool succeeded = Processes.TryRun("/bin/sh", out _, "-c", $"cd / && exec {string.Join(' ', shell)} -c \"$1\" > '{log}' 2>&1 < /dev/null", "sh", command);
        output = File.Exists(log) ? File.ReadAllText(log) : "";
        File.Delete(log);
        return succeeded;
    }
}
